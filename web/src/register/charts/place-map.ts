import { denmark } from './nations/denmark.ts';
import { type Cell, type Place, type ReadMap, readMap } from './nations/nation-map.ts';

/** Maps of nations, drawn by us; the one that knows most of the names is taken. */
const maps: readonly ReadMap[] = [denmark].map(readMap);

/** Where values stand on a map. */
export interface Laid {
  /** Tiles of each value; a region can have many. */
  cells: ReadonlyMap<string, readonly Cell[]>;
  /** Values that no map knows; they stand in rows below. */
  unknown: readonly string[];
  columns: number;
  rows: number;
}

/** What data write around a name: “Region Sjælland”, “Aarhus Kommune”, “0751”, “Århus”. */
const plain = (value: string): string =>
  value
    .toLowerCase()
    .replace(/^region\s+|\s+(kommune|region|municipality)$/g, '')
    .replace(/^0+(?=\d)/, '')
    .replaceAll('å', 'aa');

/** Whether data mean this name: the name itself, or it with the s that Danish puts before “Kommune”. */
const means = (value: string, name: string): boolean =>
  value === plain(name) || (!/^\d/.test(value) && value === `${plain(name)}s`);

function findPlace(map: ReadMap, value: string): Place | undefined {
  const wanted = plain(value);
  return map.places.find(({ code, name }) => means(wanted, code) || means(wanted, name));
}

function findRegion(map: ReadMap, value: string): readonly Cell[] | undefined {
  return map.regions.find(({ names }) => names.some((name) => means(plain(value), name)))?.cells;
}

/** The name of a municipality that data write as a code; else what they write. */
export function placeName(value: string): string {
  if (!/^\d+$/.test(value)) return value;
  for (const map of maps) {
    const found = findPlace(map, value);
    if (found) return found.name;
  }
  return value;
}

/** The letters that stand on the tile of a municipality. */
export function placeKey(value: string): string {
  for (const map of maps) {
    const found = findPlace(map, value);
    if (found) return found.key;
  }
  return value.slice(0, 3).toUpperCase();
}

/** Places of regions: the tiles of their municipalities. */
export const layRegions = (values: readonly string[]): Laid => lay(values, (map, value) => findRegion(map, value));

/** Places of municipalities: a tile each. */
export const layPlaces = (values: readonly string[]): Laid =>
  lay(values, (map, value) => {
    const found = findPlace(map, value);
    return found && [found.cell];
  });

// A tile belongs to the first that asks for it; what is left without any stands in rows below the map.
function lay(values: readonly string[], find: (map: ReadMap, value: string) => readonly Cell[] | undefined): Laid {
  const known = (map: ReadMap) => values.filter((value) => find(map, value)).length;
  const map = [...maps].sort((a, b) => known(b) - known(a))[0];
  const cells = new Map<string, readonly Cell[]>();
  const taken = new Set<string>();
  const unknown: string[] = [];
  for (const value of values) {
    const free = ((map && find(map, value)) ?? []).filter((cell) => !taken.has(cell.join()));
    for (const cell of free) taken.add(cell.join());
    if (free.length === 0) unknown.push(value);
    else cells.set(value, free);
  }
  const all = [...cells.values()].flat();
  const columns = all.length > 0 ? 1 + Math.max(...all.map(([column]) => column)) : inRows(values.length);
  const below = all.length > 0 ? 2 + Math.max(...all.map(([, row]) => row)) : 0;
  for (const [n, value] of unknown.entries()) cells.set(value, [[n % columns, below + Math.floor(n / columns)]]);
  const rows = 1 + Math.max(0, ...[...cells.values()].flat().map(([, row]) => row));
  return { cells, unknown, columns, rows };
}

const inRows = (count: number): number => Math.max(1, Math.ceil(Math.sqrt(count * 1.6)));
