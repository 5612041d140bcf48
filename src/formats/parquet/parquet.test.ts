import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { type ParquetCell, type ParquetColumn, type ParquetOptions, writeParquet } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-parquet-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const duckdb = await (await DuckDBInstance.create(':memory:')).connect();
let path = '';
let files = 0;

const columns: readonly ParquetColumn[] = [
  { name: 'chrom', type: 'string' },
  { name: 'pos', type: 'int32' },
  { name: 'ac', type: 'int64' },
  { name: 'af', type: 'double', nullable: true },
  { name: 'checked', type: 'boolean' },
];
const row = fc.tuple(
  fc.constantFrom('1', 'X', 'MT', 'æøå'),
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc.maxSafeInteger(),
  fc.option(fc.double({ noNaN: true })),
  fc.boolean(),
);

async function write(rows: readonly (readonly ParquetCell[])[], options: ParquetOptions = {}): Promise<number> {
  const bytes = await buffer(Readable.from(writeParquet(columns, rows, options)));
  // A new name each time: DuckDB keeps what it read of a file for as long as its time of change looks the same.
  path = join(folder, `table-${files++}.parquet`);
  writeFileSync(path, bytes);
  return bytes.length;
}
const query = async (sql: string) => (await (await duckdb.run(sql)).getRows()) as unknown[][];

test('DuckDB reads what was written, whatever the row groups', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), async (rows, rowsPerGroup) => {
      await write(rows, { rowsPerGroup });
      const read = await query(`select * from '${path}'`);
      expect(read).toEqual(rows.map(([chrom, pos, ac, af, checked]) => [chrom, pos, BigInt(ac), af, checked]));
    }),
    { numRuns: 40 },
  );
});

test('types, row groups and footer texts', async () => {
  const rows = Array.from({ length: 2500 }, (_, i) => ['1', i, i * 2, i % 3 === 0 ? null : i / 7, true]);
  await write(rows, { rowsPerGroup: 1000, metadata: { reference: 'demo' } });
  expect(await query(`select column_name, column_type from (describe select * from '${path}')`)).toEqual([
    ['chrom', 'VARCHAR'],
    ['pos', 'INTEGER'],
    ['ac', 'BIGINT'],
    ['af', 'DOUBLE'],
    ['checked', 'BOOLEAN'],
  ]);
  expect(await query(`select count(distinct row_group_id) from parquet_metadata('${path}')`)).toEqual([[3n]]);
  expect(await query(`select decode(key), decode(value) from parquet_kv_metadata('${path}')`)).toEqual([
    ['reference', 'demo'],
  ]);
  expect(await query(`select sum(ac), count(af) from '${path}' where pos >= 1000`)).toEqual([[5248500n, 1000n]]);
});

test('a table without rows is a file', async () => {
  expect(await write([])).toBeGreaterThan(12);
  expect(await query(`select count(*) from '${path}'`)).toEqual([[0n]]);
});

test.each([
  [[null, 1, 1, 1, true], 'row 1 has no chrom'],
  [['1', 1.5, 1, 1, true], 'pos is not of type int32'],
  [['1', 2 ** 31, 1, 1, true], 'pos is not of type int32'],
  [['1', 1, 0.5, 1, true], 'ac is not of type int64'],
  [['1', 1, 1, 1, 'yes'], 'checked is not of type boolean'],
])('a wrong cell is named: %j', async (cells, message) => {
  await expect(write([cells as ParquetCell[]])).rejects.toThrow(message);
});
