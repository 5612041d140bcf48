import { ByteWriter, ParquetWriter } from 'hyparquet-writer';

export type ParquetType = 'string' | 'int32' | 'int64' | 'double' | 'boolean';

export interface ParquetColumn {
  readonly name: string;
  readonly type: ParquetType;
  /** Whether cells may be null. */
  readonly nullable?: boolean;
}

export type ParquetCell = string | number | bigint | boolean | null;

export interface ParquetOptions {
  /** Rows in each row group, which is what is in memory at once; 100,000 unless given. */
  readonly rowsPerGroup?: number;
  /** Key and value texts for the file's footer. */
  readonly metadata?: Readonly<Record<string, string>>;
}

type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number];

const schemaTypes = {
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  int32: { type: 'INT32' },
  int64: { type: 'INT64' },
  double: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
} as const satisfies Record<ParquetType, Partial<SchemaElement>>;

/**
 * Writes a table as Parquet, a row group at a time, so that memory does not grow with the rows. Give the result to `Readable.from`.
 * @param rows cells in the order of `columns`; an int64 may be a whole number or a bigint
 * @throws TypeError when a cell is not of its column's type, naming row and column
 */
export async function* writeParquet(
  columns: readonly ParquetColumn[],
  rows: AsyncIterable<readonly ParquetCell[]> | Iterable<readonly ParquetCell[]>,
  options: ParquetOptions = {},
): AsyncGenerator<Uint8Array> {
  const rowsPerGroup = options.rowsPerGroup ?? 100_000;
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({
    writer: bytes,
    schema: schemaOf(columns),
    createdBy: 'Idun',
    kvMetadata: Object.entries(options.metadata ?? {}).map(([key, value]) => ({ key, value })),
  });
  let group: ParquetCell[][] = columns.map(() => []);
  let row = 0;

  function writeGroup(): Uint8Array {
    const columnData = columns.map(({ name }, i) => ({ name, data: group[i]! }));
    writer.write({ columnData, rowGroupSize: rowsPerGroup });
    group = columns.map(() => []);
    return take(bytes);
  }

  for await (const cells of rows) {
    row++;
    for (const [i, column] of columns.entries()) group[i]!.push(convert(cells[i], column, row));
    if (group[0]?.length === rowsPerGroup) yield writeGroup();
  }
  if (group[0] !== undefined && group[0].length > 0) yield writeGroup();
  writer.finish();
  yield take(bytes);
}

function schemaOf(columns: readonly ParquetColumn[]): SchemaElement[] {
  const root: SchemaElement = { name: 'root', num_children: columns.length };
  return [
    root,
    ...columns.map(
      ({ name, type, nullable }): SchemaElement => ({
        name,
        ...schemaTypes[type],
        repetition_type: nullable ? 'OPTIONAL' : 'REQUIRED',
      }),
    ),
  ];
}

/** What was written since the last time; offsets go on counting. */
function take(bytes: ByteWriter): Uint8Array {
  const taken = new Uint8Array(bytes.buffer.slice(0, bytes.index));
  bytes.index = 0;
  return taken;
}

function convert(cell: ParquetCell | undefined, { name, type, nullable }: ParquetColumn, row: number): ParquetCell {
  if (cell === null || cell === undefined) {
    if (nullable) return null;
    throw new TypeError(`row ${row} has no ${name}; the column is not nullable`);
  }
  if (type === 'int64' && (typeof cell === 'bigint' || Number.isSafeInteger(cell))) return BigInt(cell);
  if (type === 'int32' && typeof cell === 'number' && (cell | 0) === cell) return cell;
  if (type === 'double' && typeof cell === 'number') return cell;
  if ((type === 'string' || type === 'boolean') && typeof cell === type) return cell;
  throw new TypeError(`row ${row}: ${name} is not of type ${type}`);
}
