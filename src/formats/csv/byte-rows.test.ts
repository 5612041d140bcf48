import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteRows, readCsv, rowChunks } from './index.ts';

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Rows with their lines, read from bytes in chunks. */
async function readBytes(text: string, piece: number, chunk: number) {
  const rows = new ByteRows(',', 8);
  const found: { fields: string[]; line: number }[] = [];
  const faults: string[] = [];
  for await (const { bytes, firstLine } of rowChunks(pieces(Buffer.from(text), piece), chunk)) {
    let line = firstLine;
    for (let at = 0; at < bytes.length; ) {
      at = rows.next(bytes, at, bytes.length);
      if (rows.fault) faults.push(`${rows.fault} ${line}`);
      const fields = Array.from({ length: rows.count }, (_, i) =>
        Buffer.from(bytes.subarray(rows.starts[i]!, rows.ends[i]!)).toString(),
      );
      if (fields.length > 0) found.push({ fields, line });
      line += 1 + rows.innerLines;
    }
  }
  return { found, faults };
}

async function readTexts(text: string) {
  const found = [];
  for await (const part of readCsv(
    (async function* () {
      yield text;
    })(),
  ))
    found.push(...part);
  return found;
}

test('bytes give the rows and lines that text gives, in chunks of any size', async () => {
  const field = fc.string({ unit: fc.constantFrom('a', 'ø', ',', '"', '\n', ' ', '7'), maxLength: 6 });
  const plain = fc.string({ unit: fc.constantFrom('b', 'å', '-', '0'), maxLength: 5 });
  const cell = fc.oneof(
    plain,
    field.map((one) => `"${one.replaceAll('"', '""')}"`),
  );
  const ends = fc.constantFrom('\n', '\r\n');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.array(cell, { minLength: 2, maxLength: 4 }), ends)),
      fc.boolean(),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 40 }),
      async (table, bom, piece, chunk) => {
        const text = (bom ? '\uFEFF' : '') + table.map(([cells, end]) => cells.join(',') + end).join('');
        expect(await readBytes(text, piece + 2, chunk)).toEqual({ found: await readTexts(text), faults: [] });
      },
    ),
    { numRuns: 200 },
  );
});

test('a quote that does not end and text after one are told', async () => {
  expect((await readBytes('a,"b\nc,d', 100, 100)).faults).toEqual(['open-quote 1']);
  expect(await readBytes('a,"b"x,c\nd,e,f\n', 100, 100)).toEqual({
    found: [
      { fields: ['a', 'b', 'c'], line: 1 },
      { fields: ['d', 'e', 'f'], line: 2 },
    ],
    faults: ['text-after-quote 1'],
  });
});
