import { sql } from 'kysely';
import { changeCpr, parseCpr, recordAddress } from '../../trust/people/index.ts';
import { type Act, acts, policy, type RouteAct, ruleFor } from '../../trust/scope/index.ts';
import { opensTo, type Subject, subjects } from '../access/cells.ts';
import type { LittleNation } from '../access/testing.ts';

/** What tells that something of one person came out. */
export interface Canary {
  subject: Subject;
  kind: 'genome' | 'person' | 'sample' | 'name' | 'address';
  text: string;
}

/** Civil registration numbers of this nation (made up); they must be in no answer at all. */
export const numbers = subjects.map((_, i) => `0101${90 + i}-5${String(551 + i)}`);

/** Gives each person a number, a name and an address that are found again wherever they come out. */
export async function plantCanaries({ app, subjects: people }: LittleNation): Promise<Canary[]> {
  const { database, cprKeys } = app;
  const actor = { kind: 'operator', id: 'test' } as const;
  const canaries: Canary[] = [];
  for (const [i, subject] of subjects.entries()) {
    const { personNo, person, genome, sample } = people[subject];
    const name = `Canary${i} Fuglesen${i}`;
    const address = `Kanarievej ${i}${i}, 9999 Fugleby`;
    await database.withActor(actor, async (trx) => {
      await changeCpr(trx, cprKeys, personNo, { cpr: parseCpr(numbers[i]!) }, actor);
      await recordAddress(trx, cprKeys, personNo, { address, municipality: '0101' });
    });
    await sql`update trust.people set name = ${name} where person_no = ${personNo}`.execute(database.owner);
    canaries.push(
      ...[
        { subject, kind: 'genome' as const, text: genome },
        { subject, kind: 'person' as const, text: person },
        { subject, kind: 'sample' as const, text: sample },
        { subject, kind: 'name' as const, text: name },
        { subject, kind: 'address' as const, text: address },
      ],
    );
  }
  return canaries;
}

const personal = (act: Act): boolean => acts[act].opens.some((what) => what !== 'counts');

/**
 * Whom a role may come to see at a route: those whom the rule of its act opens, when the act is about people; and those whom the
 * role’s narrower rules open, since a route may show them beside its own matter.
 */
export function reachedBy(role: string, act: RouteAct): ReadonlySet<Subject> {
  const reached = new Set<Subject>();
  const rules = policy.filter((row) => (row.roles as readonly string[]).includes(role) && row.relation !== 'any');
  const own = act === 'public' || act === 'signed-in' || !personal(act) ? undefined : ruleFor(act, role);
  for (const rule of own === undefined ? rules : [...rules, own]) {
    if (!personal(rule.act)) continue;
    for (const subject of subjects) if (opensTo(rule, subject)) reached.add(subject);
  }
  return reached;
}

/** Whether a text holds a secret as a whole word: `OWN` is no part of UNKNOWN. */
function says(text: string, secret: string): boolean {
  for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
    if (!/\w/.test((text[at - 1] ?? ' ') + (text[at + secret.length] ?? ' '))) return true;
  }
  return false;
}

/**
 * What an answer gives away that it must not: secrets of others, and any civil registration number, with or without its hyphen.
 * @param echo what was sent: it may come back to whoever sent it, but no number may
 */
export function leaksIn(text: string, echo: string, secrets: readonly string[]): string[] {
  const given = secrets.filter((secret) => says(text, secret) && !echo.includes(secret));
  const forms = numbers.flatMap((number) => [number, number.replace('-', '')]);
  return [...given, ...forms.filter((number) => text.includes(number)).map(() => 'a civil registration number')];
}
