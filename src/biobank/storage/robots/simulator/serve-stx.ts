import { randomBase62 } from '../../../../platform/ids/index.ts';
import { type Served, type ServeOptions, type Simulator, serveLines } from './serve-lines.ts';
import type { FaultKind, StoreMechanics } from './store-mechanics.ts';

const mtp = 1;
const levelPosition = 2;

/** A store of whole racks that answers as LiCONiC’s STX driver does. Its addresses are `cassette.level`. */
export async function serveStx(
  store: StoreMechanics,
  nextFault: () => FaultKind,
  options: ServeOptions & { device?: string } = {},
): Promise<Simulator> {
  const { device = 'STX' } = options;
  let drawn: FaultKind = 'none';
  function move(args: readonly number[]): Served {
    const [from, cassette, level, , , , to, toCassette, toLevel] = args;
    if (args.some(Number.isNaN)) return { answer: ['-2'] };
    if (store.running) return { answer: ['-1'] };
    const picks = from === levelPosition && to === mtp;
    if (!picks && !(from === mtp && to === levelPosition)) return { answer: ['-8'] };
    const address = picks ? `${cassette}.${level}` : `${toCassette}.${toLevel}`;
    if (!store.hasPlace(address)) return { answer: ['-9'] };
    const code = store.hatch[0] ?? '';
    const refused = store.take({ id: randomBase62(8), kind: picks ? 'pick' : 'put', address, code }, drawn);
    return { answer: [refused === undefined ? '1' : `-${device};8`], fault: drawn };
  }
  function status(): string {
    const ready = store.problem === null && !store.running;
    return String((ready ? 1 : 0) | 4 | 16 | (store.problem === null ? 0 : 128));
  }
  function read(line: string): Served {
    const [, name = '', list = ''] = /^(\w+)\(([^)]*)\)$/.exec(line) ?? [];
    const [asked, ...args] = list.split(',');
    if (asked !== device) return { answer: ['-4'] };
    const say = (text: string): Served => ({ answer: [text] });
    switch (name) {
      case 'STX2ServiceMovePlate':
        return move(args.map((text) => (text === device ? 0 : Number(text))));
      case 'STX2IsOperationRunning':
        return say(store.running ? '1' : '0');
      case 'STX2GetSysStatus':
        return say(status());
      case 'STX2ReadErrorCode': {
        const fault = store.problem === null ? store.lastError : 9;
        store.lastError = 0;
        return say(String(fault));
      }
      case 'STX2ReadXferStationDetector1':
        return say(store.hatch.length > 0 ? '1' : '0');
      case 'STX2ReadShovelDetector':
        return say(store.arm === null ? '0' : '1');
      case 'STX2ReadBarcodeAtTransferStation':
        return say(store.hatch[0] ?? 'No Barcode');
      case 'STX2ServiceReadBarcode':
        return say(store.running ? 'Device not Ready' : (store.places.get(args.join('.')) ?? 'No Plate'));
      case 'STX2ReadActualClimate':
        return say(`${store.given.celsius ?? -20};0.0;0.0;0.0`);
      case 'STX2Activate':
        return say('1;1');
      default:
        return say('-1');
    }
  }
  return await serveLines({
    ...{ port: options.port, end: '\r\n', slowMs: options.slowMs ?? 30, read },
    losesLine(line) {
      options.onLine?.(line);
      if (!line.startsWith('STX2ServiceMovePlate')) return false;
      drawn = nextFault();
      return drawn === 'drop-before';
    },
  });
}
