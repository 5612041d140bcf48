import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCsv } from './index.ts';

async function* pieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

async function read(text: string, size = 3) {
  const rows = [];
  for await (const part of readCsv(pieces(text, size))) rows.push(...part);
  return rows;
}

test('quotes, commas and line ends inside fields, in pieces of any size; lines are counted as an editor does', async () => {
  const rows = await read('\uFEFFa,b\r\n"x, ""y""",2\n\n"two\nlines",\n,"last"');
  expect(rows).toEqual([
    { fields: ['a', 'b'], line: 1 },
    { fields: ['x, "y"', '2'], line: 2 },
    { fields: ['two\nlines', ''], line: 4 },
    { fields: ['', 'last'], line: 6 },
  ]);
});

test('whatever is written in quotes is read back', async () => {
  const field = fc.string().map((text) => text.replace(/\r/g, ''));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(field, field), { minLength: 1 }),
      fc.integer({ min: 1, max: 9 }),
      async (table, size) => {
        const text = table.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')).join('\n');
        expect((await read(text, size)).map(({ fields }) => fields)).toEqual(table);
      },
    ),
  );
});
