import {
  type AlleleColumns,
  chooseRepresentation,
  type FinishedSegment,
  HALF_SHIFT,
  HeapBuilder,
  LOW_SHIFT,
  MISS_SHIFT,
  ONE_SHIFT,
  PHASE_SHIFT,
  SegmentWriter,
  setWords,
  TWO_SHIFT,
  UNKNOWN_SHIFT,
  writeSet,
} from '../segment/index.ts';
import { allelesOf, type PlainBatch, type PlainRecord } from './plain-genotypes.ts';

/** Writes a plain batch as a segment, the slow and plain way. */
export function writeBatch(directory: string, batch: PlainBatch): FinishedSegment {
  const genomes = batch.sexes.length;
  const batches = [{ batchNo: batch.batchNo, from: 0, genomes }];
  const writer = new SegmentWriter(directory, { kind: 'small', genomes, batches });
  writer.append(columnsOf(batch.records, genomes));
  return writer.finish(batch.layers);
}

function columnsOf(records: readonly PlainRecord[], genomes: number): AlleleColumns {
  const alleles = records.reduce((sum, r) => sum + r.alts.length, 0);
  const columns: AlleleColumns = {
    alleles,
    start: new Uint32Array(alleles),
    allele: new Uint32Array(alleles),
    site: new Uint32Array(alleles),
    flags: new Uint8Array(alleles),
    one: new Uint32Array(alleles),
    two: new Uint32Array(alleles),
    payloadAt: new Uint32Array(alleles),
    sites: records.length,
    siteStart: Uint32Array.from(records, (r) => r.start),
    siteEnd: Uint32Array.from(records, (r) => r.start + r.ref.length),
    siteFlags: new Uint8Array(records.length),
    siteCounts: new Uint32Array(records.length * 4),
    sitePayloadAt: new Uint32Array(records.length),
    filter: new Uint16Array(records.length),
    qual: Float32Array.from(records, (r) => r.qual ?? Number.NaN),
    id: new Uint32Array(records.length),
    heap: new Uint8Array(0),
    payload: new Uint8Array(0),
    filters: ['.', 'PASS'],
  };
  const heap = new HeapBuilder();
  const words = new Uint32Array(4 + (alleles + records.length) * 8 * (genomes + 8));
  let at = 0;
  const put = (members: number[]): number => {
    const as = chooseRepresentation(members.length, genomes);
    writeSet(words, at, as, members, members.length, genomes);
    at += setWords(as, members.length, genomes);
    return as;
  };
  let i = 0;
  records.forEach((record, site) => {
    if (!columns.filters.includes(record.filter)) columns.filters.push(record.filter);
    columns.filter[site] = columns.filters.indexOf(record.filter);
    if (record.id !== null) columns.id[site] = heap.add(record.id) + 1;
    columns.sitePayloadAt[site] = at;
    [MISS_SHIFT, LOW_SHIFT, HALF_SHIFT, UNKNOWN_SHIFT].forEach((shift, k) => {
      const members = siteMembers(record, k);
      columns.siteFlags[site]! |= put(members) << shift;
      columns.siteCounts[site * 4 + k] = members.length;
    });
    allelesOf(record).forEach((allele, a) => {
      const carriers = (copies: number): number[] =>
        record.calls.flatMap((call, g) => (call?.filter((n) => n === a + 1).length === copies ? [g] : []));
      const one = carriers(1);
      const two = carriers(2);
      columns.start[i] = allele.start;
      columns.allele[i] = heap.addAllele(allele.ref, allele.alt);
      columns.site[i] = site;
      columns.payloadAt[i] = at;
      columns.one[i] = one.length;
      columns.two[i] = two.length;
      columns.flags[i] = (put(one) << ONE_SHIFT) | (put(two) << TWO_SHIFT);
      at = putPhase(columns, i, record, one, a + 1, words, at);
      i++;
    });
  });
  columns.heap = heap.finish();
  columns.payload = new Uint8Array(words.buffer, 0, at * 4);
  return columns;
}

/** Members of MISS, LOW, HALF or UNKNOWN. */
function siteMembers(record: PlainRecord, k: number): number[] {
  return record.calls.flatMap((call, g) => {
    if (call === undefined) return k === 3 ? [g] : [];
    const called = call.filter((a) => a !== null).length;
    const sets = [called === 0, called === 1, called === 1 && call.length === 2, false];
    return sets[k] ? [g] : [];
  });
}

function putPhase(
  columns: AlleleColumns,
  i: number,
  record: PlainRecord,
  one: number[],
  number: number,
  words: Uint32Array,
  at: number,
): number {
  const phased = one.map((g) => record.phased[g]! && record.calls[g]!.length === 2);
  const kind = phased.every((p) => !p) ? 0 : phased.every((p) => p) ? 1 : 2;
  columns.flags[i]! |= kind << PHASE_SHIFT;
  const length = (one.length + 31) >>> 5;
  one.forEach((g, c) => {
    if (kind === 2 && phased[c]) words[at + (c >>> 5)]! |= 1 << (c & 31);
    const haplotypes = at + (kind === 2 ? length : 0);
    if (kind > 0 && phased[c] && record.calls[g]![1] === number) words[haplotypes + (c >>> 5)]! |= 1 << (c & 31);
  });
  return at + kind * length;
}
