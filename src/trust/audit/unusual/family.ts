import { sql } from 'kysely';
import type { BothLanguages } from '../words/both.ts';
import type { Finding, UnusualDeps } from './find-unusual.ts';

interface Relative {
  accountId: string;
  relativeNo: number;
  relation: keyof typeof relationWords;
}

const relationWords = {
  self: { da: 'sig selv', en: 'themselves' },
  parent: { da: 'en forælder', en: 'a parent' },
  child: { da: 'et barn', en: 'a child' },
  sibling: { da: 'en søskende', en: 'a sibling' },
  ward: { da: 'en person i sin varetægt', en: 'somebody in their care' },
} as const satisfies Record<string, BothLanguages>;

/** Reading of oneself or one's family in a professional role. It starts from who worked in the period, so that it needs no scan. */
export async function findFamilyReading({ db, subjectsOf }: UnusualDeps, from: Date, to: Date): Promise<Finding[]> {
  const { rows: relatives } = await sql<Relative>`with workers as (
      select a.id, a.person_no as no from trust.accounts a where a.person_no is not null and exists (
        select from trust.audit_entries e where e.actor = 'person:' || a.id and coalesce(e.role, '') <> 'citizen'
          and e.recorded_at >= ${from} and e.recorded_at < ${to}))
    select id as "accountId", no as "relativeNo", 'self' as relation from workers
    union select w.id, r.relative_no, 'parent' from workers w join trust.person_relations r on r.person_no = w.no
    union select w.id, r.person_no, 'child' from workers w join trust.person_relations r on r.relative_no = w.no
    union select w.id, o.person_no, 'sibling' from workers w join trust.person_relations r on r.person_no = w.no
      join trust.person_relations o on o.relative_no = r.relative_no and o.person_no <> w.no
    union select w.id, g.child_no, 'ward' from workers w join trust.guardianships g on g.guardian_no = w.no
      where g.ended_at is null`.execute(db);
  if (relatives.length === 0) return [];
  const subjects = await subjectsOf([...new Set(relatives.map(({ relativeNo }) => relativeNo))]);
  const wanted = relatives.flatMap(({ accountId, relativeNo, relation }) =>
    (subjects.get(relativeNo) ?? []).map((subject) => ({ actor: `person:${accountId}`, relation, subject })),
  );
  const { rows } = await sql<{
    actor: string;
    relation: keyof typeof relationWords;
    role: string | null;
    organisation: string | null;
    at: Date;
    n: number;
    entries: string[];
  }>`select w.actor, w.relation, e.role, e.organisation, max(e.recorded_at) as at, count(distinct e.id) as n,
      (array_agg(distinct e.id))[1:20] as entries
    from unnest(${wanted.map(({ actor }) => actor)}::text[], ${wanted.map(({ relation }) => relation)}::text[],
      ${wanted.map(({ subject }) => subject)}::text[]) as w (actor, relation, subject)
    join trust.audit_references r using (subject) join trust.audit_subjects s using (pseudonym)
    join trust.audit_entries e on e.entry_no = s.entry_no and e.actor = w.actor
    where e.recorded_at >= ${from} and e.recorded_at < ${to} and coalesce(e.role, '') <> 'citizen'
    group by 1, 2, 3, 4`.execute(db);
  return rows.map(({ actor, relation, role, organisation, at, n, entries }) => ({
    rule: 'own-family' as const,
    at: at.toISOString(),
    actor,
    role,
    organisation,
    entries,
    reason: {
      da: `Så oplysninger om ${relationWords[relation].da} i en anden rolle end borger, ${n} gange.`,
      en: `Saw information about ${relationWords[relation].en} in another role than citizen, ${n} times.`,
    },
    numbers: [{ label: { da: 'Opslag', en: 'Look-ups' }, value: n }],
  }));
}
