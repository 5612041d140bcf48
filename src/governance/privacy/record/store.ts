import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';

/** What is stated of a dataset's processing (GDPR art. 30(1)); the dataset itself says its controller and legal basis. */
export interface ProcessingTerms {
  controller?: string | undefined;
  legalBasis?: string | undefined;
  purposes?: string[] | undefined;
  /** Whose data: categories of people. */
  subjects?: string[] | undefined;
  /** Categories of data. */
  categories?: string[] | undefined;
  recipients?: string[] | undefined;
  processors?: { name: string; agreement: string | null }[] | undefined;
  /** Transfers to third countries and their safeguards. */
  transfers?: string | undefined;
  /** Until when, or by which rule, it is kept. */
  retention?: string | undefined;
  agreement?: string | undefined;
}

export interface DatasetRow {
  id: string;
  name: string;
  demo: boolean;
  source: string;
  controller: string | null;
  legalBasis: string | null;
  genomes: number;
  addedAt: Date;
  terms: ProcessingTerms | null;
  /** Fields that the dataset's own terms say, and that cannot be stated here. */
  own: (keyof ProcessingTerms)[];
  changedAt: Date | null;
  changedBy: string | null;
  /** Organisations the dataset is open to now. */
  grants: { kind: 'controller' | 'processor' | 'project'; name: string; basis: string }[];
}

/** Every dataset with what is stated of it now. */
export async function readDatasets(db: Db, nameOrId?: string): Promise<DatasetRow[]> {
  const { rows } =
    await sql<DatasetRow>`select d.id, d.name, d.demo, d.source, d.controller, d.legal_basis as "legalBasis", d.created_at as "addedAt",
      (select count(*)::int from genomes.genomes g where g.dataset_no = d.dataset_no and g.state = 'current') as genomes,
      -- On what terms a data set is held is its own to say; what article 30 asks beyond that is stated here.
      coalesce(t.terms, '{}') || coalesce(h.terms, '{}') as terms,
      array(select jsonb_object_keys(h.terms)) as own, coalesce(t.stated_at, h.at) as "changedAt",
      coalesce(t.stated_by, h.by) as "changedBy",
      coalesce((select json_agg(json_build_object('kind', g.kind, 'name', o.name, 'basis', g.basis) order by g.kind, o.name)
        from trust.dataset_grants g join trust.organisations o using (organisation_no)
        where g.dataset_id = d.id and g.valid_from <= now() and (g.valid_to is null or g.valid_to > now())), '[]') as grants
    from genomes.datasets d
    left join lateral (select terms, stated_at, stated_by from governance.processing_terms p where p.dataset_id = d.id
      order by terms_no desc limit 1) t on true
    left join lateral (select jsonb_strip_nulls(jsonb_build_object('purposes', jsonb_build_array(x.purpose),
        'legalBasis', concat_ws('; ', x.article6, x.article9, x.national_law), 'retention', x.retention, 'agreement', x.agreement))
        as terms, x.valid_from as at, x.stated_by as by
      from genomes.dataset_terms x where x.dataset_no = d.dataset_no and x.valid_to is null) h on true
    where ${nameOrId ?? null}::text is null or d.name = ${nameOrId ?? null} or d.id = ${nameOrId ?? null}
    order by d.demo, d.name`.execute(db);
  return rows;
}

export async function insertTerms(
  trx: Db,
  given: { dataset: string; terms: ProcessingTerms; changed: string[]; reason: string; by: string },
): Promise<void> {
  await sql`insert into governance.processing_terms (dataset_id, terms, changed, reason, stated_by)
    values (${given.dataset}, ${JSON.stringify(given.terms)}::jsonb, ${given.changed}::text[], ${given.reason}, ${given.by})`.execute(
    trx,
  );
}

export interface TermsChange {
  at: Date;
  by: string;
  reason: string;
  changed: string[];
}

export async function termsHistory(db: Db, datasetId: string): Promise<TermsChange[]> {
  const { rows } = await sql<TermsChange>`select stated_at as at, stated_by as by, reason, changed
    from governance.processing_terms where dataset_id = ${datasetId} order by terms_no desc`.execute(db);
  return rows;
}
