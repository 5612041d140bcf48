import { type Interval, type IntervalSet, listIntervals, mergeIntervals } from '../../genetics/intervals/index.ts';
import { FormatError } from '../error.ts';
import { type LineBatch, readLines, readTextFile } from '../gzip/index.ts';

/** Merged intervals by contig, as the file names it; 0-based half-open, in the file's order of contigs. */
export type BedRegions = ReadonlyMap<string, IntervalSet>;

/**
 * Reads a BED file, plain, gzip or bgzip: the first three columns, sorted and merged. Comments and `browser` and `track` lines are passed over.
 * @throws FormatError IDUN_BED_LINE with file and line; those of the file's kind
 */
export async function readBed(path: string): Promise<BedRegions> {
  return collectBed(readLines(readTextFile(path, 'BED, plain or gzipped'), { file: path }), path);
}

/** Reads BED from text that is in memory. */
export function parseBed(text: string, file?: string): BedRegions {
  const regions = new Map<string, Interval[]>();
  takeLines(text.split(/\r?\n/), 1, regions, file);
  return merged(regions);
}

async function collectBed(batches: AsyncIterable<LineBatch>, file: string): Promise<BedRegions> {
  const regions = new Map<string, Interval[]>();
  for await (const { first, lines } of batches) takeLines(lines, first, regions, file);
  return merged(regions);
}

function merged(regions: ReadonlyMap<string, readonly Interval[]>): BedRegions {
  return new Map([...regions].map(([contig, intervals]) => [contig, mergeIntervals(intervals)]));
}

const passedOver = /^(#|browser(\s|$)|track(\s|$)|\s*$)/;

function takeLines(lines: readonly string[], first: number, regions: Map<string, Interval[]>, file?: string): void {
  for (const [i, line] of lines.entries()) {
    if (passedOver.test(line)) continue;
    const [contig, start, end] = line.split(line.includes('\t') ? '\t' : /\s+/, 3);
    const interval = { start: wholeNumber(start), end: wholeNumber(end) };
    if (!contig || !(interval.start <= interval.end)) throw badLine(first + i, line, file);
    const intervals = regions.get(contig);
    if (intervals === undefined) regions.set(contig, [interval]);
    else intervals.push(interval);
  }
}

function wholeNumber(field: string | undefined): number {
  const digits = field?.trim() ?? '';
  const value = /^\d{1,15}$/.test(digits) ? Number(digits) : Number.NaN;
  return value;
}

function badLine(line: number, text: string, file?: string): FormatError {
  return new FormatError('IDUN_BED_LINE', `Line ${line} is not BED: «${text.slice(0, 60)}».`, {
    ...(file === undefined ? {} : { file }),
    line,
    expected: 'contig, start and end, separated by tabs; start from 0 and not after end',
    action: 'Correct the line. Positions in BED are counted from 0, and the end is not included.',
  });
}

/** The text of a BED file with three columns. */
export function formatBed(regions: BedRegions): string {
  const line = (contig: string) => (i: Interval) => `${contig}\t${i.start}\t${i.end}\n`;
  return [...regions].map(([contig, set]) => listIntervals(set).map(line(contig)).join('')).join('');
}
