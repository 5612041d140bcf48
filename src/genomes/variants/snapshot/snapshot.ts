import { contigAliases } from '../../../genetics/contigs/index.ts';
import {
  buildPopulation,
  type Catalogue,
  type ContigRow,
  type Epochs,
  type Manifest,
  type Population,
  Projection,
  type SegmentRow,
} from '../population/index.ts';

/** One reference at one version: what there is, and who counts. Immutable. */
export interface Snapshot {
  readonly manifest: Manifest;
  readonly population: Population;
  readonly projection: Projection;
  /** Segments by contig and kind. */
  segments(contigNo: number, kind: SegmentRow['kind']): readonly SegmentRow[];
  /** The contig of any of its names, or null. */
  contig(name: string): ContigRow | null;
}

/** Makes a snapshot of rows. */
export function createSnapshot(manifest: Manifest): Snapshot {
  const population = buildPopulation(manifest);
  const segments = new Map<string, SegmentRow[]>();
  for (const row of manifest.segments) {
    const key = `${row.contigNo} ${row.kind}`;
    const rows = segments.get(key);
    if (rows) rows.push(row);
    else segments.set(key, [row]);
  }
  const contigs = new Map<string, ContigRow>();
  for (const contig of manifest.contigs) {
    for (const name of [...contigAliases(contig.name, contig.length), ...contig.aliases]) {
      if (!contigs.has(name.toUpperCase())) contigs.set(name.toUpperCase(), contig);
    }
  }
  for (const contig of manifest.contigs) contigs.set(contig.name.toUpperCase(), contig);
  return {
    manifest,
    population,
    projection: new Projection(population),
    segments: (contigNo, kind) => segments.get(`${contigNo} ${kind}`) ?? [],
    contig: (name) => contigs.get(name.toUpperCase()) ?? null,
  };
}

interface Held {
  epochs: Epochs;
  snapshot: Promise<Snapshot | null>;
}

/**
 * Keeps the current snapshot of each reference. Every request asks the catalogue for its versions and reloads when they
 * moved, so a notice that got lost harms nothing; concurrent reloads are one.
 */
export class Snapshots {
  readonly #catalogue: Catalogue;
  readonly #held = new Map<string, Held>();
  readonly #changed: (snapshot: Snapshot) => void;

  /** @param changed is told of each new snapshot */
  constructor(catalogue: Catalogue, changed: (snapshot: Snapshot) => void = () => {}) {
    this.#catalogue = catalogue;
    this.#changed = changed;
  }

  /** The snapshot of a reference, no older than this moment; null when there is no such reference. */
  async current(reference: string): Promise<Snapshot | null> {
    const epochs = await this.#catalogue.epochs();
    const held = this.#held.get(reference);
    if (held && held.epochs.dataVersion >= epochs.dataVersion && held.epochs.maskEpoch >= epochs.maskEpoch) {
      return held.snapshot;
    }
    const next: Held = { epochs, snapshot: Promise.resolve(null) };
    next.snapshot = this.#load(reference, next);
    this.#held.set(reference, next);
    return next.snapshot;
  }

  /** Brings every reference that is held up to date. */
  async refresh(): Promise<void> {
    for (const reference of [...this.#held.keys()]) await this.current(reference);
  }

  /** Loads anew at the next request, whatever the versions say. */
  forget(reference: string): void {
    this.#held.delete(reference);
  }

  async #load(reference: string, held: Held): Promise<Snapshot | null> {
    try {
      const manifest = await this.#catalogue.manifest(reference);
      if (manifest === null) {
        this.#drop(reference, held);
        return null;
      }
      // The rows may be newer than the versions asked for before.
      held.epochs = { dataVersion: manifest.dataVersion, maskEpoch: manifest.maskEpoch };
      const snapshot = createSnapshot(manifest);
      this.#changed(snapshot);
      return snapshot;
    } catch (error) {
      this.#drop(reference, held);
      throw error;
    }
  }

  #drop(reference: string, held: Held): void {
    if (this.#held.get(reference) === held) this.#held.delete(reference);
  }
}
