import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';

import type { DatabaseHandle } from '../../platform/database/index.ts';
import { openTestDatabase } from '../../platform/database/testing.ts';
import { silentProgress } from '../../platform/progress/index.ts';
import { addTranscripts, findGenes, genesInRegion, removeTranscripts, transcriptMigrations } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-genes-'));
let db: DatabaseHandle;
beforeAll(async () => {
  db = await openTestDatabase(transcriptMigrations);
});
afterAll(async () => {
  await db.close();
  rmSync(folder, { recursive: true });
});

const gene = (contig: string, start: number, end: number, symbol: string): string =>
  [
    `${contig}\tmade\tgene\t${start}\t${end}\t.\t+\t.\tID=gene:${symbol}1;Name=${symbol};biotype=protein_coding`,
    `${contig}\tmade\tmRNA\t${start}\t${end}\t.\t+\t.\tID=transcript:T${symbol};Parent=gene:${symbol}1`,
    `${contig}\tmade\texon\t${start}\t${end}\t.\t+\t.\tParent=transcript:T${symbol}`,
  ].join('\n');
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, gzipSync(`##gff-version 3\n${text}\n`));
  return path;
};
const options = { reference: 'GRCh38', contigs: ['1', 'X'], progress: silentProgress };

test('genes are found by symbol in any case, by the beginning of it, and by place; the newest file answers', async () => {
  const first = file(
    'a.gff3.gz',
    [gene('chr1', 101, 200, 'ABCA'), gene('chr1', 301, 400, 'ABC'), gene('chrUn_7', 1, 9, 'FAR')].join('\n'),
  );
  expect(await addTranscripts(db.app, first, options)).toMatchObject({
    genes: 2,
    transcripts: 2,
    otherContigs: 1,
    already: false,
  });
  expect(await addTranscripts(db.app, first, options)).toMatchObject({ genes: 2, already: true });
  expect((await findGenes(db.app, 'abc')).map((g) => g.symbol)).toEqual(['ABC', 'ABCA']);
  expect(await findGenes(db.app, 'ABCA')).toMatchObject([{ reference: 'GRCh38', contig: '1', start: 100, end: 200 }]);
  expect(await findGenes(db.app, '%')).toEqual([]);
  expect(await genesInRegion(db.app, 'GRCh38', { contig: 'chr1', start: 199, end: 301 })).toMatchObject([
    { symbol: 'ABCA' },
    { symbol: 'ABC' },
  ]);
  expect(await genesInRegion(db.app, 'GRCh38', { contig: '1', start: 200, end: 300 })).toEqual([]);

  await addTranscripts(db.app, file('b.gff3.gz', gene('1', 501, 600, 'ABC')), options);
  expect(await findGenes(db.app, 'abc')).toMatchObject([{ symbol: 'ABC', start: 500 }]);
  expect(await removeTranscripts(db.app, 'GRCh38')).toBe(2);
  expect(await findGenes(db.app, 'abc')).toEqual([]);
});

test('a file without genes, or for another reference, is refused and leaves nothing', async () => {
  await expect(addTranscripts(db.app, file('none.gff3.gz', ''), options)).rejects.toMatchObject({
    code: 'IDUN_TRANSCRIPTS_NO_GENES',
  });
  await expect(
    addTranscripts(db.app, file('far.gff3.gz', gene('chrUn_7', 1, 9, 'FAR')), options),
  ).rejects.toMatchObject({ code: 'IDUN_TRANSCRIPTS_OTHER_CONTIGS' });
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from knowledge.transcript_sets`.execute(db.owner);
  expect(rows[0]!.n).toBe(0);
});
