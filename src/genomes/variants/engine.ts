import type { Clock } from '../../platform/clock/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { populationOf, type Scope } from '../../trust/scope/index.ts';
import type { AsOf } from './answers/index.ts';
import { errors } from './errors.ts';
import type { Catalogue, ContigRow } from './population/index.ts';
import { limitedFor, type SegmentCache, type Snapshot, type Snapshots, View } from './snapshot/index.ts';

/** Bases of a reference contig as letters. 0-based half-open, cut at the contig's end. */
export type ReferenceBases = (
  referenceNo: number,
  contig: string,
  start: number,
  end: number,
) => Promise<Uint8Array | null>;

/** What the answers of the store are made with. */
export interface Engine {
  catalogue: Catalogue;
  snapshots: Snapshots;
  cache: SegmentCache;
  clock: Clock;
  referenceBases: ReferenceBases;
  dataDir: string;
}

/**
 * The reference as it is now, with the genomes that count for a scope: all of them, or where the scope is limited to some people
 * those it reaches and no others. @throws Problem IDUN_REFERENCE_NOT_FOUND
 */
export async function currentSnapshot(engine: Engine, scope: Scope, reference: string): Promise<Snapshot> {
  const snapshot = await engine.snapshots.current(reference);
  if (snapshot === null) {
    throw new Problem(errors.referenceNotFound, `No reference is called ${JSON.stringify(reference)}.`, {
      action: 'List the references with `idun reference list`.',
    });
  }
  return await limitedFor(engine.catalogue, populationOf(scope, engine.clock), snapshot);
}

/**
 * Reads with the reference as it is now. When a file that the rows named has gone meanwhile (compaction took its place),
 * the rows are read anew and the reading is tried once more.
 */
export async function withView<T>(
  engine: Engine,
  scope: Scope,
  reference: string,
  read: (view: View) => T | Promise<T>,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    const view = new View(await currentSnapshot(engine, scope, reference), engine.cache);
    try {
      return await read(view);
    } catch (error) {
      if (attempt > 0 || !isGone(error)) throw asProblem(error);
      engine.snapshots.forget(reference);
    } finally {
      view.close();
    }
  }
}

/** Whether a file was not there any more. */
export function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** A lost segment as a problem; anything else as it is. */
export function asProblem(error: unknown): unknown {
  if (!isGone(error)) return error;
  return new Problem(
    errors.segmentLost,
    'A segment that the manifest names is not in the data directory.',
    { action: 'Restore it from a backup, or ask again if the data were changing.' },
    { cause: error },
  );
}

export function asOf(engine: Engine, snapshot: Snapshot): AsOf {
  return {
    dataVersion: snapshot.manifest.dataVersion,
    maskEpoch: snapshot.manifest.maskEpoch,
    at: engine.clock.now().toISOString(),
  };
}

/** The contig of a name. @throws Problem IDUN_VARIANT_CONTIG_NOT_FOUND */
export function requireContig(snapshot: Snapshot, name: string): ContigRow {
  const contig = snapshot.contig(name);
  if (contig) return contig;
  const names = snapshot.manifest.contigs.slice(0, 30).map((c) => c.name);
  throw new Problem(
    errors.contigNotFound,
    `The reference ${snapshot.manifest.reference.name} has no contig ${JSON.stringify(name.slice(0, 80))}.`,
    { expected: names.length > 0 ? names.join(', ') : 'no contigs yet: nothing was added under this reference' },
  );
}
