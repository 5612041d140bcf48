/** Where a region's tile stands: column and row, north at the top. */
export interface Tile {
  /** Beginnings and codes by which data name the region, in small letters. */
  names: readonly string[];
  at: readonly [column: number, row: number];
}

/** Tile maps of nations, drawn by us: each region one tile about where it lies. Another nation adds its own here. */
export const tileLayouts: readonly { nation: string; tiles: readonly Tile[] }[] = [
  {
    nation: 'dk',
    tiles: [
      { names: ['nordjylland', '1081'], at: [0, 0] },
      { names: ['midtjylland', '1082'], at: [0, 1] },
      { names: ['syddanmark', '1083'], at: [0, 2] },
      { names: ['sjælland', '1085'], at: [1, 2] },
      { names: ['hovedstaden', '1084'], at: [2, 1] },
    ],
  },
];

/** Places of regions: on the map of the nation that knows them all, else in rows in the order they come. */
export function placeRegions(regions: readonly string[]): {
  places: ReadonlyMap<string, readonly [number, number]>;
  nation: string | null;
} {
  for (const { nation, tiles } of tileLayouts) {
    const found = regions.map((region) => {
      const plain = region.toLowerCase().replace(/^region\s+/, '');
      return [region, tiles.find(({ names }) => names.some((name) => plain.startsWith(name)))?.at] as const;
    });
    const known = found.filter((one): one is readonly [string, readonly [number, number]] => one[1] !== undefined);
    if (known.length === regions.length && new Set(known.map(([, at]) => at.join())).size === regions.length)
      return { places: new Map(known), nation };
  }
  const columns = Math.ceil(Math.sqrt(regions.length));
  return {
    places: new Map(regions.map((region, n) => [region, [n % columns, Math.floor(n / columns)] as const])),
    nation: null,
  };
}
