import { createWriteStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect, test } from 'vitest';
import { createBgzfWriter } from '../../../formats/bgzf/index.ts';
import { openFasta } from '../../../formats/fasta/index.ts';
import { ReferenceBases } from './reference-bases.ts';
import { testFolder } from './testing.ts';

const contigs = [200_000, 37, 61].map((length, c) =>
  Array.from({ length }, (_, i) => 'ACGTacgtNn'[(i * i * 7 + i * (c + 3)) % 10]).join(''),
);
const text = contigs.map((bases, c) => `>c${c} about\n${bases.replace(/.{50}(?=.)/g, '$&\n')}\n`).join('');

test.each(['plain', 'bgzip'])('any base in any order, %s', async (kind) => {
  const path = join(testFolder(), kind === 'plain' ? 'r.fa' : 'r.fa.gz');
  if (kind === 'plain') writeFileSync(path, text);
  else await pipeline(Readable.from([Buffer.from(text)]), createBgzfWriter(), createWriteStream(path));
  const fasta = await openFasta(path);
  const bases = new ReferenceBases({ path, contigs: [...fasta.contigs], gzi: fasta.gzi ?? null });
  await fasta.close();
  contigs.forEach((expected, c) => {
    expect(bases.use(`c${c}`)).toBe(expected.length);
    const positions = [0, expected.length - 1, expected.length >> 1, 7, 0, expected.length - 2];
    for (let i = 0; i < expected.length; i += 97) positions.push(i);
    for (const position of positions) {
      expect(String.fromCharCode(bases.baseAt(position))).toBe(expected[position]!.toUpperCase());
    }
    expect(() => bases.baseAt(expected.length)).toThrow(RangeError);
  });
  expect(bases.use('nowhere')).toBeNull();
  bases.close();
});
