import { isIP, type Socket } from 'node:net';
import { Problem, type ProblemSpec } from '../problem/index.ts';
import { connectPlain } from './connect-plain.ts';
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
  /**
   * A connection to a device that speaks a protocol of its own. The machine itself is always allowed: nothing leaves it.
   * @throws Problem IDUN_EGRESS_REFUSED, IDUN_EGRESS_AWAY
   */
  connect(host: string, port: number): Promise<Socket>;
}

function refusal(host: string): Problem {
  return new Problem(errors.refused, `The host ${host} is not on the list of hosts that Idun may send to.`, {
    expected: 'a host in IDUN_EGRESS, or the one named on the command line',
    action: `If it is right, add ${host} to IDUN_EGRESS.`,
  });
}

const isThisMachine = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

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
    tell(url.host, 'GET', 'refused', null);
    throw refusal(url.host);
  }
  function tell(host: string, method: string, outcome: EgressEntry['outcome'], status: number | null): void {
    note({ at: new Date().toISOString(), host, method, outcome, status });
  }
  return {
    assertAllowed,
    async fetch(target, init) {
      assertAllowed(target);
      const url = new URL(target);
      const method = init?.method ?? 'GET';
      try {
        const answer = await fetch(target, { ...init, redirect: 'error' });
        tell(url.host, method, 'sent', answer.status);
        return answer;
      } catch (error) {
        tell(url.host, method, 'failed', null);
        throw error;
      }
    },
    async connect(host, port) {
      const named = `${host.toLowerCase()}:${port}`;
      if (isThisMachine(host)) return await connectPlain(host, port);
      if (!hosts.has(host.toLowerCase()) && !hosts.has(named)) {
        tell(named, 'CONNECT', 'refused', null);
        throw refusal(named);
      }
      try {
        const socket = await connectPlain(host, port);
        tell(named, 'CONNECT', 'sent', null);
        return socket;
      } catch (error) {
        tell(named, 'CONNECT', 'failed', null);
        throw error;
      }
    },
  };
}
