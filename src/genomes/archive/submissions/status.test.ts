import fc from 'fast-check';
import { expect, test } from 'vitest';
import { liveStates, mayChange, nextStates, submissionStates, transitions } from './status.ts';

test('every walk over the table stays in known states, and ends only where nothing follows', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { maxLength: 30 }), (choices) => {
      let state = submissionStates[0]!;
      for (const choice of choices) {
        const next = nextStates(state);
        if (next.length === 0) break;
        const to = next[choice % next.length]!;
        expect(mayChange(state, to)).toBe(true);
        expect(submissionStates).toContain(to);
        state = to;
      }
    }),
  );
});

test('what the table does not name is refused', () => {
  for (const from of submissionStates) {
    for (const to of submissionStates) {
      expect(mayChange(from, to)).toBe(transitions.some((t) => t.from === from && t.to === to));
    }
    expect(mayChange(from, from)).toBe(false);
  }
});

test('once out of the archive, a submission never comes back', () => {
  for (const ended of ['rejected', 'retracted', 'replaced'] as const) expect(nextStates(ended)).toEqual([]);
  for (const state of liveStates) expect(nextStates(state).length).toBeGreaterThan(0);
});

test('every state can be reached from received', () => {
  const reached = new Set(['received']);
  for (let round = 0; round < submissionStates.length; round++) {
    for (const t of transitions) if (reached.has(t.from)) reached.add(t.to);
  }
  expect([...reached].sort()).toEqual([...submissionStates].sort());
});
