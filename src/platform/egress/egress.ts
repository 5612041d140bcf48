import { Problem, type ProblemSpec } from '../problem/index.ts';
import type { EgressEntry } from './egress-log.ts';

const errors = {
  refused: { code: 'IDUN_EGRESS_REFUSED', status: 403, title: 'Idun may not send anything there.' },
} as const satisfies Record<string, ProblemSpec>;

/** The one door out: every outbound request asks here first. */
export interface Egress {
  /** @throws Problem IDUN_EGRESS_REFUSED unless the host (with its port, if the list names one) is allowed */
  assertAllowed(url: string | URL): void;
  /** `fetch` for allowed hosts; a redirect to another host is an error, not followed. */
  fetch(url: string | URL, init?: RequestInit): Promise<Response>;
}

function refusal(url: URL): Problem {
  return new Problem(errors.refused, `The host ${url.host} is not on the list of hosts that Idun may send to.`, {
    expected: 'a host in IDUN_EGRESS, or the one named on the command line',
    action: `If it is right, add ${url.host} to IDUN_EGRESS.`,
  });
}

/**
 * An egress with an allow-list; empty lets nothing out.
 * @param allowed hosts, `name` for any port or `name:port`
 * @param note is told of every attempt, also of those refused
 */
export function makeEgress(allowed: readonly string[], note: (entry: EgressEntry) => void = () => undefined): Egress {
  const hosts = new Set(allowed.map((host) => host.toLowerCase()));
  function assertAllowed(target: string | URL): void {
    const url = new URL(target);
    const web = url.protocol === 'http:' || url.protocol === 'https:';
    if (web && (hosts.has(url.hostname) || hosts.has(url.host))) return;
    tell(url, 'GET', 'refused', null);
    throw refusal(url);
  }
  function tell(url: URL, method: string, outcome: EgressEntry['outcome'], status: number | null): void {
    note({ at: new Date().toISOString(), host: url.host, method, outcome, status });
  }
  return {
    assertAllowed,
    async fetch(target, init) {
      assertAllowed(target);
      const url = new URL(target);
      const method = init?.method ?? 'GET';
      try {
        const answer = await fetch(target, { ...init, redirect: 'error' });
        tell(url, method, 'sent', answer.status);
        return answer;
      } catch (error) {
        tell(url, method, 'failed', null);
        throw error;
      }
    },
  };
}
