/** How the values of a column lie on disk, little-endian. `text` is a file of offsets and one of UTF-8. */
export type ColumnType = 'u8' | 'u16' | 'u32' | 'text';

export interface ColumnSpec {
  type: ColumnType;
  /** Values are numbers of words in a dictionary beside the column; word 0 is always the empty one, "not known". */
  words?: true;
  /** What a row has that says nothing; 0 unless stated. */
  absent?: number;
}

const none = 0xffff;

/** Columns of a specimen, whoever keeps it. */
const specimen = {
  person: { type: 'u32' },
  /** Day of sampling. */
  day: { type: 'u16', absent: none },
  biobank: { type: 'u16', words: true },
  collection: { type: 'u16', words: true },
  type: { type: 'u8', words: true },
  /** Storage temperature as MIABIS names it. */
  temperature: { type: 'u8', words: true },
  /** What is left, after reservations. */
  volume_ul: { type: 'u32' },
  thaws: { type: 'u8' },
  /** The seven parts, such as `SER-SST-A-B-N-A-A`. */
  sprec: { type: 'u16', words: true },
  state: { type: 'u8', words: true },
  /** What the donor agreed to: uses with spaces between, such as `research recontact`. */
  consent: { type: 'u8', words: true },
  /** The custodian's own id; read only when tubes are asked for. */
  custodian_id: { type: 'text' },
} as const satisfies Record<string, ColumnSpec>;

/**
 * The tables a feed version is made of. Rows may come in any order. `person` is the dense number of trust/people; days are days
 * since 1900-01-01 (`dayOf`), 65535 where there is none.
 */
export const tables = {
  /** One row a person, of the civil register. */
  persons: {
    person: { type: 'u32' },
    born: { type: 'u16', absent: none },
    sex: { type: 'u8', words: true },
    region: { type: 'u8', words: true },
    municipality: { type: 'u16', words: true },
    died: { type: 'u16', absent: none },
  },
  /** One row a specimen that exists or existed. */
  specimens: specimen,
  /**
   * The same of Idun's own biobanks, with Idun's numbers. A table that is published later speaks over an earlier one where it has the
   * same number: what has changed since a large table was written is a small one beside it.
   */
  own_specimens: { ...specimen, number: { type: 'u32' } },
  /** One row an event of a health register; the table's `register` says which. */
  events: {
    person: { type: 'u32' },
    day: { type: 'u16', absent: none },
    code: { type: 'u32', words: true },
    /** Such as primary or secondary diagnosis. */
    kind: { type: 'u8', words: true },
  },
  /** The code tree of a register; without one a code lies under the longest other code that it begins with. */
  codes: {
    code: { type: 'u32', words: true },
    parent: { type: 'u32', words: true },
    title: { type: 'text' },
  },
  /** People with a genome, where it is not in Idun's own archive. */
  genomes: { person: { type: 'u32' } },
  /** Choices that come with a feed; those made in Idun are trust's. Scopes as trust/consent names them. */
  optouts: { person: { type: 'u32' }, scope: { type: 'u8', words: true } },
} as const satisfies Record<string, Record<string, ColumnSpec>>;

export type TableName = keyof typeof tables;
export type ColumnName<T extends TableName> = keyof (typeof tables)[T] & string;

export type ColumnArray = Uint8Array | Uint16Array | Uint32Array;

/** A stretch of rows: an array a column (texts for a text column); a column that is left out says nothing of these rows. */
export type Batch<T extends TableName> = { [C in ColumnName<T>]?: ColumnArray | readonly string[] };

/** The columns of a table, in order. */
export function columnsOf(table: TableName): [string, ColumnSpec][] {
  return Object.entries(tables[table]);
}

const arrays = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array } as const;

/** The typed array of a column's values. */
export function arrayOf(type: Exclude<ColumnType, 'text'>): (typeof arrays)[typeof type] {
  return arrays[type];
}
