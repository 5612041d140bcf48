import { type RawBuilder, sql } from 'kysely';
import { makeVcf, openTestArchive, type TestArchive } from '../../genomes/archive/testing.ts';
import { openVariantStore, type VariantStore } from '../../genomes/variants/index.ts';
import { transcriptMigrations } from '../../knowledge/transcripts/index.ts';
import type { Migration } from '../../platform/database/index.ts';
import { jobMigrations } from '../../platform/jobs/index.ts';
import { cohortMigrations } from './migrations/index.ts';
import type { Condition } from './model.ts';

/** A small nation: 72 people in three datasets, families, ages, municipalities and features, each by a plain rule. */
export interface TestNation {
  archive: TestArchive;
  variants: VariantStore;
  close(): Promise<void>;
}

export const people = 72;
const name = (i: number) => `P${String(i).padStart(2, '0')}`;

/** @param more migrations of further modules */
export async function openTestNation(more: readonly Migration[] = []): Promise<TestNation> {
  const archive = await openTestArchive([...jobMigrations, ...transcriptMigrations, ...cohortMigrations, ...more]);
  const numbers = Array.from({ length: people }, (_, i) => i);
  const samples = (of: readonly number[]) =>
    of.map((i) => ({
      name: name(i),
      gt: (site: number) => ((i + site) % 7 === 0 ? '0/1' : i % 11 === 0 && site === 3 ? '1/1' : '0/0'),
    }));
  const parts = [
    { dataset: 'hospital', of: numbers.filter((i) => i < 40), assay: 'wgs', patientGroup: 'rare-paediatric' },
    { dataset: 'donors', of: numbers.filter((i) => i >= 40 && i < 60), assay: 'wes', source: 'research' },
    { dataset: 'clinic', of: numbers.filter((i) => i >= 60), assay: 'wgs', patientGroup: 'cancer' },
  ] as const;
  for (const { dataset, of, ...options } of parts) {
    const ped = of
      .map((i) => `F${Math.floor(i / 3)} ${name(i)} 0 0 ${(i % 2) + 1} ${i % 5 === 0 ? 2 : i % 5 === 1 ? 0 : 1}`)
      .join('\n');
    const given = [
      { path: archive.save(`${dataset}.vcf`, makeVcf(samples(of))), name: `${dataset}.vcf`, role: 'calls' as const },
      { path: archive.save(`${dataset}.ped`, `${ped}\n`), name: `${dataset}.ped`, role: 'pedigree' as const },
    ];
    const added = await archive.add(given, { dataset, ...options });
    if (added.state === 'quarantined') {
      await sql`update genomes.genomes set state = 'current' where state = 'quarantined'`.execute(archive.db.owner);
    }
  }
  await sql`update trust.people p set born = make_date(1930 + (substr(g.sample_name, 2)::int * 13) % 90, 1 + p.person_no % 12, 15),
      born_precision = 'day' from genomes.genomes g where g.person_no = p.person_no and substr(g.sample_name, 2)::int % 9 <> 4`.execute(
    archive.db.owner,
  );
  await sql`insert into trust.person_addresses (person_no, municipality) select p.person_no, (array['Nordby', 'Sydby', 'Østby'])[1 + p.person_no % 3]
    from trust.people p where p.person_no % 4 <> 3`.execute(archive.db.owner);
  await sql`insert into genomes.phenopackets (submission_no, genome_no, person_no, document)
    select g.submission_no, g.genome_no, g.person_no, jsonb_build_object('phenotypicFeatures', jsonb_build_array(
      jsonb_build_object('type', jsonb_build_object('id', 'HP:' || lpad((g.genome_no % 4)::text, 7, '0'))),
      jsonb_build_object('type', jsonb_build_object('id', 'HP:0000009'), 'excluded', true)))
    from genomes.genomes g where g.genome_no % 3 <> 0`.execute(archive.db.owner);
  const variants = openVariantStore({ db: archive.db.app, dataDir: archive.dataDir });
  return {
    archive,
    variants,
    async close() {
      variants.close();
      await archive.close();
    },
  };
}

const counts = sql`g.state = 'current' and g.type = 'germline' and not d.demo
  and not exists (select 1 from trust.consent_choices c where c.person_no = p.person_no and c.superseded_at is null and c.valid_to is null)
  and not exists (select 1 from genomes.dataset_departures x
    where x.dataset_no = g.dataset_no and x.person_no = p.person_no and x.returned_at is null)`;
const ofPerson = (
  condition: RawBuilder<unknown>,
) => sql`exists (select 1 from genomes.genomes g join genomes.datasets d using (dataset_no)
  join genomes.refs r on r.reference_no = g.reference_no where g.person_no = p.person_no and ${counts} and ${condition})`;

const columns: Record<string, RawBuilder<unknown>> = {
  dataset: sql`d.name`,
  patientGroup: sql`g.patient_group`,
  assay: sql`g.assay`,
  source: sql`g.source`,
  reference: sql`r.name`,
};

/** A condition as SQL over people `p`, written without any of what cohorts are counted with. Slow and obvious. */
export function slowSql(condition: Condition, today: string): RawBuilder<unknown> {
  if ('not' in condition) return sql`not (${slowSql(condition.not, today)})`;
  if ('all' in condition)
    return sql`(${sql.join(
      condition.all.map((one) => slowSql(one, today)),
      sql` and `,
    )})`;
  if (!('field' in condition))
    return sql`(${sql.join(
      condition.any.map((one) => slowSql(one, today)),
      sql` or `,
    )})`;
  switch (condition.field) {
    case 'sex':
      return sql`coalesce(nullif(p.sex, 'unknown'), (select max(g.sex) from genomes.genomes g where g.person_no = p.person_no and g.sex <> 'unknown'), 'unknown') = any(${condition.any}::text[])`;
    case 'municipality':
      return sql`exists (select 1 from trust.person_addresses a where a.person_no = p.person_no and a.municipality = any(${condition.any}::text[]))`;
    case 'feature':
      return sql`exists (select 1 from genomes.phenopackets f, jsonb_array_elements(f.document -> 'phenotypicFeatures') e
        where f.person_no = p.person_no and coalesce(e ->> 'excluded', 'false') <> 'true' and e -> 'type' ->> 'id' = any(${condition.any}::text[]))`;
    case 'birthYear':
      return sql`coalesce(extract(year from p.born) between ${condition.from ?? 0} and ${condition.to ?? 9999}, false)`;
    case 'age':
      return sql`coalesce(extract(year from age(${today}::date, p.born)) between ${condition.from ?? -1} and ${condition.to ?? 999}, false)`;
    case 'affected':
      return ofPerson(sql`g.affected = ${condition.is}`);
    case 'unrelated':
      return condition.is ? ofPerson(sql`g.unrelated`) : sql`not ${ofPerson(sql`g.unrelated`)}`;
    case 'family': {
      const related =
        ofPerson(sql`exists (select 1 from genomes.genomes o join trust.people p2 on p2.person_no = o.person_no
        where o.family = g.family and o.dataset_no = g.dataset_no and o.person_no <> g.person_no and o.state = 'current' and o.type = 'germline'
          and not exists (select 1 from trust.consent_choices c where c.person_no = o.person_no and c.superseded_at is null and c.valid_to is null))`);
      return condition.is ? related : sql`not ${related}`;
    }
    case 'variant':
    case 'gene':
    case 'region':
      throw new Error(`${condition.field} is tested apart`);
    default:
      return ofPerson(sql`${columns[condition.field]!} = any(${condition.any}::text[])`);
  }
}

/** People to whom all conditions apply, by SQL. */
export async function slowCount(
  archive: TestArchive,
  conditions: readonly Condition[],
  today: string,
): Promise<number> {
  const all = [ofPerson(sql`true`), ...conditions.map((one) => slowSql(one, today))];
  const { rows } = await sql<{
    n: number;
  }>`select count(*)::int as n from trust.people p where ${sql.join(all, sql` and `)}`.execute(archive.db.owner);
  return rows[0]!.n;
}
