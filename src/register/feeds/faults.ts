import { type FaultCount, type FaultKind, type FaultPlace, faultKinds } from './model.ts';
import type { ParsedChunk } from './parse/parsed-chunk.ts';

/** Places of a kind that a report tells. */
const mostPlaces = 50;
/** Worth telling, and no reason to leave a row out: registers do record after a death. */
const remarks: ReadonlySet<FaultKind> = new Set(['date-after-death']);
/** Never to be accepted: the rest of the file is not there. */
const grave: ReadonlySet<FaultKind> = new Set(['cut-off']);

/** The faults of a version, counted as rows come. */
export class FaultList {
  readonly #counts = new Map<FaultKind, { rows: number; places: FaultPlace[]; expected: string }>();

  add(kind: FaultKind, place: FaultPlace, expected?: string): void {
    const count = this.#count(kind, expected);
    count.rows++;
    if (count.places.length < mostPlaces) count.places.push(place);
  }

  /** Those a parsing thread found. */
  take(file: string, faults: ParsedChunk['faults']): void {
    for (const { kind, rows, first } of faults) {
      const count = this.#count(kind);
      count.rows += rows;
      for (const { row, column, found } of first) {
        if (count.places.length < mostPlaces) count.places.push({ file, row, column, found });
      }
    }
  }

  /** How many there are of each kind, and whether a description accepts as many. */
  list(accept: Partial<Record<FaultKind, number>>, rows: number): FaultCount[] {
    return [...this.#counts].map(([kind, { rows: bad, places, expected }]) => {
      const accepted = remarks.has(kind) || (!grave.has(kind) && bad <= (accept[kind] ?? 0) * rows);
      return { kind, rows: bad, expected, accepted, places };
    });
  }

  #count(kind: FaultKind, expected: string = faultKinds[kind]) {
    const known = this.#counts.get(kind) ?? { rows: 0, places: [], expected };
    this.#counts.set(kind, known);
    return known;
  }
}
