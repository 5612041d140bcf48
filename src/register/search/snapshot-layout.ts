import { z } from 'zod';

/** Version of the form of snapshots; another one is built anew. */
export const snapshotFormat = 5;

/** Columns of people, a value a person number. Years are since 1900, 255 where there is none. */
export const personColumns = { born: 2, died: 2, sex: 1, region: 1, municipality: 2, birthYear: 1 } as const;
/** Columns of specimens, a value a specimen, in the order of person and day. */
export const specimenColumns = {
  specimenPerson: 4,
  day: 2,
  biobank: 2,
  collection: 2,
  type: 1,
  temperature: 1,
  volume: 4,
  thaws: 1,
  sprec: 2,
  state: 1,
  year: 1,
  volumeBand: 1,
  /** What its donor agreed to, a bit a use. */
  consent: 1,
  ageBand: 1,
  /** The row it was in, counted over the snapshot's tables of specimens. */
  row: 4,
} as const;

/** Columns that are made from others. */
export const derivedColumns = { year: 'day', volumeBand: 'volume', ageBand: 'day', row: null } as const;
/** What the bands of volume begin at, in µl. */
export const volumeBands = [0, 1, 100, 250, 500, 1000] as const;
/** What the bands of age at sampling begin at, in years. */
export const ageBands = [0, 1, 10, 20, 30, 40, 50, 60, 70, 80, 90] as const;
/** The band of those whose age at sampling is not known. */
export const noBand = 255;

export type PersonColumn = keyof typeof personColumns;
export type SpecimenColumn = keyof typeof specimenColumns;
/** Columns whose values are words, told in the header. */
export const wordColumns = [
  'sex',
  'region',
  'municipality',
  'biobank',
  'collection',
  'type',
  'temperature',
  'sprec',
  'state',
] as const;
export type WordColumn = (typeof wordColumns)[number];

const place = z.number().int().min(0);

/** Tables whose rows are specimens. */
export const specimenTableNames = ['specimens', 'own_specimens'] as const;

/** A register's events: sorted by code in the order of its tree, person and day. */
const registerSchema = z.object({
  name: z.string(),
  events: place,
  /** Codes, each before those under it, and where those under it end. */
  codes: z.array(z.string()),
  ends: z.array(place),
  /** First event of each code, and one more; then the columns. */
  startsAt: place,
  personAt: place,
  dayAt: place,
  /** People of the codes with most events, codes under them included: code, place of the set. */
  sets: z.array(z.tuple([place, place])),
});
export type RegisterEvents = z.infer<typeof registerSchema>;

const allFacetsSchema = z.record(z.string(), z.object({ persons: z.array(place), specimens: z.array(place) }));
/** Of each facet that has a column the people, and specimens, of each of its values. */
export type AllFacets = z.infer<typeof allFacetsSchema>;

export const headerSchema = z.object({
  format: z.number(),
  /** Digest of all tables but those of specimens. */
  rest: z.string(),
  /** Tables of specimens it holds, in the order they speak: rows of each are numbered from `from` on. */
  specimenTables: z.array(z.object({ hash: z.string(), table: z.enum(specimenTableNames), rows: place, from: place })),
  builtAt: z.string(),
  /** Person numbers: 0 … persons−1. */
  persons: place,
  specimens: place,
  /** Specimens that there is room for: those of Idun's own biobanks come and go while the snapshot is searched. */
  capacity: place,
  /** Most specimens of one person. */
  mostSpecimens: place,
  bytes: place,
  /** Places of columns and sets in memory. */
  at: z.record(z.string(), place),
  words: z.record(z.string(), z.array(z.string())),
  /**
   * Of single simple conditions, by their keys: of each facet the people, and specimens, of each of its values among all who exist, opted out
   * or not.
   */
  facets: z.record(z.string(), allFacetsSchema),
  registers: z.array(registerSchema),
});
/** What stands at the front of a snapshot: all but the columns themselves. */
export type SnapshotHeader = z.infer<typeof headerSchema>;
export type NumberedTable = SnapshotHeader['specimenTables'][number];
