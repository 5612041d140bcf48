import { createHash } from 'node:crypto';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import { errors } from './errors.ts';
import { type ListColumns, listProblem, readCodeList } from './read-code-list.ts';
import { findVersion, insertCodeVersion } from './store.ts';
import { buildTree, type TreeRow } from './tree.ts';

export interface CodeListRequest {
  path: string;
  /** Key of the system, made when new. */
  system: string;
  title?: string | undefined;
  /** What the publisher calls this version. */
  label?: string | undefined;
  columns?: ListColumns;
  demo?: boolean;
}

export interface AddedCodes {
  system: string;
  version: number;
  codes: number;
  /** Codes without another above them. */
  tops: number;
  /** How many levels the tree has. */
  levels: number;
  /** The same list was there before; nothing changed. */
  already: boolean;
}

/**
 * Takes a list of codes as a new version of its system, all of it or nothing. One audit entry.
 * @throws Problem IDUN_CODES_LIST with the line
 */
export async function addCodes(database: DatabaseHandle, scope: Scope, request: CodeListRequest): Promise<AddedCodes> {
  const { path, system } = request;
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(system)) {
    throw new Problem(errors.list, 'The system’s name cannot be used.', {
      expected: 'small letters, digits and hyphens, at most 40, for example sks',
    });
  }
  const built = buildTree(await readCodeList(path, request.columns));
  if ('fault' in built) {
    const { line, what, expected } = built.fault;
    throw listProblem(path, what, { line, expected });
  }
  const { rows } = built;
  const hash = hashRows(rows);
  return await database.advisoryLock(`idun.register.codes.${system}`, () =>
    database.withActor(scope.actor, async (trx) => {
      const given = { title: request.title ?? null, label: request.label ?? null, demo: request.demo ?? false };
      const added = await insertCodeVersion(trx, { key: system, hash, by: scope.actor.id, rows, ...given });
      const version = added ?? (await findVersion(trx, system)).version;
      const detail = { version, codes: rows.length, hash };
      await recordAccess(trx, scope, { action: 'register.codes.add', object: `codes:${system}`, detail });
      const tops = rows.filter(({ parent }) => parent < 0).length;
      return { system, version, codes: rows.length, tops, levels: levelsOf(rows), already: added === null };
    }),
  );
}

function hashRows(rows: readonly TreeRow[]): string {
  const hash = createHash('sha256');
  for (const { code, text, parent } of rows) hash.update(`${code}\t${parent}\t${text}\n`);
  return hash.digest('hex');
}

function levelsOf(rows: readonly TreeRow[]): number {
  const levels = new Uint32Array(rows.length);
  let most = 0;
  rows.forEach(({ parent }, n) => {
    levels[n] = parent < 0 ? 1 : levels[parent]! + 1;
    most = Math.max(most, levels[n]!);
  });
  return most;
}
