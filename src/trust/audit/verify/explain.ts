import type { CopySource } from '../../../platform/database/index.ts';
import { hashBytes, tileWidth } from '../merkle/index.ts';
import type { ChunkLeaves } from './chunk.ts';
import type { Findings } from './report.ts';
import { entryAt, int8, type Run } from './runs.ts';

interface Mismatch {
  differing: readonly number[];
  chunk: ChunkLeaves;
  tree: readonly (Buffer | undefined)[];
  runs: readonly Run[];
  findings: Findings;
}

/** Differences told one by one; behind the first, many are only its consequence. */
const told = 10;

/** Says for the first leaves that differ what was done to the entry there. */
export async function explainMismatch(source: CopySource, mismatch: Mismatch): Promise<void> {
  const { differing, chunk, tree, runs, findings } = mismatch;
  const shifted = new Set<number>();
  for (const leaf of differing.slice(0, told)) {
    if (shifted.has(leaf)) continue;
    const i = leaf - chunk.from;
    const hash = chunk.hashes[i];
    const known = tree[i] ?? chunk.stored[i];
    const number = entryAt(runs, leaf);
    const base = { byTree: true as const, leaf, number, entry: chunk.ids[i] ?? (await idOf(source, number)) };
    if (hash === undefined) {
      const { byTree: _byTree, ...gone } = base;
      findings.add({ kind: 'removed', ...gone, text: `The entry at leaf ${leaf} (number ${number}) was removed.` });
    } else if (known !== undefined && tree[i + 1]?.equals(hash)) {
      for (const later of differing) shifted.add(later);
      const text = `The entry that stood at leaf ${leaf} was removed: the next one now stands in its place.`;
      findings.add({ kind: 'removed', ...base, text });
    } else if (chunk.hashes[i + 1] !== undefined && known?.equals(chunk.hashes[i + 1]!)) {
      for (const later of differing) shifted.add(later);
      const text = `An entry was inserted at leaf ${leaf}: the one that stood there now comes after it.`;
      findings.add({ kind: 'inserted', ...base, text });
    } else {
      const at = await placeOf(source, hash);
      if (at !== undefined && at !== leaf) {
        const text = `The entries were reordered: at leaf ${leaf} now stands the entry of leaf ${at}.`;
        findings.add({ kind: 'reordered', ...base, text });
      } else {
        const own = chunk.stored[i]?.equals(hash) === true;
        const how = own
          ? 'and the hash beside it was adjusted, but not the one in the tree'
          : 'its bytes or its salt do not give its hash';
        findings.add({ kind: 'changed', ...base, text: `The entry at leaf ${leaf} was changed: ${how}.` });
      }
    }
  }
  const left = differing.length - told;
  if (left > 0) findings.count += left;
}

async function idOf(source: CopySource, number: number | null): Promise<string | null> {
  let id: string | null = null;
  if (number === null) return null;
  await source.copyOut(`select id from trust.audit_entries where entry_no = ${number}`, 1, ([value]) => {
    id = value!.toString('utf8');
  });
  return id;
}

/** The leaf at which the tree has a hash. */
async function placeOf(source: CopySource, hash: Buffer): Promise<number | undefined> {
  let found: number | undefined;
  const bytes = `'\\x${hash.toString('hex')}'::bytea`;
  await source.copyOut(
    `select tile_no, position(${bytes} in hashes)::bigint from trust.audit_tiles
      where level = 0 and position(${bytes} in hashes) > 0 limit 1`,
    2,
    ([tileNo, position]) => {
      found = int8(tileNo!) * tileWidth + (int8(position!) - 1) / hashBytes;
    },
  );
  if (found !== undefined) return found;
  // The right edge has no tile yet: there, two entries may have changed places with the hashes beside them.
  return undefined;
}
