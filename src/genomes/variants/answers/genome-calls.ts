import { setImmediate } from 'node:timers/promises';
import { contigAliases } from '../../../genetics/contigs/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { assertScope, type Scope } from '../../../trust/scope/index.ts';
import { type CallRecord, callsFromSegment, readCalls, type SegmentCall } from '../calls/index.ts';
import { asProblem, currentSnapshot, type Engine, requireContig } from '../engine.ts';
import { errors } from '../errors.ts';
import { readRegionText } from '../naming/index.ts';
import type { ContigRow, GenomeRow, SegmentRow } from '../population/index.ts';
import { type Snapshot, View } from '../snapshot/index.ts';
import { makeReach } from './reach.ts';

export interface CallsRequest {
  /** `gen_…` */
  genome: string;
  /** `1:55040000-55070000`; everything without one. */
  region?: string | undefined;
}

/** A genome's calls: records that overlap the region, in order of contig and position. */
export interface GenomeCalls {
  genome: string;
  reference: string;
  /** Whether records are the file's own, with all FORMAT fields; else alleles from the store, normalised, with GT only. */
  detailed: boolean;
  records: AsyncGenerator<CallRecord>;
}

/** Records read before other work gets its turn. */
const STEP = 2000;

/**
 * Reads one genome's calls without reading others'. Needs act `calls`; the caller writes the audit entry first. A person who
 * opted out is still there for care and for the operation of the database, and for nothing else. What the scope does not reach is
 * not there.
 * @throws Problem IDUN_GENOME_NOT_FOUND, IDUN_GENOME_ERASED, IDUN_GENOME_OWN_CARE_ONLY
 */
export async function callsOfGenome(engine: Engine, scope: Scope, request: CallsRequest): Promise<GenomeCalls> {
  assertScope(scope, 'calls', engine.clock);
  const reference = await engine.catalogue.referenceOf(request.genome);
  if (reference === null) throw notFound(request.genome);
  const snapshot = await currentSnapshot(engine, scope, reference);
  const genome = snapshot.manifest.genomes.find((g) => g.id === request.genome);
  if (genome === undefined || !makeReach(engine, scope, snapshot.population)(genome)) throw notFound(request.genome);
  requireReadable(snapshot, scope, genome);
  const batch = snapshot.population.batches.get(genome.batchNo)!;
  const region = request.region === undefined ? null : readRegionText(request.region);
  const contigs = region ? [requireContig(snapshot, region.contig)] : snapshot.manifest.contigs;
  const stretches = contigs.map((contig): Stretch => {
    return { contig, start: region?.start ?? 0, end: region?.end ?? 0xffffffff };
  });
  const keys = batch.callsFolder === null ? null : await engine.catalogue.callKeys(genome.genomeNo);
  const records =
    batch.callsFolder === null || keys === null
      ? storedCalls(engine, snapshot, genome, stretches)
      : detailedCalls({ engine, genome, callsFolder: batch.callsFolder, batchId: batch.id, ...keys }, stretches);
  return { genome: genome.id, reference, detailed: batch.callsFolder !== null && keys !== null, records };
}

interface Stretch {
  contig: ContigRow;
  start: number;
  end: number;
}

function notFound(id: string): Problem {
  return new Problem(errors.genomeNotFound, `There is no genome ${id.slice(0, 60)}.`, {
    action: 'List them with `idun genomes list`.',
  });
}

function requireReadable(snapshot: Snapshot, scope: Scope, genome: GenomeRow): void {
  if (genome.state === 'erased') throw new Problem(errors.genomeErased, `The genome ${genome.id} was erased.`);
  const forCare = scope.purpose === 'care' || scope.purpose === 'operation';
  if (scope.purpose !== 'operation' && (genome.state === 'quarantined' || genome.state === 'retracted')) {
    throw notFound(genome.id);
  }
  const optedOut = genome.personNo !== null && snapshot.manifest.optedOut.has(genome.personNo);
  if (forCare || !(optedOut || genome.departed)) return;
  throw new Problem(errors.genomeOwnCareOnly, `The person of genome ${genome.id} chose own treatment only.`);
}

interface DetailedSource {
  engine: Engine;
  genome: GenomeRow;
  callsFolder: string;
  batchId: string;
  genomeKey: Uint8Array;
  batchKey: Uint8Array;
}

async function* detailedCalls(source: DetailedSource, stretches: readonly Stretch[]): AsyncGenerator<CallRecord> {
  const { engine, genome, callsFolder, batchId, genomeKey, batchKey } = source;
  let read = 0;
  for (const { contig, start, end } of stretches) {
    const contigs = [...new Set([contig.name, ...contig.aliases, ...contigAliases(contig.name)])];
    const region = { contigs, start, end };
    const { dataDir } = engine;
    const request = { dataDir, callsFolder, batchId, batchKey, genomeKey, localNo: genome.localNo, region };
    for (const record of readCalls(request)) {
      yield record;
      if (++read % STEP === 0) await setImmediate();
    }
  }
}

async function* storedCalls(
  engine: Engine,
  snapshot: Snapshot,
  genome: GenomeRow,
  stretches: readonly Stretch[],
): AsyncGenerator<CallRecord> {
  const view = new View(snapshot, engine.cache);
  try {
    let read = 0;
    for (const { contig, start, end } of stretches) {
      const kinds: SegmentRow['kind'][] = ['small', 'structural'];
      const parts = kinds.map((kind) => callsOnContig(view, genome, contig, kind, start, end));
      for (const call of inOrder(parts[0]!, parts[1]!)) {
        yield recordOf(contig, call);
        if (++read % STEP === 0) await setImmediate();
      }
    }
  } catch (error) {
    throw asProblem(error);
  } finally {
    view.close();
  }
}

function* callsOnContig(
  view: View,
  genome: GenomeRow,
  contig: ContigRow,
  kind: SegmentRow['kind'],
  start: number,
  end: number,
): Generator<SegmentCall> {
  for (const { segment } of view.segments(contig.contigNo, kind)) {
    const range = segment.batches.find((b) => b.batchNo === genome.batchNo);
    if (range) yield* callsFromSegment(segment.reader, range.from + genome.localNo, start, end);
  }
}

function* inOrder(a: Generator<SegmentCall>, b: Generator<SegmentCall>): Generator<SegmentCall> {
  let left = a.next();
  let right = b.next();
  while (!left.done || !right.done) {
    if (!left.done && (right.done || left.value.start <= right.value.start)) {
      yield left.value;
      left = a.next();
    } else if (!right.done) {
      yield right.value;
      right = b.next();
    }
  }
}

function recordOf(contig: ContigRow, call: SegmentCall): CallRecord {
  const alleles = call.gt.split(/[/|]/).map((a) => (a === '.' ? null : Number(a)));
  return {
    chrom: contig.name,
    pos: call.start + 1,
    id: call.id,
    ref: call.ref,
    alts: [call.alt],
    qual: call.qual,
    filter: call.filter,
    end: null,
    gt: call.gt,
    alleles,
    phased: call.phased,
    gq: null,
    dp: null,
    ad: null,
    pl: null,
    gp: null,
    ps: null,
    ft: null,
    fraction: null,
    fields: { GT: call.gt },
  };
}
