import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { presentChoices } from '../../trust/consent/index.ts';
import { recordsOf } from '../../trust/people/index.ts';

interface GenomeAbout {
  id: string;
  dataset: string;
  source: string;
  type: string;
  assay: string;
  technology: string | null;
  addedAt: Date;
  state: string;
  left: boolean;
}

/** Why a genome is in no count. */
export type NotCounted = 'opted-out' | 'left-dataset' | 'not-current';

/** A person's genomes, with whether each is in the counts now. */
export async function genomesAbout(db: Db, personNo: number) {
  const records = await recordsOf(db, personNo);
  const { rows } = await sql<GenomeAbout>`select g.id, d.name as dataset, g.source, g.type, g.assay, g.technology,
      g.added_at as "addedAt", g.state, exists (select from genomes.dataset_departures x
        where x.dataset_no = g.dataset_no and x.person_no = any(${records}::int[]) and x.returned_at is null) as left
    from genomes.genomes g join genomes.datasets d using (dataset_no)
    where g.person_no = any(${records}::int[]) order by g.added_at desc`.execute(db);
  const out = (await presentChoices(db, personNo)).some(({ scope }) => scope === 'genetic');
  return rows.map(({ left, addedAt, ...genome }) => {
    const notCounted = whyNot({ state: genome.state, out, left });
    return { ...genome, addedAt: addedAt.toISOString(), counted: notCounted === null, notCounted };
  });
}

function whyNot(of: { state: string; out: boolean; left: boolean }): NotCounted | null {
  if (of.state !== 'current') return 'not-current';
  if (of.out) return 'opted-out';
  return of.left ? 'left-dataset' : null;
}

interface SubmissionAbout {
  id: string;
  dataset: string;
  receivedAt: Date;
  state: string;
  files: number;
}

/** The deliveries that a person's genomes came with; never whom else they are about. */
export async function submissionsAbout(db: Db, personNo: number) {
  const { rows } = await sql<SubmissionAbout>`select s.id, d.name as dataset, s.received_at as "receivedAt", s.state,
      (select count(*)::int from genomes.submission_files f where f.submission_no = s.submission_no) as files
    from genomes.submissions s join genomes.datasets d using (dataset_no)
    where s.submission_no in (select submission_no from genomes.genomes
      where person_no = any(${await recordsOf(db, personNo)}::int[]))
    order by s.received_at desc`.execute(db);
  return rows.map((row) => ({ ...row, receivedAt: row.receivedAt.toISOString() }));
}

/** A dataset a person's genomes are in, and who answers for it. */
export interface DatasetAbout {
  name: string;
  source: string;
  controller: string | null;
  /** What the data may be used for, as the data set's terms state it. */
  purpose: string | null;
  legalBasis: string | null;
  genomes: number;
  /** Genomes that could be counted, were it not for a choice. */
  current: number;
  since: Date;
  leftAt: Date | null;
}

/** The datasets that hold a person's genomes. */
export async function datasetsAbout(db: Db, personNo: number): Promise<DatasetAbout[]> {
  const records = await recordsOf(db, personNo);
  const { rows } = await sql<DatasetAbout>`select d.name, d.source, t.purpose,
      coalesce((select o.name from trust.dataset_grants g join trust.organisations o using (organisation_no)
        where g.dataset_id = d.id and g.kind = 'controller' and g.valid_from <= now()
          and (g.valid_to is null or g.valid_to > now()) order by g.valid_from desc limit 1), d.controller) as controller,
      coalesce('GDPR art. ' || t.article6 || ', ' || t.article9 || '; ' || t.national_law, d.legal_basis) as "legalBasis",
      count(*)::int as genomes, (count(*) filter (where g.state = 'current'))::int as current, min(g.added_at) as since,
      (select max(x.left_at) from genomes.dataset_departures x where x.dataset_no = d.dataset_no
        and x.person_no = any(${records}::int[]) and x.returned_at is null) as "leftAt"
    from genomes.genomes g join genomes.datasets d using (dataset_no)
      left join genomes.dataset_terms t on t.dataset_no = d.dataset_no and t.valid_to is null
    where g.person_no = any(${records}::int[]) group by d.dataset_no, t.terms_no order by 1`.execute(db);
  return rows;
}

/** How many names and numbers of others lead to this person: sample names, register numbers. */
export async function countIdentifiers(db: Db, personNo: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from trust.person_identifiers
    where person_no = any(${await recordsOf(db, personNo)}::int[])`.execute(db);
  return rows[0]!.n;
}

/** When a person left datasets and came back. */
export async function departuresOf(db: Db, personNo: number) {
  const { rows } = await sql<{
    dataset: string;
    leftAt: Date;
    returnedAt: Date | null;
    actor: string;
  }>`select d.name as dataset,
      x.left_at as "leftAt", x.returned_at as "returnedAt", x.actor
    from genomes.dataset_departures x join genomes.datasets d using (dataset_no)
    where x.person_no = any(${await recordsOf(db, personNo)}::int[])`.execute(db);
  return rows;
}
