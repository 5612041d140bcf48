import { join } from 'node:path';
import { blockLines, openGenome, openSites } from './call-reader.ts';
import type { CallRecord } from './model.ts';
import { parseCall } from './parse-call.ts';

/** Whose calls, and where. */
export interface ReadCallsRequest {
  dataDir: string;
  /** `IngestResult.callsFolder` of the batch. */
  callsFolder: string;
  batchId: string;
  batchKey: Uint8Array;
  localNo: number;
  genomeKey: Uint8Array;
  /** Names the contig may have in the file, and the 0-based half-open stretch; everything when left out. */
  region?: { contigs: readonly string[]; start: number; end: number };
}

/**
 * The call details of one genome, in file order: the records that overlap the region with REF or END. Reads this genome's
 * and the batch's site blocks that overlap, nothing of other genomes.
 *
 * @throws Error when a key is wrong or a file is damaged
 */
export function* readCalls(request: ReadCallsRequest): Generator<CallRecord> {
  const { batchId, batchKey, genomeKey, localNo, region } = request;
  const folder = join(request.dataDir, request.callsFolder);
  const genome = openGenome(folder, localNo);
  if (genome === null) return;
  try {
    const sites = openSites(folder);
    try {
      for (const [i, entry] of sites.index.blocks.entries()) {
        if (genome.index.lengths[i] === 0) continue;
        if (region !== undefined) {
          if (entry.firstStart >= region.end || entry.maxEnd <= region.start) continue;
          if (!region.contigs.includes(entry.contig)) continue;
        }
        const siteLines = blockLines(sites.block(i), batchKey, batchId, 'sites', entry);
        const calls = blockLines(genome.block(i), genomeKey, batchId, localNo, entry);
        for (let row = 0; row < entry.rows; row++) {
          const site = siteLines[row]!;
          if (region !== undefined && !overlaps(site, region.start, region.end)) continue;
          yield parseCall(entry.contig, site, calls[row]!);
        }
      }
    } finally {
      sites.close();
    }
  } finally {
    genome.close();
  }
}

function overlaps(site: string, start: number, end: number): boolean {
  const [pos, , ref, , , , last] = site.split('\t', 7);
  const from = Number(pos) - 1;
  const to = last === '.' ? from + ref!.length : Math.max(Number(last), from + ref!.length);
  return from < end && to > start;
}
