import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeRtf } from './index.ts';

/** Reads a paragraph's text back as a word processor does. */
function textsOf(rtf: string): string[] {
  return [...rtf.matchAll(/\{\\pard [^ ]+ ((?:[^{}\\]|\\.)*?)\\par\}/g)].map(([, body]) =>
    body!
      .replace(/\\u(-?\d+)\?/g, (_all, code) => String.fromCharCode((Number(code) + 0x10000) % 0x10000))
      .replaceAll('\\line ', '\n')
      .replace(/\\([\\{}])/g, '$1'),
  );
}

test('any text comes back as it was, and no text is a command', () => {
  const text = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
    .filter((one) => !/[\x00-\x1f\x7f]/.test(one));
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (texts) => {
      const rtf = writeRtf(
        texts.map((one) => ({ text: one })),
        'da',
      );
      expect(/^[\x0a\x20-\x7e]*$/.test(rtf)).toBe(true);
      expect(textsOf(rtf)).toEqual(texts);
    }),
  );
  expect(writeRtf([{ heading: 'Hvem må læse? {\\b}' }], 'da')).toContain('Hvem m\\u229? l\\u230?se? \\{\\\\b\\}\\par');
});
