import { createHash, randomBytes } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { COUNT_NAMES, type ContigPloidy, type CountColumns, createCountColumns } from '../counts/index.ts';
import type { LocalGroup } from '../population/index.ts';

/**
 * Counts of every allele of one segment in one group, kept in a file: a cache that may be deleted at any time. Its name is the
 * digest of all that the counts depend on beside the segment (who is in the group, their sexes, the contig's ploidy), so a
 * file made under another mask, or before somebody opted out, is never found again.
 *
 * Layout: `IDUNCNT1`, u32 alleles, u32 0; then seven u32 columns of that many numbers (see {@link COUNT_NAMES}).
 */
const MAGIC = 'IDUNCNT1';
const HEAD = 16;

/** Folder of a segment's stored counts. */
export function countsFolder(folder: string, segmentId: string): string {
  return join(folder, segmentId.slice(0, 2), segmentId);
}

const digests = new WeakMap<LocalGroup, Map<string, string>>();

/** Name of the file for a group: SHA-256, hex, of the contig's ploidy and the group's members by sex. */
export function digestOf(group: LocalGroup, contig: ContigPloidy): string {
  const ploidy = JSON.stringify([contig.role, contig.par.map(({ start, end }) => [start, end])]);
  const known = digests.get(group) ?? new Map<string, string>();
  digests.set(group, known);
  const found = known.get(ploidy);
  if (found !== undefined) return found;
  const hash = createHash('sha256').update(ploidy);
  const sexed = contig.role === 'X' || contig.role === 'Y';
  for (const { words } of sexed ? [group.everybody, group.male, group.unknownSex] : [group.everybody]) {
    hash.update('\0').update(new Uint8Array(words.buffer, words.byteOffset, words.byteLength));
  }
  const digest = hash.digest('hex');
  known.set(ploidy, digest);
  return digest;
}

/** An open file of stored counts. */
export interface StoredCounts {
  /** Counts of alleles `first` … `last`−1. */
  read(first: number, last: number): CountColumns;
  close(): void;
}

/** Opens stored counts; null when there are none, or the file is not whole. */
export function openStoredCounts(
  folder: string,
  segmentId: string,
  alleles: number,
  digest: string,
): StoredCounts | null {
  let fd: number;
  try {
    fd = openSync(join(countsFolder(folder, segmentId), `${digest}.cnt`), 'r');
  } catch {
    return null;
  }
  const head = Buffer.alloc(HEAD);
  readSync(fd, head, 0, HEAD, 0);
  const isWhole = fstatSync(fd).size === HEAD + COUNT_NAMES.length * alleles * 4;
  if (!isWhole || head.toString('latin1', 0, 8) !== MAGIC || head.readUInt32LE(8) !== alleles) {
    closeSync(fd);
    return null;
  }
  return {
    read(first, last) {
      const columns = createCountColumns(last - first);
      COUNT_NAMES.forEach((name, k) => {
        const bytes = new Uint8Array(columns[name].buffer);
        if (readSync(fd, bytes, 0, bytes.length, HEAD + (k * alleles + first) * 4) !== bytes.length) {
          throw new Error('a file of stored counts ends early');
        }
      });
      return columns;
    },
    close: () => closeSync(fd),
  };
}

/** Writes stored counts under a temporary name and then its own. */
export function writeStoredCounts(folder: string, segmentId: string, digest: string, columns: CountColumns): void {
  const path = join(countsFolder(folder, segmentId), `${digest}.cnt`);
  mkdirSync(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `.writing-${process.pid}-${randomBytes(6).toString('hex')}`);
  const fd = openSync(temporary, 'wx', 0o600);
  try {
    const head = Buffer.alloc(HEAD);
    head.write(MAGIC, 'latin1');
    head.writeUInt32LE(columns.ac.length, 8);
    writeSync(fd, head);
    for (const name of COUNT_NAMES) {
      const column = columns[name];
      const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
      for (let done = 0; done < bytes.length; )
        done += writeSync(fd, bytes, done, Math.min(bytes.length - done, 1 << 26));
    }
    fsyncSync(fd);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
  renameSync(temporary, path);
}
