import type { ProtocolName } from '../protocols/index.ts';
import type { ServeOptions, Simulator } from './serve-lines.ts';
import { serveStx } from './serve-stx.ts';
import { serveTubeLines } from './serve-tube-lines.ts';
import type { FaultKind, StoreMechanics } from './store-mechanics.ts';

export type { Simulator } from './serve-lines.ts';
export { type FaultKind, faultKinds, StoreMechanics } from './store-mechanics.ts';

type Serve = (store: StoreMechanics, nextFault: () => FaultKind, options?: ServeOptions) => Promise<Simulator>;

const servers: Readonly<Record<ProtocolName, Serve>> = { 'tube-lines': serveTubeLines, stx: serveStx };

/** Serves a simulated store in a protocol. */
export const serveSimulator = (
  protocol: ProtocolName,
  store: StoreMechanics,
  nextFault: () => FaultKind = () => 'none',
  options: ServeOptions = {},
): Promise<Simulator> => servers[protocol](store, nextFault, options);
