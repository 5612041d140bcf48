import { linkSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRows } from './block-content.ts';
import { AppendedSites, type CallsManifest, genomeFile, sitesFile, writeManifest } from './call-files.ts';
import { blockLines, openSites, readManifest } from './call-reader.ts';
import { blockBinding, sealBlock } from './cipher.ts';
import type { SiteBlockEntry } from './model.ts';

/** An ALT allele as the file wrote it. */
export interface WrittenAllele {
  chrom: string;
  /** 0-based POS. */
  start: number;
  ref: string;
  alt: string;
}

export interface EraseCallsRequest {
  dataDir: string;
  callsFolder: string;
  batchId: string;
  batchKey: Uint8Array;
  localNo: number;
  /** Name of the new folder in `calls/`; must not be there yet. */
  newFolder: string;
  /** Whether no other genome of the batch carries an allele. The allele is as written in the file: not normalised. */
  isUnique(allele: WrittenAllele): boolean;
}

/**
 * Takes a genome out of the call details: a new folder without its file and with site blocks in which ALT alleles that only it
 * carried are `<ERASED>`. The other genomes' files are the same ones (hard links). Rows keep their places. The caller names the
 * new folder in its transaction and removes the old one afterwards; until then both are whole.
 *
 * @returns the new folder, relative to the data directory
 */
export function eraseFromCalls(request: EraseCallsRequest): { callsFolder: string; alleles: number } {
  const from = join(request.dataDir, request.callsFolder);
  const callsFolder = join('calls', request.newFolder);
  const to = join(request.dataDir, callsFolder);
  const manifest = readManifest(from);
  mkdirSync(to);
  try {
    const gone = genomeFile(request.localNo);
    const files: CallsManifest['files'] = {};
    for (const [name, file] of Object.entries(manifest.files)) {
      if (name === gone || name === sitesFile()) continue;
      linkSync(join(from, name), join(to, name));
      files[name] = file;
    }
    const { sites, alleles } = rewriteSites(from, to, request);
    files[sitesFile()] = sites;
    writeManifest(to, { ...manifest, files });
    return { callsFolder, alleles };
  } catch (error) {
    rmSync(to, { recursive: true, force: true });
    throw error;
  }
}

function rewriteSites(
  from: string,
  to: string,
  request: EraseCallsRequest,
): { sites: { sha256: string; bytes: number }; alleles: number } {
  const { batchId, batchKey } = request;
  const source = openSites(from);
  const target = new AppendedSites(join(to, sitesFile()));
  let alleles = 0;
  try {
    for (const [i, entry] of source.index.blocks.entries()) {
      let sealed: Uint8Array = source.block(i);
      const lines = blockLines(sealed, batchKey, batchId, 'sites', entry);
      let changed = false;
      for (const [row, line] of lines.entries()) {
        const erased = eraseLine(line, entry, request);
        if (erased === null) continue;
        lines[row] = erased.line;
        alleles += erased.alleles;
        changed = true;
      }
      if (changed) {
        const binding = blockBinding(batchId, 'sites', entry.contig, entry.firstStart, entry.rows);
        sealed = sealBlock(deflateRows(Buffer.from(`${lines.join('\n')}\n`, 'utf8')), batchKey, binding);
      }
      target.add(sealed, entry);
    }
    return { sites: target.finish(), alleles };
  } catch (error) {
    target.close();
    throw error;
  } finally {
    source.close();
  }
}

/** The line without unique alleles, or null when it has none. A row that has no other allele loses its identifier, REF, QUAL and END too. */
function eraseLine(
  line: string,
  entry: SiteBlockEntry,
  request: EraseCallsRequest,
): { line: string; alleles: number } | null {
  const columns = line.split('\t');
  const [pos, , ref, alt] = columns;
  if (alt === '.') return null;
  const alts = alt!.split(',');
  const start = Number(pos) - 1;
  const kept = alts.map((a) => (request.isUnique({ chrom: entry.contig, start, ref: ref!, alt: a }) ? '<ERASED>' : a));
  const alleles = kept.filter((a, i) => a !== alts[i]).length;
  if (alleles === 0) return null;
  columns[3] = kept.join(',');
  if (kept.every((a) => a === '<ERASED>' || a === '<NON_REF>' || a === '<*>' || a === '*')) {
    columns[1] = '.';
    columns[2] = 'N';
    columns[4] = '.';
    columns[6] = '.';
  }
  return { line: columns.join('\t'), alleles };
}
