import { trimAllele } from '../../../genetics/normalise/index.ts';
import type { DeclaredSex } from '../../../genetics/ploidy/index.ts';
import type { AlleleCounts, ContigPloidy } from '../counts/index.ts';
import { ploidyAt } from '../counts/index.ts';
import type { CallableLayer } from '../segment/index.ts';

/** A record as plain values: what the store must agree with. */
export interface PlainRecord {
  start: number;
  ref: string;
  alts: string[];
  id: string | null;
  filter: string;
  qual: number | null;
  /** Per genome allele numbers of the GT, null for `.`; undefined where the genome's file has no such record. */
  calls: ((number | null)[] | undefined)[];
  phased: boolean[];
}

/** A batch of genomes on one contig. */
export interface PlainBatch {
  batchNo: number;
  sexes: DeclaredSex[];
  records: PlainRecord[];
  layers: CallableLayer[];
  /** When false there is no segment on this contig at all. */
  hasSegment: boolean;
}

export interface PlainAllele {
  start: number;
  ref: string;
  alt: string;
}

/** The normalised alleles of a record. */
export function allelesOf(record: PlainRecord): PlainAllele[] {
  return record.alts.map((alt) => trimAllele(record.start, record.ref, alt));
}

/** All different alleles of some batches, in the store's order. */
export function allAlleles(batches: readonly PlainBatch[]): PlainAllele[] {
  const alleles = new Map<string, PlainAllele>();
  for (const batch of batches.filter((b) => b.hasSegment)) {
    for (const record of batch.records)
      for (const a of allelesOf(record)) alleles.set(`${a.start} ${a.ref} ${a.alt}`, a);
  }
  return [...alleles.values()].sort(
    (a, b) => a.start - b.start || (a.ref < b.ref ? -1 : a.ref > b.ref ? 1 : a.alt < b.alt ? -1 : 1),
  );
}

type Status = 'unknown' | { copies: number; called: number; haploid: boolean };

/** What a genome has of an allele, by the definition. */
export function statusOf(batch: PlainBatch, genome: number, allele: PlainAllele): Status {
  const end = allele.start + allele.ref.length;
  if (batch.hasSegment) {
    const own = batch.records.find((r) => numberOf(r, allele) > 0);
    const call = own?.calls[genome];
    if (own && call) return statusOfCall(call, numberOf(own, allele));
    const covering = batch.records.filter((r) => r.start <= allele.start && r.start + r.ref.length >= end);
    const there = covering.flatMap((r) => (r.calls[genome] ? [statusOfCall(r.calls[genome]!, -1)] : []));
    if (there.length > 0) return there.reduce((a, b) => (b.called > a.called ? b : a));
  }
  const callable = batch.layers.some((layer) => isCallable(layer, genome, allele.start, end));
  return callable ? { copies: 0, called: 2, haploid: false } : 'unknown';
}

/** Number of an allele in a record's GT; 0 when the record does not have it. */
function numberOf(record: PlainRecord, allele: PlainAllele): number {
  return (
    allelesOf(record).findIndex((a) => a.start === allele.start && a.ref === allele.ref && a.alt === allele.alt) + 1
  );
}

function statusOfCall(call: (number | null)[], number: number): { copies: number; called: number; haploid: boolean } {
  const called = call.filter((a) => a !== null).length;
  return { copies: call.filter((a) => a === number).length, called, haploid: call.length === 1 };
}

function isCallable(layer: CallableLayer, genome: number, start: number, end: number): boolean {
  if (layer.kind === 'sites' || genome < layer.from || genome >= layer.to) return false;
  if (layer.kind === 'everything') return true;
  const first = layer.kind === 'blocks' ? layer.offsets[genome - layer.from]! : 0;
  const last = layer.kind === 'blocks' ? layer.offsets[genome - layer.from + 1]! : layer.start.length;
  for (let i = first; i < last; i++) if (layer.start[i]! <= start && layer.end[i]! >= end) return true;
  return false;
}

/** Counts an allele one genome at a time. @param members by batch and local number */
export function plainCounts(
  batches: readonly PlainBatch[],
  contig: ContigPloidy,
  allele: PlainAllele,
  members: (batchNo: number, local: number) => boolean,
): AlleleCounts {
  const counts: AlleleCounts = { ac: 0, an: 0, hom: 0, hemi: 0, het: 0, missing: 0, unknown: 0 };
  const ploidy = ploidyAt(contig, allele.start);
  for (const batch of batches) {
    batch.sexes.forEach((sex, local) => {
      if (!members(batch.batchNo, local)) return;
      if (ploidy === 'Y' && sex === 'female') return;
      const status = statusOf(batch, local, allele);
      if (status === 'unknown') counts.unknown++;
      else if (status.called === 0) counts.missing++;
      else if (ploidy === 'MT') addMitochondrion(counts, status);
      else if (ploidy !== 'diploid' && sex === 'male') addMan(counts, status);
      else addAsCalled(counts, status);
    });
  }
  return counts;
}

type Call = Exclude<Status, 'unknown'>;

function addMitochondrion(counts: AlleleCounts, { copies, haploid }: Call): void {
  counts.an++;
  if (copies === 0) return;
  counts.ac++;
  if (copies === 2 || haploid) counts.hom++;
  else counts.het++;
}

function addMan(counts: AlleleCounts, { copies, called }: Call): void {
  if (copies === 1 && called === 2) {
    counts.missing++;
    return;
  }
  counts.an++;
  if (copies === 0) return;
  counts.ac++;
  counts.hemi++;
}

function addAsCalled(counts: AlleleCounts, { copies, called, haploid }: Call): void {
  counts.an += called;
  counts.ac += copies;
  if (copies === 2) counts.hom++;
  else if (copies === 1 && haploid) counts.hemi++;
  else if (copies === 1) counts.het++;
}
