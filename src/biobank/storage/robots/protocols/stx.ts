import { Problem } from '../../../../platform/problem/index.ts';
import {
  arm,
  hatch,
  hatchFull,
  type Ordered,
  type OrderOutcome,
  type Sighting,
  type StoreDriver,
  type StoreOrder,
} from '../driver.ts';
import { errors } from '../errors.ts';
import type { LineChannel } from './line-channel.ts';

/**
 * The line protocol of LiCONiC's STX («StoreX») driver, as publicly available clients describe it: a call `Name(device,…)` ended by
 * CR over TCP (port 3333 by habit), one line ended by CR LF as the answer, fields between semicolons. The store moves whole racks
 * between a cassette's level (`cassette.level` here) and its transfer station, and remembers no commands: what became of one is
 * seen by looking, with the barcode reader. Sources in docs/reference/automated-stores.md.
 */
const places = { hatch: 1, level: 2 } as const;

/** Answers of STX2ServiceMovePlate that are not `1`. */
const moveFaults: Readonly<Record<string, string>> = {
  '-1': 'the previous move is not finished',
  '-2': 'an argument is not a number',
  '-3': 'the store is not initialised',
  '-4': 'the device is not defined',
  '-8': 'there is no such place',
  '-9': 'there is no such place',
};
const deviceFaults: Readonly<Record<string, string>> = {
  '1': 'loading failed',
  '2': 'unloading failed',
  '3': 'taking the rack failed',
  '4': 'putting the rack down failed',
  '5': 'setting the rack failed',
  '6': 'getting the rack failed',
  '7': 'the store is not ready',
  '8': 'the store reports an error',
};

const flags = { ready: 1, gateClosed: 16, door: 32, error: 128 } as const;
const noCode = new Set(['No Plate', 'No Barcode']);
const readFaults = new Set(['BCRError', 'InitError', 'Device Status Error', 'Device not Ready', 'Error']);

/** The cassette and level of an address. @throws Problem IDUN_ROBOT_GIVEN */
export function readAddress(address: string): { cassette: number; level: number } {
  const [, cassette, level] = /^([1-9]\d{0,2})\.([1-9]\d{0,2})$/.exec(address) ?? [];
  if (cassette !== undefined) return { cassette: Number(cassette), level: Number(level) };
  throw new Problem(errors.robotGiven, `${address} is no place of this store.`, {
    expected: 'cassette.level, for example 3.12',
  });
}

/**
 * A driver for one device behind the STX driver.
 * @param device its identifier in the driver's configuration, usually `STX`
 */
export function makeStxDriver(channel: LineChannel, device: string): StoreDriver {
  async function call(name: string, ...args: (string | number)[]): Promise<string> {
    const [line] = await channel.ask(`${name}(${[device, ...args].join(',')})`, () => true);
    return line!.trim();
  }
  const strange = (name: string, answer: string) =>
    new Problem(errors.robotAnswer, `The store answered ${name} with «${answer.slice(0, 120)}».`);
  async function code(name: string, ...args: number[]): Promise<string | null> {
    const answer = await call(name, ...args);
    if (readFaults.has(answer)) throw strange(name, answer);
    return noCode.has(answer) ? null : answer;
  }
  async function detector(name: string): Promise<boolean> {
    const answer = await call(name);
    if (answer !== '0' && answer !== '1') throw strange(name, answer);
    return answer === '1';
  }
  async function move(order: StoreOrder): Promise<Ordered> {
    const { cassette, level } = readAddress(order.address);
    const store = [places.level, cassette, level, 1, 1] as const;
    const outside = [places.hatch, 0, 0, 1, 1] as const;
    const [from, to] = order.kind === 'pick' ? [store, outside] : [outside, store];
    // The transfer station holds one rack: a move onto another is a collision, and the store itself does not refuse it everywhere.
    const taken = await detector('STX2ReadXferStationDetector1');
    if (taken === (order.kind === 'pick')) {
      return { accepted: false, because: taken ? hatchFull : 'there is nothing at the hatch' };
    }
    if (order.kind === 'put') {
      const there = await code('STX2ReadBarcodeAtTransferStation');
      if (there !== order.code) return { accepted: false, because: 'another rack is at the hatch' };
      if ((await code('STX2ServiceReadBarcode', cassette, level)) !== null) {
        return { accepted: false, because: 'the place is taken' };
      }
    }
    const answer = await call('STX2ServiceMovePlate', ...from, device, ...to);
    if (answer === '1') return { accepted: true };
    const fault = answer.includes(';') ? deviceFaults[answer.split(';')[1]!] : moveFaults[answer];
    return { accepted: false, because: fault ?? `answer ${answer}` };
  }
  const running = async (): Promise<boolean> => (await call('STX2IsOperationRunning')) === '1';
  return {
    put: move,
    pick: move,
    // The protocol cannot take a move back.
    cancel: async () => false,
    async outcome({ kind }): Promise<OrderOutcome> {
      if (await running()) return { state: 'running' };
      const fault = await call('STX2ReadErrorCode');
      if (fault !== '0') return { state: 'failed', because: `error ${fault}` };
      // A pick begins with an empty hatch, so the rack that lies there now is the one it brought.
      const there = kind === 'pick' && (await detector('STX2ReadXferStationDetector1'));
      const scanned = there ? await code('STX2ReadBarcodeAtTransferStation') : null;
      return scanned === null ? { state: 'forgotten' } : { state: 'done', scanned };
    },
    async status() {
      const answer = await call('STX2GetSysStatus');
      const bits = Number(answer);
      if (!Number.isInteger(bits) || bits < 0) return { ready: false, problem: 'no status', boot: null };
      if (bits & flags.error) return { ready: false, problem: `error ${await call('STX2ReadErrorCode')}`, boot: null };
      if (bits & flags.door) return { ready: false, problem: 'door open', boot: null };
      if (!(bits & flags.ready)) return { ready: false, problem: 'not ready', boot: null };
      const full = await detector('STX2ReadXferStationDetector1');
      return { ready: !full, problem: full ? hatchFull : null, boot: null };
    },
    async inventory(named): Promise<Sighting[]> {
      // The store writes its own inventory to a file beside its driver, out of reach: named places are read one by one.
      const seen: Sighting[] = [];
      for (const place of named ?? []) {
        if (place === hatch || place === arm) continue;
        const { cassette, level } = readAddress(place);
        seen.push({ place, code: await code('STX2ServiceReadBarcode', cassette, level) });
      }
      const there = (await detector('STX2ReadXferStationDetector1'))
        ? await code('STX2ReadBarcodeAtTransferStation')
        : null;
      seen.push({ place: hatch, code: there });
      // The arm has no barcode reader: that something lies on it is all that can be said.
      if (await detector('STX2ReadShovelDetector')) seen.push({ place: arm, code: '' });
      return seen;
    },
    async temperature() {
      const answer = await call('STX2ReadActualClimate');
      const [celsius] = answer.split(';').map(Number);
      if (celsius === undefined || answer === '' || !Number.isFinite(celsius)) {
        throw strange('STX2ReadActualClimate', answer);
      }
      return [{ probe: 'chamber', celsius }];
    },
    close: () => channel.close(),
  };
}
