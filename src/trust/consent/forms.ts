import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';
import type { ConsentUse } from './uses.ts';

/** What a consent is to. */
export type FormKind = 'project' | 'biobank' | 'care';

export interface ConsentForm {
  formNo: number;
  /** Stable name over all versions, for example `region-cohort`. */
  code: string;
  version: number;
  kind: FormKind;
  titleDa: string;
  titleEn: string;
  /** The dataset that rests on it: whoever withdraws leaves that dataset. */
  dataset: string | null;
  /** An age for this form alone, where its approval states one. */
  selfFromAge: number | null;
  /** How long a consent on it holds. */
  validMonths: number | null;
  /** What a consent on it is to. */
  uses: ConsentUse[];
  publishedAt: Date;
}

export type NewForm = Pick<ConsentForm, 'code' | 'kind' | 'titleDa' | 'titleEn'> &
  Partial<Pick<ConsentForm, 'dataset' | 'selfFromAge' | 'validMonths'>> & {
    uses?: readonly ConsentUse[];
    demo?: boolean;
  };

const columns = sql`form_no as "formNo", code, version, kind, title_da as "titleDa", title_en as "titleEn", dataset,
  self_from_age as "selfFromAge", valid_months as "validMonths", uses, published_at as "publishedAt"`;

/** Publishes the next version of a form; what was signed on an earlier one stays as it is. */
export async function publishForm(trx: Db, given: NewForm): Promise<ConsentForm> {
  const {
    code,
    kind,
    titleDa,
    titleEn,
    dataset = null,
    selfFromAge = null,
    validMonths = null,
    uses = [],
    demo = false,
  } = given;
  const { rows } = await sql<ConsentForm>`insert into trust.consent_forms
      (code, version, kind, title_da, title_en, dataset, self_from_age, valid_months, uses, demo)
    select ${code}, coalesce(max(version), 0) + 1, ${kind}, ${titleDa}, ${titleEn}, ${dataset}, ${selfFromAge}::int,
      ${validMonths}::int, ${[...uses]}::text[], ${demo} from trust.consent_forms where code = ${code}
    returning ${columns}`.execute(trx);
  return rows[0]!;
}

/**
 * A version of a form, the latest unless one is named.
 * @throws Problem IDUN_CONSENT_FORM
 */
export async function requireForm(db: Db, code: string, version?: number): Promise<ConsentForm> {
  const { rows } = await sql<ConsentForm>`select ${columns} from trust.consent_forms
    where code = ${code} and version = coalesce(${version ?? null}::int, version) order by version desc limit 1`.execute(
    db,
  );
  if (rows[0] !== undefined) return rows[0];
  throw new Problem(errors.form, 'No form has this code and version.', {
    action: 'List them with `idun consent forms`.',
  });
}

/** Every version of every form. */
export async function listForms(db: Db): Promise<ConsentForm[]> {
  const { rows } = await sql<ConsentForm>`select ${columns} from trust.consent_forms order by code, version`.execute(
    db,
  );
  return rows;
}

/** Removes the demo nation's forms, with what was signed on them; needs the owner role. */
export async function removeDemoForms(ownerTrx: Db): Promise<void> {
  await sql`delete from trust.agreements where form_no in (select form_no from trust.consent_forms where demo)`.execute(
    ownerTrx,
  );
  await sql`delete from trust.consent_forms where demo`.execute(ownerTrx);
}
