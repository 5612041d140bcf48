import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll } from 'vitest';
import { silentProgress } from '../../../platform/progress/index.ts';
import { SegmentReader } from '../segment/index.ts';
import { type IngestReference, type IngestRequest, type IngestResult, ingestFiles } from './index.ts';
import { type SegmentRow, segmentRows } from './segment-rows.ts';

/** A reference of which nothing is known. */
export const noReference: IngestReference = { referenceNo: 1, name: 'none', contigs: [], fastaPath: null, par: [] };

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new folder for one test, removed when the tests end. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'idun-ingest-'));
  folders.push(folder);
  return folder;
}

/** Ingests files into a data directory of their own, in this thread. */
export async function ingestPaths(
  paths: readonly string[],
  more: Partial<IngestRequest> = {},
): Promise<IngestResult & { dataDir: string }> {
  const dataDir = more.dataDir ?? testFolder();
  const result = await ingestFiles({
    files: paths.map((path) => ({ path, name: basename(path) })),
    reference: noReference,
    batchNo: 1,
    batchId: 'bat_test',
    absent: 'sites',
    blockThreshold: { gq: 20, dp: 0 },
    genomeKey: (localNo) => new Uint8Array(32).fill(localNo + 1),
    batchKey: new Uint8Array(32),
    workers: 0,
    memoryBytes: 1 << 30,
    progress: silentProgress,
    ...more,
    dataDir,
  });
  return { ...result, dataDir };
}

/** Writes texts as files of a new folder and ingests them in this order. */
export async function ingestTexts(
  texts: Record<string, string | Uint8Array>,
  more: Partial<IngestRequest> = {},
): Promise<IngestResult & { dataDir: string }> {
  const folder = testFolder();
  const paths = Object.entries(texts).map(([name, text]) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  });
  return ingestPaths(paths, more);
}

/** A VCF of records `CHROM POS ID REF ALT QUAL FILTER INFO FORMAT samples…`, separated by spaces. */
export function vcfOf(samples: readonly string[], records: readonly string[], more: readonly string[] = []): string {
  const columns = ['#CHROM', 'POS', 'ID', 'REF', 'ALT', 'QUAL', 'FILTER', 'INFO', 'FORMAT', ...samples].join('\t');
  const lines = records.map((record) => record.split(/ +/).join('\t'));
  return `${['##fileformat=VCFv4.3', ...more, columns, ...lines].join('\n')}\n`;
}

/** Rows of the segments of one kind, in order. */
export function rowsOf(result: Pick<IngestResult, 'segments'>, kind: 'small' | 'structural' = 'small'): SegmentRow[] {
  return result.segments
    .filter((segment) => segment.kind === kind)
    .flatMap(({ path }) => {
      const segment = SegmentReader.open(path);
      try {
        return segmentRows(segment);
      } finally {
        segment.close();
      }
    });
}

/** Every file in the folders of segments and calls, unfinished ones included. */
export function leftBehind(dataDir: string): string[] {
  return ['segments', 'calls'].flatMap((name) => {
    const path = join(dataDir, name);
    if (!existsSync(path)) return [];
    const entries = readdirSync(path, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  });
}
