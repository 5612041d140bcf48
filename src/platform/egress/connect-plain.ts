import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Problem, type ProblemSpec } from '../problem/index.ts';

const errors = {
  away: { code: 'IDUN_EGRESS_AWAY', status: 503, title: 'Nobody answers there.' },
} as const satisfies Record<string, ProblemSpec>;

/** Longest time until a connection stands. */
const patience = 5_000;

/** Opens a connection. @throws Problem IDUN_EGRESS_AWAY */
export async function connectPlain(host: string, port: number): Promise<Socket> {
  const socket = connect({ host, port, noDelay: true, keepAlive: true });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(patience) });
    return socket;
  } catch (error) {
    socket.destroy();
    const cause = error instanceof Error ? error : new Error(String(error));
    throw new Problem(errors.away, `No connection to ${host} port ${port}.`, undefined, { cause });
  }
}
