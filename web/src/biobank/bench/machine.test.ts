import { describe, expect, it } from 'vitest';
import { type Bench, type BenchEvent, type Effect, emptyBench, reopen, step } from './machine.ts';
import { barcodeOf, commands, conditions, readScan } from './scan-codes.ts';
import { tasks, toneOf } from './tasks.ts';

describe('what a scanner types', () => {
  it.each([
    ['', { kind: 'nothing' }],
    ['  \r', { kind: 'nothing' }],
    ['IDUN-DONE', { kind: 'command', command: 'done' }],
    ['idun-undo\r', { kind: 'command', command: 'undo' }],
    [']C1IDUN-MISSING', { kind: 'command', command: 'missing' }],
    ['IDUN-LABEL-DAMAGED', { kind: 'condition', condition: 'label-damaged' }],
    ['=200', { kind: 'amount', amount: 200 }],
    ['*12,5', { kind: 'amount', amount: 12.5 }],
    ['0123456789', { kind: 'code', code: '0123456789' }],
    [']d2LB000001', { kind: 'code', code: 'LB000001' }],
    ['\u0002DN0048-2217-3\u0003', { kind: 'code', code: 'DN0048-2217-3' }],
    ['IDUN+DONE', { kind: 'unreadable', why: 'wrong-keyboard' }],
    ['IDUN-DANCE', { kind: 'unreadable', why: 'unknown-command' }],
    // No number of anybody: there is no 99th day.
    ['999999-1234', { kind: 'unreadable', why: 'person' }],
    ['X'.repeat(121), { kind: 'unreadable', why: 'too-long' }],
  ])('%j', (text, scan) => {
    expect(readScan(text)).toEqual(scan);
  });

  it('has one barcode for every command and condition', () => {
    const codes = [...commands, ...conditions].map(barcodeOf);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(readScan(code).kind).toMatch(/command|condition/);
  });
});

const rules = tasks.pick;

function run(events: (BenchEvent | string)[], start: Bench = emptyBench): { bench: Bench; did: string[] } {
  const did: string[] = [];
  let bench = start;
  let at = 10_000;
  for (const event of events) {
    at += 5000;
    const next = step(bench, typeof event === 'string' ? { kind: 'scan', text: event, at } : event, rules);
    bench = next.bench;
    did.push(...next.effects.map(nameOf));
  }
  return { bench, did };
}

function nameOf(effect: Effect): string {
  if (effect.kind === 'sound') return effect.tone;
  if (effect.kind === 'command') return effect.command;
  return effect.kind === 'retry' ? 'retry' : `${effect.kind} ${effect.entry.code}`;
}

const answer = (outcome: string, says = {}): BenchEvent => ({ kind: 'answer', outcome, says });
const away: BenchEvent = { kind: 'no-answer' };
const back: BenchEvent = { kind: 'resume' };

describe('a bench', () => {
  it.each<[string, (BenchEvent | string)[], string[]]>([
    ['sends what is scanned and says what came of it', ['A', answer('picked')], ['send A', 'pass']],
    [
      'sends one after the other, in order',
      ['A', 'B', 'C', answer('picked'), answer('picked'), answer('not-promised')],
      ['send A', 'pass', 'send B', 'pass', 'send C', 'fail'],
    ],
    [
      'asks again for a tube that was answered before',
      ['A', answer('picked'), 'A', answer('again')],
      ['send A', 'pass', 'send A', 'again'],
    ],
    ['does not keep a tube twice that waits', ['A', 'A', answer('picked')], ['send A', 'again', 'pass']],
    [
      'keeps scans while there is no network and sends them in order',
      ['A', away, 'B', back, answer('again'), answer('picked')],
      ['send A', 'warn', 'retry', 'warn', 'send A', 'pass', 'send B', 'pass'],
    ],
    [
      'says once that there is no network',
      ['A', away, back, away, back, answer('picked')],
      ['send A', 'warn', 'retry', 'send A', 'retry', 'send A', 'pass'],
    ],
    [
      'takes back what was counted',
      ['A', answer('picked'), 'IDUN-UNDO', answer('put-back')],
      ['send A', 'pass', 'undo A', 'again'],
    ],
    ['takes back only what can be', ['A', answer('withdrawn'), 'IDUN-UNDO'], ['send A', 'fail', 'warn']],
    [
      'does not send what is undone before it was sent',
      ['A', 'B', 'IDUN-UNDO', answer('picked')],
      ['send A', 'again', 'pass'],
    ],
    [
      'takes back what may have arrived',
      ['A', away, 'IDUN-UNDO', back, answer('again'), answer('put-back')],
      ['send A', 'warn', 'retry', 'send A', 'pass', 'undo A', 'again'],
    ],
    [
      'undoes two, the latest first',
      [
        'A',
        answer('picked'),
        'B',
        answer('picked'),
        'IDUN-UNDO',
        'IDUN-UNDO',
        answer('put-back'),
        answer('put-back'),
        'IDUN-UNDO',
      ],
      ['send A', 'pass', 'send B', 'pass', 'undo B', 'again', 'undo A', 'again', 'warn'],
    ],
    ['hands on commands', ['IDUN-MISSING', 'IDUN-DONE'], ['missing', 'done']],
    ['says what has no use here', ['IDUN-PAUSE', 'IDUN+DONE', '999999-1234'], ['warn', 'fail', 'fail']],
    [
      'goes on after a refusal',
      ['A', 'B', { kind: 'refusal', says: {} }, answer('picked')],
      ['send A', 'fail', 'send B', 'pass'],
    ],
    ['hears an answer nobody asked for without a word', [answer('picked'), away, back], []],
  ])('%s', (_, events, did) => {
    expect(run(events).did).toEqual(did);
  });

  it('takes one pull of the trigger for one scan', () => {
    const first = step(emptyBench, { kind: 'scan', text: 'A', at: 1000 }, rules).bench;
    const counted = step(first, answer('picked'), rules).bench;
    const again = step(counted, { kind: 'scan', text: 'A', at: 1900 }, rules);
    expect(again.effects.map(nameOf)).toEqual(['again']);
    expect(again.bench.entries).toHaveLength(1);
    expect(again.bench.verdict?.outcome).toBe('bounced');
  });

  it('refuses at once, without a network too, what is not on its list', () => {
    const { bench } = run(['A', away]);
    const { bench: next, effects } = step(bench, { kind: 'scan', text: 'Z', at: 99_999, local: 'not-listed' }, rules);
    expect(effects.map(nameOf)).toEqual(['fail']);
    expect([next.errands.length, next.entries[0]!.state]).toEqual([1, 'refused']);
  });

  it('says a condition of one tube only', () => {
    const { bench } = run(['IDUN-THAWED', 'A', 'B']);
    expect(bench.entries.map(({ code, condition }) => [code, condition])).toEqual([
      ['B', null],
      ['A', 'thawed'],
    ]);
  });

  it('remembers the order whose tubes come now', () => {
    expect(run(['REQ', answer('order', { requisition: 'REQ' })]).bench.requisition).toBe('REQ');
  });

  it('opened again sends what had no answer, and counts it once', () => {
    const left = run(['A', 'B']).bench;
    const saved = JSON.parse(JSON.stringify(left)) as Bench;
    const { did, bench } = run([back, answer('again'), answer('picked')], reopen(saved));
    expect(did).toEqual(['send A', 'pass', 'send B', 'pass']);
    expect(bench.entries.map(({ outcome }) => outcome)).toEqual(['picked', 'late']);
    expect(bench.errands).toEqual([]);
  });

  it('keeps every scan that waits, however many', () => {
    const many = Array.from({ length: 500 }, (_, i) => `T${i}`);
    const { bench } = run(['A', away, ...many]);
    expect(bench.errands).toHaveLength(501);
    expect(new Set(bench.entries.map(({ no }) => no)).size).toBe(501);
  });
});

it('every bench names its outcomes, and what it undoes and repeats', () => {
  for (const one of Object.values(tasks)) {
    for (const outcome of [...one.undoable, one.again]) {
      if (outcome !== 'again') expect(toneOf(one, outcome)).not.toBe('fail');
    }
    expect(toneOf(one, 'something new')).toBe('fail');
  }
});
