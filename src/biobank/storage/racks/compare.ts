import type { Db } from '../../../platform/database/index.ts';
import type { Scope } from '../../../trust/scope/index.ts';
import { findByCodes, type RackScan, type Specimen, type SpecimenState } from '../../specimens/index.ts';
import { labelIn, type StoredContainer } from '../containers/store.ts';
import { slotIn } from '../positions/place.ts';
import { readOccupants, readPlaces } from '../positions/store.ts';

/**
 * What a scan and the book say of one another: `missing` stands there by the book; `misplaced` stands elsewhere by the book (another
 * position of the rack, or another rack); `unplaced` nowhere by the book; `gone` has left by its state; `unknown` is no specimen here.
 */
export const lineKinds = ['missing', 'misplaced', 'unplaced', 'gone', 'unknown', 'unreadable'] as const;
export type LineKind = (typeof lineKinds)[number];

/** A difference between a scanned rack and the book. */
export interface CheckLine {
  kind: LineKind;
  code: string | null;
  specimen: string | null;
  state: SpecimenState | null;
  /** The position the scanner read. */
  found: string | null;
  /** Where the book says. */
  expected: string | null;
}

/** A comparison, with the numbers behind its lines. */
export interface Comparison {
  right: number;
  lines: (CheckLine & { specimenNo: number | null; slot: number | null })[];
}

/** States in which a specimen cannot be in a rack; a lost one was found. */
const left: ReadonlySet<SpecimenState> = new Set(['shipped', 'delivered', 'disposed', 'lost']);

/** Compares the scan of a whole rack with what the book says stands in it. */
export async function compareRack(
  db: Db,
  scope: Scope,
  rack: StoredContainer,
  scans: readonly RackScan[],
): Promise<Comparison> {
  const codes = scans.flatMap(({ code }) => code ?? []);
  const known = await findByCodes(db, scope, codes, rack.biobankNo);
  const numbers = [...new Set([...known.values()].map(({ specimenNo }) => specimenNo))];
  const places = new Map((await readPlaces(db, numbers)).map((place) => [place.specimenNo, place]));
  const seen = new Set<number>();
  const result: Comparison = { right: 0, lines: [] };
  for (const { position, code } of scans) {
    const specimen = code === null ? undefined : known.get(code);
    const slot = slotIn(rack, position) ?? null;
    const found = labelIn(rack, slot) ?? position;
    if (specimen === undefined) {
      const kind = code === null ? 'unreadable' : 'unknown';
      result.lines.push({ ...nobody, kind, code, found, slot });
      continue;
    }
    seen.add(specimen.specimenNo);
    const place = places.get(specimen.specimenNo);
    const right = place?.container.containerNo === rack.containerNo && (place.slot === slot || !rack.managed);
    if (right) result.right++;
    else result.lines.push({ ...of(specimen, place?.text ?? null), kind: kindOf(specimen, place), found, slot });
  }
  for (const one of await readOccupants(db, [rack.containerNo])) {
    if (seen.has(one.specimenNo)) continue;
    const { specimenNo, barcode: code, slot } = one;
    result.lines.push({ ...nobody, kind: 'missing', code, specimenNo, expected: labelIn(rack, slot), slot });
  }
  return result;
}

const nobody = { specimen: null, state: null, expected: null, found: null, specimenNo: null } as const;

const of = ({ id, barcode, state, specimenNo }: Specimen, expected: string | null) => ({
  ...{ code: barcode, specimen: id, state, expected, specimenNo },
});

function kindOf({ state }: Specimen, place: unknown): LineKind {
  if (left.has(state)) return 'gone';
  return place === undefined ? 'unplaced' : 'misplaced';
}
