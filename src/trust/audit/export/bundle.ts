import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { pseudonymsIn, readEntry } from '../entry.ts';
import { headToWire, type WireHead } from '../heads.ts';
import { readSuccessions, type Succession } from '../key-chain.ts';
import { inclusionPath } from '../merkle/index.ts';
import type { AuditPublicKey, SignedHead } from '../signing.ts';
import { leafOf, TileReader } from '../tiles.ts';

/** The first line of an export: what every proof in it leads to. */
export interface ExportHeader {
  format: 'idun-audit-export/1';
  head: WireHead | null;
  publicKey: string;
  /** How the key was handed over, so that whoever knows an earlier one can follow. */
  keys: Succession[];
}

/** An entry that can be checked with the head alone. */
export interface ExportedEntry {
  number: number;
  /** null: not in the tree of the head. */
  leaf: number | null;
  /** The canonical bytes, as text. */
  entry: string;
  /** Hexadecimal. */
  salt: string;
  leafHash: string;
  path: string[];
  /** What its pseudonyms stand for, with the keys that show it; erased ones are absent. */
  references: Record<string, { subject: string; key: string }>;
  /** Texts in people's own words, with the keys that show them. */
  texts: Record<string, { text: string; key: string }>;
}

export async function exportHeader(
  db: Db,
  head: SignedHead | undefined,
  { pem: publicKey }: AuditPublicKey,
): Promise<ExportHeader> {
  const keys = await readSuccessions(db);
  return { format: 'idun-audit-export/1', head: head === undefined ? null : headToWire(head), publicKey, keys };
}

/** Makes the lines of entries, all for one head. */
export class EntryExporter {
  private readonly db: Db;
  private readonly head: SignedHead | undefined;
  private readonly tiles: TileReader;

  constructor(db: Db, head: SignedHead | undefined) {
    this.db = db;
    this.head = head;
    this.tiles = new TileReader(db, head?.size ?? 0);
  }

  /** The entries of these numbers, in the order given; unknown ones are left out. */
  async entries(numbers: readonly number[]): Promise<ExportedEntry[]> {
    const { rows } = await sql<{ number: number; entry: Buffer; salt: Buffer; leafHash: Buffer; leaf: number | null }>`
      select e.entry_no as number, e.entry, e.salt, e.leaf_hash as "leafHash", ${leafOf(sql`e.entry_no`)} as leaf
      from trust.audit_entries e where e.entry_no = any(${[...numbers]}::bigint[])`.execute(this.db);
    const texts = rows.map(({ entry }) => entry.toString('utf8'));
    const keys = await this.keysOf(texts);
    const reasons = await this.textsOf(texts.map((text) => readEntry(Buffer.from(text)).reason ?? ''));
    const size = this.head?.size ?? 0;
    const made = new Map<number, ExportedEntry>();
    for (const [i, row] of rows.entries()) {
      const leaf = row.leaf !== null && row.leaf < size ? row.leaf : null;
      const path = leaf === null ? [] : await this.tiles.read((node) => inclusionPath(node, leaf, size));
      const text = texts[i]!;
      const reason = readEntry(row.entry).reason ?? '';
      made.set(row.number, {
        number: row.number,
        leaf,
        entry: text,
        salt: row.salt.toString('hex'),
        leafHash: row.leafHash.toString('hex'),
        path: path.map((hash) => hash.toString('hex')),
        references: Object.fromEntries(
          pseudonymsIn(text).flatMap((name) => (keys.has(name) ? [[name, keys.get(name)!]] : [])),
        ),
        texts: reasons.has(reason) ? { [reason]: reasons.get(reason)! } : {},
      });
    }
    return numbers.flatMap((number) => made.get(number) ?? []);
  }

  private async keysOf(texts: readonly string[]): Promise<Map<string, { subject: string; key: string }>> {
    const names = [...new Set(texts.flatMap(pseudonymsIn))];
    if (names.length === 0) return new Map();
    const { rows } = await sql<{ pseudonym: string; subject: string; key: Buffer }>`select pseudonym, subject, key
      from trust.audit_references where pseudonym = any(${names}::text[]) and subject is not null`.execute(this.db);
    return new Map(rows.map(({ pseudonym, subject, key }) => [pseudonym, { subject, key: key.toString('hex') }]));
  }

  private async textsOf(refs: readonly string[]): Promise<Map<string, { text: string; key: string }>> {
    const wanted = refs.filter((ref) => ref !== '');
    if (wanted.length === 0) return new Map();
    const { rows } = await sql<{ ref: string; text: string; key: Buffer }>`select ref, text, key
      from trust.audit_texts where ref = any(${wanted}::text[]) and text is not null`.execute(this.db);
    return new Map(rows.map(({ ref, text, key }) => [ref, { text, key: key.toString('hex') }]));
  }
}
