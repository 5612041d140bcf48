import type { BinaryRow, CopySource } from '../../../platform/database/index.ts';
import { hashEntry } from '../merkle/index.ts';
import { type Finding, Findings } from './report.ts';
import { int8, type Run } from './runs.ts';
import { differingColumn, parsedDifference, type SearchColumns } from './search-columns.ts';
import { SubjectSums } from './subject-sums.ts';

/** The leaves of a range as the entries have them. */
export interface ChunkLeaves {
  from: number;
  to: number;
  /** What salt and bytes hash to now; undefined where there is no entry. */
  hashes: (Buffer | undefined)[];
  /** The hash stored beside the entry. */
  stored: (Buffer | undefined)[];
  /** Ids of the entries, as UTF-8; a view of nothing: copied. */
  ids: (string | undefined)[];
  read: number;
  /** Sums over whom the entries are about. */
  sums: [group: number, sum: number][];
  findings: readonly Finding[];
  /** How many findings there are. */
  found: number;
}

/** A range of leaves and the entries that they are. */
export interface ChunkRange {
  from: number;
  to: number;
  runs: readonly Run[];
}

/** Ranges asked for in one query. */
const rangesAtOnce = 100;

function selectOf(runs: readonly Run[]): string {
  return runs
    .map(
      ({
        firstLeaf,
        firstEntry,
        length,
      }) => `select (${firstLeaf} + entry_no - ${firstEntry})::bigint, entry_no, id, recorded_at,
        action, actor, role, organisation, salt, leaf_hash, entry
      from trust.audit_entries where entry_no >= ${firstEntry} and entry_no < ${firstEntry + length}`,
    )
    .join(' union all ');
}

/** Reads and hashes the entries of leaves [from, to), and compares each with its own hash and with what is searched. */
export async function readChunk(source: CopySource, { from, to, runs }: ChunkRange): Promise<ChunkLeaves> {
  const findings = new Findings();
  const sums = new SubjectSums();
  const chunk: ChunkLeaves = {
    from,
    to,
    ...{ sums: [], findings: [], found: 0 },
    hashes: new Array(to - from).fill(undefined),
    stored: new Array(to - from).fill(undefined),
    ids: new Array(to - from).fill(undefined),
    read: 0,
  };
  const onRow = (row: BinaryRow): void => {
    const leaf = int8(row[0]!);
    const entryNo = int8(row[1]!);
    const entry = row[10]!;
    const hash = hashEntry(row[8]!, entry);
    const i = leaf - from;
    chunk.hashes[i] = hash;
    const differs = !hash.equals(row[9]!);
    chunk.stored[i] = differs ? Buffer.from(row[9]!) : hash;
    if (differs) chunk.ids[i] = row[2]!.toString('utf8');
    sums.addEntry(entryNo, entry);
    const columns: SearchColumns = {
      id: row[2]!,
      recordedAt: row[3]!,
      action: row[4]!,
      actor: row[5]!,
      role: row[6] ?? null,
      organisation: row[7] ?? null,
    };
    const column = differingColumn(entry, columns) === null ? null : parsedDifference(entry, columns);
    if (column !== null) {
      const id = row[2]!.toString('utf8');
      const text = `What is searched beside entry ${id} (${column}) is not what the entry says: it is hidden from a search, or found where it does not belong.`;
      findings.add({ kind: 'search', leaf, number: entryNo, entry: id, text });
    }
  };
  for (let at = 0; at < runs.length; at += rangesAtOnce) {
    chunk.read += await source.copyOut(selectOf(runs.slice(at, at + rangesAtOnce)), 11, onRow);
  }
  return { ...chunk, sums: sums.toList(), findings: findings.first(), found: findings.count };
}
