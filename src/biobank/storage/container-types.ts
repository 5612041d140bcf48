/** What a container is in the building: its kind says what it may hold and where temperatures are taken. */
export const containerKinds = ['site', 'room', 'store', 'level', 'rack'] as const;
export type ContainerKind = (typeof containerKinds)[number];

/** How positions are written: B7; numbers row by row; numbers column by column. */
export const labelSchemes = ['A1', 'rows', 'columns'] as const;
export type Labels = (typeof labelSchemes)[number];

/** A type of container. What is not managed has no positions: only what is in it is known. */
export interface ContainerType {
  code: string;
  name: { da: string; en: string };
  kind: ContainerKind;
  /** What it needs of the position it stands in. */
  footprint: string;
  /** What it holds: footprints of containers, or of a rack what specimens are kept in. */
  takes: readonly string[];
  rows: number | null;
  columns: number | null;
  labels: Labels;
  managed: boolean;
  automated: boolean;
  celsius: number | null;
  /** Positions of the grid that hold nothing, by number row by row. */
  unusable: readonly number[];
}

const tubes = ['cryotube', 'micronic-tube', 'straw', 'other'] as const;
const bloodTubes = [
  ...['edta-tube', 'serum-tube', 'heparin-tube', 'citrate-tube', 'paxgene-tube', 'urine-tube'],
  ...['cryotube', 'other'],
] as const;
const anything = [...new Set([...tubes, ...bloodTubes, 'plate-well', 'paraffin-block', 'slide', 'card', 'bag'])];

type Given = Partial<ContainerType> & Pick<ContainerType, 'code' | 'name' | 'kind' | 'takes'>;

const make = (given: Given): ContainerType => ({
  ...{ footprint: given.kind, rows: null, columns: null, labels: 'A1', managed: given.rows !== undefined },
  ...{ automated: false, celsius: null, unusable: [] },
  ...given,
});
const grid = (rows: number, columns: number, labels: Labels = 'A1') => ({ rows, columns, labels });

/**
 * Containers as they are sold, to begin with; a biobank describes its own besides. Rows × columns are what the makers' drawings say
 * of the common ones: 9 × 9 boxes, the 8 × 12 of ANSI/SLAS plates, uprights of five shelves.
 */
export const builtInTypes: readonly ContainerType[] = [
  { code: 'site', name: { da: 'Adresse', en: 'Site' }, kind: 'site', takes: ['room'] },
  { code: 'room', name: { da: 'Rum', en: 'Room' }, kind: 'room', takes: ['store'] },
  ...(
    [
      ['auto-80', 'Automatisk fryser −80 °C', 'Automated freezer −80 °C', -80],
      ['auto-20', 'Automatisk fryser −20 °C', 'Automated freezer −20 °C', -20],
    ] as const
  ).map(
    ([code, da, en, celsius]): Given => ({
      ...{ code, name: { da, en }, kind: 'store', takes: ['stacker'], automated: true, celsius },
    }),
  ),
  ...(
    [
      ['upright-80', 'Skabsfryser −80 °C', 'Upright freezer −80 °C', -80],
      ['upright-20', 'Skabsfryser −20 °C', 'Upright freezer −20 °C', -20],
      ['refrigerator', 'Køleskab', 'Refrigerator', 5],
    ] as const
  ).map(
    ([code, da, en, celsius]): Given => ({
      ...{ code, name: { da, en }, kind: 'store', takes: ['shelf'], ...grid(5, 1, 'rows'), celsius },
    }),
  ),
  {
    ...{ code: 'ln2-tank', name: { da: 'Kvælstoftank', en: 'Liquid nitrogen tank' }, kind: 'store' },
    ...{ takes: ['tower'], ...grid(1, 16, 'rows'), celsius: -190 },
  },
  {
    ...{ code: 'block-cabinet', name: { da: 'Blokskab', en: 'Block cabinet' }, kind: 'store', takes: ['block-drawer'] },
    ...{ ...grid(12, 1, 'rows'), celsius: 20 },
  },
  {
    ...{ code: 'slide-cabinet', name: { da: 'Glasskab', en: 'Slide cabinet' }, kind: 'store', takes: ['slide-drawer'] },
    ...{ ...grid(14, 1, 'rows'), celsius: 20 },
  },
  {
    ...{ code: 'card-cabinet', name: { da: 'Kortskab', en: 'Card cabinet' }, kind: 'store', takes: ['card-box'] },
    ...{ ...grid(8, 6), celsius: -20 },
  },
  {
    ...{ code: 'shelf', name: { da: 'Hylde', en: 'Shelf' }, kind: 'level', footprint: 'shelf' },
    ...{ takes: ['frame', 'box', 'sbs', 'tube-rack'], ...grid(1, 6, 'rows') },
  },
  {
    ...{ code: 'frame', name: { da: 'Stativ', en: 'Frame' }, kind: 'level', footprint: 'frame' },
    ...{ takes: ['box', 'sbs'], ...grid(4, 5) },
  },
  {
    ...{ code: 'tower', name: { da: 'Tårn', en: 'Tower' }, kind: 'level', footprint: 'tower' },
    ...{ takes: ['box', 'goblet'], ...grid(13, 1, 'rows') },
  },
  {
    ...{ code: 'stacker', name: { da: 'Kassette', en: 'Stacker' }, kind: 'level', footprint: 'stacker' },
    ...{ takes: ['sbs'], ...grid(22, 1, 'rows') },
  },
  ...(
    [
      ['box-81', 9, 9],
      ['box-100', 10, 10],
      ['box-196', 14, 14],
    ] as const
  ).map(
    ([code, rows, columns]): Given => ({
      ...{ code, name: { da: `Æske ${rows} × ${columns}`, en: `Box ${rows} × ${columns}` }, kind: 'rack' },
      ...{ footprint: 'box', takes: tubes, ...grid(rows, columns) },
    }),
  ),
  ...(
    [
      ['sbs-96', 8, 12],
      ['sbs-48', 6, 8],
      ['sbs-24', 4, 6],
    ] as const
  ).map(
    ([code, rows, columns]): Given => ({
      ...{ code, name: { da: `Rørstativ ${rows} × ${columns}`, en: `Tube rack ${rows} × ${columns}` }, kind: 'rack' },
      ...{ footprint: 'sbs', takes: tubes, ...grid(rows, columns) },
    }),
  ),
  ...(
    [
      ['plate-96', 8, 12],
      ['plate-384', 16, 24],
    ] as const
  ).map(
    ([code, rows, columns]): Given => ({
      ...{ code, name: { da: `Plade ${rows} × ${columns}`, en: `Plate ${rows} × ${columns}` }, kind: 'rack' },
      ...{ footprint: 'sbs', takes: ['plate-well'], ...grid(rows, columns) },
    }),
  ),
  {
    ...{ code: 'tube-rack-50', name: { da: 'Stativ til blodprøver 5 × 10', en: 'Blood tube rack 5 × 10' } },
    ...{ kind: 'rack', footprint: 'tube-rack', takes: bloodTubes, ...grid(5, 10) },
  },
  {
    ...{ code: 'goblet', name: { da: 'Bæger', en: 'Goblet' }, kind: 'rack', footprint: 'goblet' },
    ...{ takes: ['straw', 'cryotube'], managed: false },
  },
  {
    ...{ code: 'block-drawer', name: { da: 'Blokskuffe', en: 'Block drawer' }, kind: 'rack' },
    ...{ footprint: 'block-drawer', takes: ['paraffin-block'], ...grid(6, 60, 'rows') },
  },
  {
    ...{ code: 'slide-drawer', name: { da: 'Glasskuffe', en: 'Slide drawer' }, kind: 'rack' },
    ...{ footprint: 'slide-drawer', takes: ['slide'], ...grid(4, 250, 'rows') },
  },
  {
    ...{ code: 'card-box', name: { da: 'Kortkasse', en: 'Card box' }, kind: 'rack', footprint: 'card-box' },
    ...{ takes: ['card'], ...grid(1, 500, 'rows') },
  },
  {
    ...{ code: 'open-box', name: { da: 'Kasse uden pladser', en: 'Box without positions' }, kind: 'rack' },
    ...{ footprint: 'box', takes: anything, managed: false },
  },
].map((given) => make(given as Given));
