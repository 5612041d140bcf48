import type { Catalogue, ContigRow, GenomeRow, Manifest, SegmentRow } from '../population/index.ts';
import type { PlainBatch } from './plain-genotypes.ts';
import type { Random } from './random-batches.ts';

/** Genome rows for plain batches: numbers, groups and states at random. */
export function randomGenomes(random: Random, batches: readonly PlainBatch[]): GenomeRow[] {
  let genomeNo = random(5);
  return batches.flatMap((batch) =>
    batch.sexes.map((sex, localNo): GenomeRow => {
      genomeNo += 1 + (random(9) === 0 ? random(40) : 0);
      return {
        genomeNo,
        id: `gen_${genomeNo}`,
        personNo: random(10) === 0 ? 0 : genomeNo,
        batchNo: batch.batchNo,
        localNo,
        sampleName: `S${batch.batchNo}_${localNo}`,
        type: random(12) === 0 ? 'somatic' : 'germline',
        assay: random(3) === 0 ? 'wes' : 'wgs',
        state: random(15) === 0 ? 'retracted' : 'current',
        sex,
        dataset: `d${batch.batchNo % 2}`,
        source: 'facility',
        patientGroup: random(3) === 0 ? 'rare' : null,
        affected: [true, false, null][random(3)]!,
        unrelated: random(3) !== 0,
        addedAt: new Date(1_700_000_000_000 + random(1000)),
        datasetId: 'dts_test',
        departed: random(20) === 0,
      };
    }),
  );
}

/** A manifest of one contig for tests. */
export function manifestOf(
  contig: ContigRow,
  batches: readonly PlainBatch[],
  genomes: readonly GenomeRow[],
  segments: readonly SegmentRow[],
  optedOut: ReadonlySet<number> = new Set(),
): Manifest {
  return {
    dataVersion: 1,
    maskEpoch: 1,
    reference: { referenceNo: 1, id: 'ref_1', name: 'test', checked: false, demo: false },
    contigs: [contig],
    genomes,
    batches: batches.map((batch) => ({
      batchNo: batch.batchNo,
      id: `bat_${batch.batchNo}`,
      genomes: batch.sexes.length,
      callability: batch.layers[0]?.kind ?? 'sites',
      callsFolder: null,
    })),
    segments,
    optedOut,
  };
}

/** A catalogue whose manifest a test can change. */
export interface MemoryCatalogue extends Catalogue {
  set(manifest: Manifest): void;
}

/** A catalogue that holds one manifest in memory. @param limits people of limits by their number */
export function memoryCatalogue(
  first: Manifest,
  limits: ReadonlyMap<number, ReadonlySet<number>> = new Map(),
): MemoryCatalogue {
  let current = first;
  return {
    epochs: async () => ({ dataVersion: current.dataVersion, maskEpoch: current.maskEpoch }),
    manifest: async (reference) => (reference === current.reference.name ? current : null),
    referenceOf: async (id) => (current.genomes.some((g) => g.id === id) ? current.reference.name : null),
    callKeys: async () => null,
    limited: async (limitNos) => new Set(limitNos.flatMap((no) => [...(limits.get(no) ?? [])])),
    set(manifest) {
      current = manifest;
    },
  };
}
