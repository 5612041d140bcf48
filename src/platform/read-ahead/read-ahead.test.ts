import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { readAhead } from './read-ahead.ts';

async function* numbers(upTo: number, log: string[], failAt = -1): AsyncGenerator<number> {
  try {
    for (let i = 0; i < upTo; i++) {
      if (i === failAt) throw new Error('broken');
      log.push(`made ${i}`);
      yield i;
    }
  } finally {
    log.push('ended');
  }
}

test('items come in order, made ahead of the reader', async () => {
  const log: string[] = [];
  const items = readAhead(numbers(6, log), 3);
  expect(await items.next()).toEqual({ done: false, value: 0 });
  await setImmediate();
  expect(log).toEqual(['made 0', 'made 1', 'made 2', 'made 3']);
  const rest: number[] = [];
  for await (const item of items) rest.push(item);
  expect(rest).toEqual([1, 2, 3, 4, 5]);
  expect(log.at(-1)).toBe('ended');
});

test('an error comes in its turn, and ending early ends the source', async () => {
  const log: string[] = [];
  const items = readAhead(numbers(6, log, 2), 4);
  expect((await items.next()).value).toBe(0);
  expect((await items.next()).value).toBe(1);
  await expect(items.next()).rejects.toThrow('broken');
  const others: string[] = [];
  const early = readAhead(numbers(100, others), 4);
  await early.next();
  await early.return(undefined);
  expect(others.at(-1)).toBe('ended');
  expect(others.length).toBeLessThan(10);
});
