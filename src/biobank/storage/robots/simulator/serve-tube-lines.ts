import { arm, hatch } from '../driver.ts';
import { readFields, writeFields } from '../protocols/tube-lines.ts';
import { type Served, type ServeOptions, type Simulator, serveLines } from './serve-lines.ts';
import type { FaultKind, StoreMechanics } from './store-mechanics.ts';

/** What the simulator says of a remembered command. */
function recall(store: StoreMechanics, id: string): string[] {
  const known = store.recall(id);
  if (known === undefined) return [store.forgetful ? 'FORGOTTEN' : 'UNHEARD'];
  if (known.state === 'done') return ['DONE', known.scanned ?? ''];
  if (known.state === 'failed') return ['FAILED', known.because];
  return [known.state === 'cancelled' ? 'UNHEARD' : known.state.toUpperCase()];
}

function look(store: StoreMechanics, named: readonly string[]): string[][] {
  const places =
    named.length === 0 ? [...store.places.keys()] : named.filter((place) => place !== hatch && place !== arm);
  return [
    ...places.map((place) => ['FOUND', place, store.places.get(place) ?? '']),
    ...store.hatch.map((code) => ['FOUND', hatch, code]),
    ...(store.arm === null ? [] : [['FOUND', arm, store.arm]]),
  ];
}

/**
 * A store that speaks tube lines.
 * @param nextFault what goes wrong with the next PUT or PICK
 */
export async function serveTubeLines(
  store: StoreMechanics,
  nextFault: () => FaultKind,
  options: ServeOptions = {},
): Promise<Simulator> {
  let drawn: FaultKind = 'none';
  const words = { PICK: 'pick', PUT: 'put' } as const;
  function read(line: string): Served {
    const [number = '', word = '', ...args] = readFields(line);
    const say = (...lines: string[][]) => ({ answer: lines.map((fields) => writeFields([number, ...fields])) });
    if (word === 'PICK' || word === 'PUT') {
      const [id = '', address = '', code = ''] = args;
      const refused = store.take({ id, kind: words[word], address, code }, drawn);
      return { ...say(refused === undefined ? ['ACCEPTED', id] : ['REFUSED', id, refused]), fault: drawn };
    }
    if (word === 'CANCEL')
      return say(['CANCEL', args[0] ?? '', store.cancel(args[0] ?? '') ? 'CANCELLED' : 'TOO LATE']);
    if (word === 'STATUS' && args[0] !== undefined) return say(['COMMAND', args[0], ...recall(store, args[0])]);
    if (word === 'STATUS') {
      return say(['STORE', String(store.boot), store.problem === null ? 'READY' : 'STOPPED', store.problem ?? '']);
    }
    if (word === 'INVENTORY') return say(...look(store, args), ['END']);
    if (word === 'TEMPERATURE') return say(['PROBE', 'chamber', String(store.given.celsius ?? -80)], ['END']);
    return say(['ERROR', 'what is that']);
  }
  return await serveLines({
    ...{ port: options.port, end: '\r\n', slowMs: options.slowMs ?? 30, read },
    losesLine(line) {
      options.onLine?.(line);
      if (!/^\d+\|(PICK|PUT)\|/.test(line)) return false;
      drawn = nextFault();
      return drawn === 'drop-before';
    },
  });
}
