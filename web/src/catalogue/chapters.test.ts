import { expect, test } from 'vitest';
import { chapterNames } from './chapters.ts';

test('a range is called by the chapters it meets, with or without the D of SKS', () => {
  const word = (chapter: string) => `(${chapter})`;
  expect(chapterNames('C00-D48', word)).toBe('(C00-D48)');
  expect(chapterNames('DC00-DD48', word)).toBe('(C00-D48)');
  expect(chapterNames('DH00-DH95', word)).toBe('(H00-H59), (H60-H95)');
  expect(chapterNames('C00-C97', word)).toBe('(C00-D48)');
  expect([chapterNames('C50', word), chapterNames('ORPHA:3000', word)]).toEqual([undefined, undefined]);
});
