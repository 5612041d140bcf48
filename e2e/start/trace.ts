import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

/** Files of a data folder outside the database's own, and rows of every table. */
export interface Trace {
  files: string[];
  rows: Record<string, number>;
}

/** Takes the trace of an installation through the owner's connection. */
export async function takeTrace(data: string, ownerUrl: string): Promise<Trace> {
  const files = readdirSync(data, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(data.length + 1))
    .filter((path) => !/^(?:postgres|lock)\//.test(path))
    .sort();
  const client = new pg.Client(ownerUrl);
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
        where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
    );
    const rows: Record<string, number> = {};
    for (const { name } of tables.rows) {
      const { rows: counted } = await client.query<{ n: string }>(`select count(*) as n from ${name}`);
      rows[name] = Number(counted[0]!.n);
    }
    return { files, rows };
  } finally {
    await client.end();
  }
}

/** Tables whose number of rows differs, with both numbers. */
export function differences(before: Trace, after: Trace): Record<string, [number, number]> {
  const found: Record<string, [number, number]> = {};
  for (const name of new Set([...Object.keys(before.rows), ...Object.keys(after.rows)])) {
    const pair: [number, number] = [before.rows[name] ?? 0, after.rows[name] ?? 0];
    if (pair[0] !== pair[1]) found[name] = pair;
  }
  return found;
}
