import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import type { BothLanguages } from '../words/both.ts';
import { compareWithColleagues, type Doing } from './colleagues.ts';
import { findFamilyReading } from './family.ts';
import { type RuleId, type Severity, unusualRules } from './rules.ts';

/** Something a person should look at, with why and the numbers behind it. */
export interface Unusual {
  rule: RuleId;
  at: string;
  actor: string;
  actorName: string | null;
  role: string | null;
  organisation: { id: string; name: string } | null;
  reason: BothLanguages;
  numbers: { label: BothLanguages; value: number }[];
  /** Ids of entries, at most 20. */
  entries: string[];
  severity: Severity;
}

export type Finding = Omit<Unusual, 'actorName' | 'organisation' | 'severity'> & { organisation: string | null };

export interface UnusualDeps {
  /** Reads the log and, for families, everybody. */
  db: Db;
  /** The ids under which a person is in the log: of the person, merged records and genomes. */
  subjectsOf(personNos: readonly number[]): Promise<Map<number, string[]>>;
}

const zone = unusualRules['outside-hours'].parameters.zone;

/** What was unusual in a period, the most serious first. */
export async function findUnusual(deps: UnusualDeps, from: Date, to: Date): Promise<Unusual[]> {
  const { db } = deps;
  const found = [
    ...(await findFamilyReading(deps, from, to)),
    ...(await manyPatients(db, from, to)),
    ...(await emergencies(db, from, to)),
    ...(await refusals(db, from, to)),
    ...(await outsideHours(db, from, to)),
  ];
  const order: Severity[] = ['serious', 'warning', 'notice'];
  const named = await withNames(db, found);
  return named.sort(
    (a, b) => order.indexOf(a.severity) - order.indexOf(b.severity) || (a.at < b.at ? 1 : a.at > b.at ? -1 : 0),
  );
}

// The numbers of the first and last entry let the index over whom entries are about find its part.
const within = (from: Date, to: Date) => sql`e.recorded_at >= ${from} and e.recorded_at < ${to}
  and s.entry_no >= (select min(entry_no) from trust.audit_entries where recorded_at >= ${from})
  and s.entry_no <= (select max(entry_no) from trust.audit_entries where recorded_at < ${to})`;

async function manyPatients(db: Db, from: Date, to: Date): Promise<Finding[]> {
  const { atLeast, times, alone } = unusualRules['many-patients'].parameters;
  const { rows } = await sql<Doing>`select e.actor, coalesce(e.role, '') as role, e.organisation,
      to_char(e.recorded_at at time zone ${zone}, 'YYYY-MM-DD') as day, max(e.recorded_at) as at,
      count(distinct s.pseudonym) as value, (array_agg(distinct e.id))[1:20] as entries
    from trust.audit_entries e join trust.audit_subjects s using (entry_no)
    where ${within(from, to)} and e.actor like 'person:%' and coalesce(e.role, '') <> 'citizen'
      and e.action not like 'request.refused'
    group by 1, 2, 3, 4`.execute(db);
  return compareWithColleagues(rows, unusualRules['many-patients'].parameters)
    .filter(({ doing, median }) =>
      median === null ? doing.value >= alone : doing.value >= Math.max(atLeast, times * median),
    )
    .map(({ doing, median, among, where }) => ({
      ...who(doing, 'many-patients'),
      reason:
        median === null
          ? {
              da: `${doing.value} personer på én dag (${doing.day}); der er for få med samme rolle at sammenligne med.`,
              en: `${doing.value} people on one day (${doing.day}); there are too few with the same role to compare with.`,
            }
          : {
              da: `${doing.value} personer på én dag (${doing.day}); medianen af ${among} kolleger ${where.da} er ${median}.`,
              en: `${doing.value} people on one day (${doing.day}); the median of ${among} colleagues ${where.en} is ${median}.`,
            },
      numbers: [
        { label: { da: 'Personer', en: 'People' }, value: doing.value },
        ...(median === null ? [] : [{ label: { da: 'Kollegers median', en: 'Median of colleagues' }, value: median }]),
        {
          label: { da: 'Grænse', en: 'Threshold' },
          value: median === null ? alone : Math.max(atLeast, times * median),
        },
      ],
    }));
}

async function outsideHours(db: Db, from: Date, to: Date): Promise<Finding[]> {
  const { atLeast, times, from: evening, to: morning } = unusualRules['outside-hours'].parameters;
  const local = sql`(e.recorded_at at time zone ${zone})`;
  const outside = sql`(extract(hour from ${local}) >= ${evening} or extract(hour from ${local}) < ${morning}
    or extract(isodow from ${local}) > 5)`;
  const { rows } = await sql<Doing>`select e.actor, coalesce(e.role, '') as role, e.organisation, '' as day,
      max(e.recorded_at) as at, count(distinct e.entry_no) filter (where ${outside}) as value,
      (array_agg(distinct e.id) filter (where ${outside}))[1:20] as entries
    from trust.audit_entries e join trust.audit_subjects s using (entry_no)
    where ${within(from, to)} and e.actor like 'person:%' and coalesce(e.role, '') <> 'citizen'
    group by 1, 2, 3`.execute(db);
  return compareWithColleagues(rows, unusualRules['many-patients'].parameters)
    .filter(({ doing, median }) => doing.value >= Math.max(atLeast, times * (median ?? 0)))
    .map(({ doing, median, among, where }) => ({
      ...who(doing, 'outside-hours'),
      reason: {
        da: `${doing.value} opslag om personer uden for arbejdstid; medianen af ${among} kolleger ${where.da} er ${median ?? 0}.`,
        en: `${doing.value} look-ups of people outside hours; the median of ${among} colleagues ${where.en} is ${median ?? 0}.`,
      },
      numbers: [
        { label: { da: 'Uden for arbejdstid', en: 'Outside hours' }, value: doing.value },
        { label: { da: 'Kollegers median', en: 'Median of colleagues' }, value: median ?? 0 },
      ],
    }));
}

async function emergencies(db: Db, from: Date, to: Date): Promise<Finding[]> {
  const { rows } = await sql<Doing>`select e.actor, coalesce(e.role, '') as role, e.organisation, '' as day,
      e.recorded_at as at, 1 as value, array[e.id] as entries
    from trust.audit_entries e where e.action = 'care.break-glass' and e.recorded_at >= ${from} and e.recorded_at < ${to}
    order by e.entry_no desc limit 1000`.execute(db);
  return rows.map((doing) => ({
    ...who(doing, 'break-glass'),
    reason: {
      da: 'Åbnede en patient uden behandlingsrelation; begrundelsen står i hændelsen.',
      en: 'Opened a patient without a care relation; the reason stands in the entry.',
    },
    numbers: [],
  }));
}

async function refusals(db: Db, from: Date, to: Date): Promise<Finding[]> {
  const { atLeast } = unusualRules['many-refusals'].parameters;
  const { rows } = await sql<Doing>`select e.actor, coalesce(e.role, '') as role, e.organisation,
      to_char(date_trunc('hour', e.recorded_at at time zone ${zone}), 'YYYY-MM-DD HH24:MI') as day, max(e.recorded_at) as at,
      count(*) as value, (array_agg(e.id))[1:20] as entries
    from trust.audit_entries e
    where e.action = 'request.refused' and e.recorded_at >= ${from} and e.recorded_at < ${to}
    group by 1, 2, 3, 4 having count(*) >= ${atLeast}`.execute(db);
  return rows.map((doing) => ({
    ...who(doing, 'many-refusals'),
    reason: {
      da: `${doing.value} afviste forespørgsler i timen fra ${doing.day}; grænsen er ${atLeast}.`,
      en: `${doing.value} refused requests in the hour from ${doing.day}; the threshold is ${atLeast}.`,
    },
    numbers: [
      { label: { da: 'Afvisninger', en: 'Refusals' }, value: doing.value },
      { label: { da: 'Grænse', en: 'Threshold' }, value: atLeast },
    ],
  }));
}

function who({ actor, role, organisation, at, entries }: Doing, rule: RuleId) {
  return { rule, actor, role: role === '' ? null : role, organisation, at: at.toISOString(), entries: entries ?? [] };
}

async function withNames(db: Db, found: readonly Finding[]): Promise<Unusual[]> {
  const actors = [...new Set(found.map(({ actor }) => actor))];
  const accounts = await sql<{
    actor: string;
    name: string;
  }>`select kind || ':' || id as actor, name from trust.accounts
    where kind || ':' || id = any(${actors}::text[])`.execute(db);
  const organisations = await sql<{ id: string; name: string }>`select id, name from trust.organisations
    where id = any(${found.map(({ organisation }) => organisation)}::text[])`.execute(db);
  const nameOf = new Map(accounts.rows.map(({ actor, name }) => [actor, name]));
  const organisationOf = new Map(organisations.rows.map((row) => [row.id, row]));
  return found.map((one) => ({
    ...one,
    actorName: nameOf.get(one.actor) ?? null,
    organisation:
      one.organisation === null
        ? null
        : (organisationOf.get(one.organisation) ?? { id: one.organisation, name: one.organisation }),
    severity: unusualRules[one.rule].severity,
  }));
}
