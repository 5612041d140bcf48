import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { hatch, hatchFull, type OrderOutcome, type StoreDriver, type StoreOrder } from '../driver.ts';
import { judge } from '../judge.ts';
import { type FaultKind, type Simulator, StoreMechanics, serveSimulator } from '../simulator/index.ts';
import { protocols } from './index.ts';
import { readAddress } from './stx.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function setUp(
  faults: FaultKind[] = [],
): Promise<{ store: StoreMechanics; driver: StoreDriver; heard: string[]; simulator: Simulator }> {
  const store = new StoreMechanics({
    contents: [
      ['1.1', 'R-1'],
      ['1.2', 'R-2'],
      ['2.1', 'R-3'],
    ],
    addresses: ['1.1', '1.2', '2.1', '2.2'],
    ...{ hatchHolds: 1, moveMs: 6, celsius: -20.4 },
  });
  const heard: string[] = [];
  const simulator = await serveSimulator('stx', store, () => faults.shift() ?? 'none', {
    onLine: (line) => void heard.push(line),
  });
  const socket = connect(simulator.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.on('data', () => undefined);
  const driver = protocols.stx.open(socket, { device: 'STX', patienceMs: 100 });
  open.push(simulator, { close: () => store.stop() }, driver);
  return { store, driver, heard, simulator };
}

async function untilOver(driver: StoreDriver, order: StoreOrder): Promise<OrderOutcome> {
  for (;;) {
    const outcome = await driver.outcome(order);
    if (outcome.state !== 'running') return outcome;
  }
}

const order = (kind: 'pick' | 'put', address: string, code: string): StoreOrder => ({
  id: 'rcm_1',
  kind,
  address,
  code,
});

describe('the STX line protocol', () => {
  test('a rack goes to the transfer station and back, in the words of the protocol', async () => {
    const { store, driver, heard } = await setUp();
    expect(await driver.status()).toEqual({ ready: true, problem: null, boot: null });
    expect(await driver.temperature()).toEqual([{ probe: 'chamber', celsius: -20.4 }]);
    heard.length = 0;
    expect(await driver.pick(order('pick', '1.2', 'R-2'))).toEqual({ accepted: true });
    expect(heard.at(-1)).toBe('STX2ServiceMovePlate(STX,2,1,2,1,1,STX,1,0,0,1,1)');
    expect(await untilOver(driver, order('pick', '1.2', 'R-2'))).toEqual({ state: 'done', scanned: 'R-2' });
    expect(await driver.status()).toMatchObject({ ready: false, problem: hatchFull });
    expect(await driver.pick(order('pick', '1.1', 'R-1'))).toEqual({ accepted: false, because: hatchFull });
    expect(await driver.put(order('put', '2.2', 'R-9'))).toEqual({
      accepted: false,
      because: 'another rack is at the hatch',
    });
    expect(await driver.put(order('put', '2.1', 'R-2'))).toEqual({ accepted: false, because: 'the place is taken' });
    const back = order('put', '2.2', 'R-2');
    expect(await driver.put(back)).toEqual({ accepted: true });
    expect(heard.at(-1)).toBe('STX2ServiceMovePlate(STX,1,0,0,1,1,STX,2,2,2,1,1)');
    expect(await untilOver(driver, back)).toEqual({ state: 'forgotten' });
    const seen = await driver.inventory(['2.2', '1.2']);
    expect(seen).toEqual([
      { place: '2.2', code: 'R-2' },
      { place: '1.2', code: null },
      { place: hatch, code: null },
    ]);
    expect(judge(back, seen)).toEqual({ happened: 'yes', scanned: 'R-2' });
    expect(store.places.get('2.2')).toBe('R-2');
    await expect(driver.pick(order('pick', 'A1', 'R-2'))).rejects.toMatchObject({ code: 'IDUN_ROBOT_GIVEN' });
  });

  test('a jam, another rack and a lost answer are seen, though the store keeps no commands', async () => {
    const { driver, store } = await setUp(['jam', 'neighbour', 'drop-after']);
    const wanted = order('pick', '2.1', 'R-3');
    await driver.pick(wanted);
    expect(await untilOver(driver, wanted)).toEqual({ state: 'failed', because: 'error 7' });
    expect(judge(wanted, await driver.inventory(['2.1']))).toEqual({ happened: 'no' });
    await driver.pick(wanted);
    expect(await untilOver(driver, wanted)).toEqual({ state: 'done', scanned: 'R-1' });
    store.hatch.length = 0;
    await expect(driver.pick(wanted)).rejects.toMatchObject({ code: 'IDUN_ROBOT_AWAY' });
    await expect(driver.status()).rejects.toMatchObject({ code: 'IDUN_ROBOT_AWAY' });
  });

  test('an address is a cassette and a level', () => {
    expect(readAddress('3.12')).toEqual({ cassette: 3, level: 12 });
    for (const bad of ['', '0.1', '1.0', '1', '1.2.3', '1.x', ' 1.2', '1.2)']) expect(() => readAddress(bad)).toThrow();
  });
});

test('what looking says of a command is one of three, and yes and no exclude each other', () => {
  const code = fc.constantFrom(null, 'X', 'Y');
  fc.assert(
    fc.property(fc.constantFrom('pick', 'put'), code, code, code, (kind, place, outside, held) => {
      const seen = [
        { place: 'A1', code: place },
        { place: 'HATCH', code: outside },
        { place: 'ARM', code: held },
      ];
      const verdict = judge({ id: 'rcm_1', kind, address: 'A1', code: 'X' }, seen);
      const [goal, start] = kind === 'pick' ? [outside, place] : [place, outside];
      if (goal === 'X' && start === 'X') expect(verdict.happened).toBe('unclear');
      else if (goal === 'X') expect(verdict.happened).toBe('yes');
      else expect(verdict.happened).toBe(start === 'X' ? 'no' : 'unclear');
    }),
  );
});
