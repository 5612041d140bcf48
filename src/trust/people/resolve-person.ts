import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { looksLikeCpr, parseCpr } from './cpr.ts';
import type { CprKeys } from './cpr-keys.ts';
import { errors } from './errors.ts';
import { findByCpr } from './find-by-cpr.ts';
import type { Person } from './model.ts';
import { findByNumbers, survivorOf } from './store.ts';

async function findNamed(db: Db, text: string): Promise<Person[]> {
  // Only a value that an index finds is looked for: the part after any of its colons, in the namespace before it.
  const values = [...text.matchAll(/:/g)].map(({ index }) => text.slice(index + 1));
  const { rows } = await sql<Person>`select distinct p.person_no as "personNo", p.id, p.sex, p.provisional, p.name
    from (select person_no from trust.people where id = ${text}
      union select person_no from trust.person_identifiers
        where value = ${text} or (value = any(${values}::text[]) and namespace || ':' || value = ${text})) f
    join ${survivorOf('f.person_no')} limit 2`.execute(db);
  return rows;
}

/**
 * Finds the one person a text means, following merges: an id `per_…`, `namespace:value`, a value that only one person has, or (with keys) a
 * civil registration number.
 * @throws Problem IDUN_PERSON_UNKNOWN or IDUN_PERSON_AMBIGUOUS; neither repeats the text, which may be a number or a name
 */
export async function resolvePerson(db: Db, text: string, keys?: CprKeys): Promise<Person> {
  const wanted = text.trim();
  if (keys !== undefined && looksLikeCpr(wanted)) {
    const personNo = await findByCpr(db, keys, parseCpr(wanted));
    if (personNo !== undefined) return (await findByNumbers(db, [personNo]))[0]!;
  }
  const found = await findNamed(db, wanted);
  if (found.length === 1) return found[0]!;
  if (found.length === 0) {
    throw new Problem(errors.unknownPerson, 'Nobody has this id or identifier.', {
      expected: 'an id (per_…), namespace:value such as dataset:NAME:SAMPLE, or an identifier only one person has',
    });
  }
  throw new Problem(errors.ambiguousPerson, 'Several people have this identifier in different namespaces.', {
    action: 'Write it as namespace:value, for example dataset:NAME:SAMPLE.',
  });
}
