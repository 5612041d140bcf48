import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import type { CprKeys } from '../cpr-keys.ts';
import { errors } from '../errors.ts';
import { findManyByCpr } from '../find-by-cpr.ts';
import { actorText } from '../history.ts';
import type { Relation } from '../model.ts';
import { findByIdentifiers, recordRelations, recordTwins, type Twin } from '../store.ts';
import { splitIdentifier } from './find-known.ts';
import type { Part } from './import-population.ts';
import type { PopulationRow, Reference } from './read-population.ts';

/**
 * States parents, twins and holders of custody of one part of a file; everybody it names is in the file or known. Where the file has the
 * column, custody that it does not name has ended.
 */
export async function linkFamilies(
  trx: Db,
  keys: CprKeys,
  { rows, columns, file, actor }: Part,
): Promise<{ relations: number; guardianships: number }> {
  const find = await finder(trx, keys, rows);
  const require = (reference: Reference, line: number): number => {
    const found = find(reference);
    if (found !== undefined) return found;
    throw new Problem(errors.file, 'A parent or guardian is neither in the file nor known.', {
      ...{ file, line },
      expected: 'a number or identifier of somebody in the file or the register',
      action: 'Correct the file; nothing of it was taken.',
    });
  };
  const relations: Relation[] = [];
  const custody: Custody[] = [];
  const children: number[] = [];
  const twins: Twin[] = [];
  for (const row of rows) {
    const personNo = find(selfOf(row))!;
    children.push(personNo);
    for (const relation of ['mother', 'father'] as const) {
      const parent = row[relation];
      if (parent !== null) relations.push({ personNo, relation, relativeNo: require(parent, row.line) });
    }
    if (row.twin !== null) twins.push({ personNo, firstNo: require(row.twin, row.line), identical: row.identical });
    for (const guardian of row.guardians) {
      custody.push({ childNo: personNo, guardianNo: require(guardian, row.line) });
    }
  }
  await recordRelations(trx, relations);
  await recordTwins(trx, twins);
  if (columns.has('guardians')) await replaceCustody(trx, children, custody, actorText(actor));
  return { relations: relations.length, guardianships: custody.length };
}

interface Custody {
  childNo: number;
  guardianNo: number;
}

const selfOf = ({ cpr, identifier }: PopulationRow): Reference =>
  cpr === null ? { identifier: identifier! } : { cpr };

async function finder(
  trx: Db,
  keys: CprKeys,
  rows: readonly PopulationRow[],
): Promise<(reference: Reference) => number | undefined> {
  const references = rows.flatMap((row) => [selfOf(row), row.mother, row.father, row.twin, ...row.guardians]);
  const cprs = [...new Set(references.flatMap((one) => (one !== null && 'cpr' in one ? [one.cpr] : [])))];
  const found = await findManyByCpr(trx, keys, cprs);
  const numbers = new Map<string, number>();
  for (const [i, cpr] of cprs.entries()) if (found[i] !== -1) numbers.set(cpr, found[i]!);
  const named = new Map<string, Set<string>>();
  for (const one of references) {
    if (one === null || !('identifier' in one)) continue;
    const { namespace, value } = splitIdentifier(one.identifier);
    named.set(namespace, (named.get(namespace) ?? new Set()).add(value));
  }
  for (const [namespace, values] of named) {
    for (const [value, { personNo }] of await findByIdentifiers(trx, namespace, [...values])) {
      numbers.set(`${namespace}:${value}`, personNo);
    }
  }
  return (reference) => numbers.get('cpr' in reference ? reference.cpr : reference.identifier);
}

async function replaceCustody(
  trx: Db,
  children: readonly number[],
  custody: readonly Custody[],
  by: string,
): Promise<void> {
  // As arrays, whose length the planner knows: what it takes for a few rows it compares one by one with each.
  const given = sql`unnest(${custody.map(({ childNo }) => childNo)}::int[], ${custody.map(({ guardianNo }) => guardianNo)}::int[])
    as r (child_no, guardian_no)`;
  await sql`update trust.guardianships g set valid_to = greatest(current_date, valid_from), ended_at = now()
    from unnest(${[...children]}::int[]) as c (child_no)
    where g.child_no = c.child_no and kind = 'custody' and ended_at is null
      and (valid_to is null or valid_to > current_date)
      and not exists (select from ${given} where r.child_no = g.child_no and r.guardian_no = g.guardian_no)`.execute(
    trx,
  );
  await sql`insert into trust.guardianships (child_no, guardian_no, kind, valid_from, recorded_by)
    select distinct r.child_no, r.guardian_no, 'custody', coalesce(c.born, current_date), ${by}
    from ${given} join trust.people c on c.person_no = r.child_no
    where r.child_no <> r.guardian_no and not exists (select from trust.guardianships g where g.child_no = r.child_no
      and g.guardian_no = r.guardian_no and g.kind = 'custody' and g.ended_at is null)`.execute(trx);
}
