import { expect, test } from 'vitest';
import { openedThing } from './opened-thing.ts';

test('the pages of things are remembered, lists and forms are not', () => {
  expect(openedThing('/genomes/gen_1')).toEqual({ kind: 'genome', key: 'gen_1' });
  expect(openedThing('/variants/demo/1-5-A-G')).toEqual({ kind: 'variant', key: 'demo/1-5-A-G' });
  expect(openedThing('/datasets/a%20b')).toEqual({ kind: 'dataset', key: 'a b' });
  expect(openedThing('/audit/17')).toEqual({ kind: 'entry', key: '17' });
  for (const path of ['/', '/genomes', '/submissions/new', '/audit/heads', '/variants']) {
    expect(openedThing(path), path).toBeNull();
  }
  expect(openedThing(`/regions/demo/${'1'.repeat(400)}`)).toBeNull();
});
