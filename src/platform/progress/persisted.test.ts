import { expect, test } from 'vitest';
import { makeManualClock } from '../clock/index.ts';
import { makePersistedProgress, type ProgressSnapshot } from './index.ts';

test('progress is saved now and then, and wholly at the end, with rate and time left', async () => {
  const saved: ProgressSnapshot[] = [];
  const clock = makeManualClock(new Date('2026-01-01T00:00:00Z'));
  const progress = makePersistedProgress(async (snapshot) => void saved.push(snapshot), { clock, interval: 1000 });
  progress.step('Reading', 100, 'records');
  await progress.flush();
  for (let i = 0; i < 40; i += 1) progress.advance(1);
  clock.advance(4000);
  progress.advance(0);
  await progress.flush();
  expect(saved.length).toBeLessThan(5);
  expect(saved.at(-1)).toMatchObject({
    rate: 10,
    secondsLeft: 6,
    steps: [{ name: 'Reading', state: 'running', done: 40 }],
  });
  progress.step('Writing');
  progress.done();
  await progress.flush();
  expect(saved.at(-1)!.steps.map((step) => step.state)).toEqual(['done', 'done']);
});

test('a save that fails does not stop the work', async () => {
  const progress = makePersistedProgress(() => Promise.reject(new Error('database away')), { interval: 0 });
  progress.step('Reading');
  progress.advance(1);
  await expect(progress.flush()).resolves.toBeUndefined();
});
