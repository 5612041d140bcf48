import { type Bitmap, countBits, createBitmap, hasBit, setBit } from '../../../bits/index.ts';
import type { BatchRow, GenomeRow, Manifest } from './catalogue.ts';

/** A group of genomes that frequencies are told for. */
export interface Group {
  /** `all`, `sex:female`, `dataset:NAME`, … */
  name: string;
  /** Over genome numbers. */
  mask: Bitmap;
  size: number;
}

/** A batch and which genome each of its local numbers is. */
export interface PopulationBatch extends BatchRow {
  /** Genome number of each local number; NOBODY where there is none. */
  genomeOf: Uint32Array;
}

export const NOBODY = 0xffffffff;

/** Who counts, in one reference, at one version of the manifest and one epoch of the mask. */
export interface Population {
  dataVersion: number;
  maskEpoch: number;
  /** One more than the highest genome number. */
  capacity: number;
  male: Bitmap;
  female: Bitmap;
  /** Current germline genomes of persons who did not opt out; a person may have several. */
  countable: Bitmap;
  /** What this is a part of, where only genomes that somebody's access reaches count and nothing of any other may show. */
  limitedFrom: Population | null;
  /** `all` first. */
  groups: readonly Group[];
  batches: ReadonlyMap<number, PopulationBatch>;
  genomes: ReadonlyMap<number, GenomeRow>;
}

/** Builds the population. Pure: the same rows give the same groups. */
export function buildPopulation(manifest: Manifest): Population {
  const capacity = manifest.genomes.reduce((max, g) => Math.max(max, g.genomeNo + 1), 0);
  const bitmap = (rows: Iterable<GenomeRow>): Bitmap => bitmapOver(capacity, rows);
  return {
    dataVersion: manifest.dataVersion,
    maskEpoch: manifest.maskEpoch,
    capacity,
    male: bitmap(manifest.genomes.filter((g) => g.sex === 'male')),
    female: bitmap(manifest.genomes.filter((g) => g.sex === 'female')),
    limitedFrom: null,
    ...whoCounts(
      manifest.genomes.filter((g) => isCountable(g, manifest.optedOut)),
      capacity,
    ),
    batches: batchesOf(manifest),
    genomes: new Map(manifest.genomes.map((g) => [g.genomeNo, g])),
  };
}

/** The same population where only some of the genomes that count do. */
export function limitPopulation(population: Population, reached: (genome: GenomeRow) => boolean): Population {
  const rows = [...population.genomes.values()].filter(
    (genome) => hasBit(population.countable, genome.genomeNo) && reached(genome),
  );
  return { ...population, limitedFrom: population, ...whoCounts(rows, population.capacity) };
}

function whoCounts(countable: readonly GenomeRow[], capacity: number): Pick<Population, 'countable' | 'groups'> {
  return {
    countable: bitmapOver(capacity, countable),
    groups: groupsOf(countable).map(([name, rows]) => {
      const mask = bitmapOver(capacity, rows);
      return { name, mask, size: countBits(mask) };
    }),
  };
}

function bitmapOver(capacity: number, rows: Iterable<GenomeRow>): Bitmap {
  const mask = createBitmap(capacity);
  for (const row of rows) setBit(mask, row.genomeNo);
  return mask;
}

/** Whether a genome may appear in frequencies and research answers. */
export function isCountable(genome: GenomeRow, optedOut: ReadonlySet<number>): boolean {
  return (
    genome.state === 'current' &&
    genome.type === 'germline' &&
    !genome.departed &&
    genome.personNo !== null &&
    !optedOut.has(genome.personNo)
  );
}

/** The newest genome of each person: by time added, then by number. */
export function newestPerPerson(genomes: Iterable<GenomeRow>): GenomeRow[] {
  const newest = new Map<number, GenomeRow>();
  for (const genome of genomes) {
    const known = newest.get(genome.personNo!);
    if (!known || isNewer(genome, known)) newest.set(genome.personNo!, genome);
  }
  return [...newest.values()];
}

function isNewer(a: GenomeRow, b: GenomeRow): boolean {
  const difference = a.addedAt.getTime() - b.addedAt.getTime();
  return difference !== 0 ? difference > 0 : a.genomeNo > b.genomeNo;
}

/**
 * Named groups in the order of answers. All count one genome per person; a dataset counts the newest that came with it,
 * so that its frequencies do not depend on what other datasets hold.
 */
function groupsOf(countable: readonly GenomeRow[]): [string, GenomeRow[]][] {
  const all = newestPerPerson(countable);
  const by = (prefix: string, key: (g: GenomeRow) => string | null): [string, GenomeRow[]][] => {
    const groups = new Map<string, GenomeRow[]>();
    for (const genome of all) {
      const value = key(genome);
      if (value === null) continue;
      const members = groups.get(value);
      if (members) members.push(genome);
      else groups.set(value, [genome]);
    }
    return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([value, rows]) => [`${prefix}:${value}`, rows]);
  };
  const datasets = [...new Set(countable.map((g) => g.dataset))].sort();
  const assays = by('assay', (g) => g.assay);
  return [
    ['all', all],
    ['sex:female', all.filter((g) => g.sex === 'female')],
    ['sex:male', all.filter((g) => g.sex === 'male')],
    ...datasets.map((name): [string, GenomeRow[]] => [
      `dataset:${name}`,
      newestPerPerson(countable.filter((g) => g.dataset === name)),
    ]),
    ...by('source', (g) => g.source),
    ...by('patientGroup', (g) => g.patientGroup),
    ...by('affected', (g) => (g.affected === null ? null : g.affected ? 'yes' : 'no')).reverse(),
    ...(assays.length > 1 ? assays : []),
    ['unrelated', all.filter((g) => g.unrelated)],
  ];
}

function batchesOf(manifest: Manifest): Map<number, PopulationBatch> {
  const batches = new Map<number, PopulationBatch>();
  for (const batch of manifest.batches) {
    batches.set(batch.batchNo, { ...batch, genomeOf: new Uint32Array(batch.genomes).fill(NOBODY) });
  }
  for (const genome of manifest.genomes) {
    const batch = batches.get(genome.batchNo);
    if (batch && genome.localNo < batch.genomes) batch.genomeOf[genome.localNo] = genome.genomeNo;
  }
  return batches;
}
