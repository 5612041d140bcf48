/** A nation's map of tiles, as data that a person can read and mend. Another nation adds a file beside `denmark.ts`. */
export interface NationMap {
  /** Rows from north to south, a key of three letters a tile, a dot where nobody lives. */
  grid: string;
  /** Regions with the names and codes by which data mean them; `of` where one is put together of others. */
  regions: readonly { key: string; names: readonly string[]; of?: readonly string[] }[];
  /** Of each region: the key of a tile, its code and its name. */
  places: string;
}

/** Column and row of a tile, north at the top. */
export type Cell = readonly [column: number, row: number];

export interface Place {
  key: string;
  code: string;
  name: string;
  region: string;
  cell: Cell;
}

export interface ReadMap {
  places: readonly Place[];
  regions: readonly { names: readonly string[]; cells: readonly Cell[] }[];
}

/** Reads a map; throws where a place has no tile or a tile no place. */
export function readMap({ grid, regions, places }: NationMap): ReadMap {
  const cells = new Map<string, Cell>();
  for (const [row, line] of grid.trim().split('\n').entries()) {
    for (const [column, key] of line.trim().split(/\s+/).entries()) if (key !== '.') cells.set(key, [column, row]);
  }
  const read = places
    .trim()
    .split(/\n(?=\s*\w+:)/)
    .flatMap((lines) => {
      const [region = '', list = ''] = lines.split(/:(.*)/s);
      return list.split(',').map((text): Place => {
        const [key = '', code = '', ...name] = text.trim().split(/\s+/);
        const cell = cells.get(key);
        if (!cell) throw new Error(`The map has no tile ${key}.`);
        cells.delete(key);
        return { key, code, name: name.join(' '), region: region.trim(), cell };
      });
    });
  if (cells.size > 0) throw new Error(`The map does not say what ${[...cells.keys()].join(', ')} is.`);
  return {
    places: read,
    regions: regions.map(({ key, names, of = [key] }) => ({
      names,
      cells: read.filter(({ region }) => of.includes(region)).map(({ cell }) => cell),
    })),
  };
}
