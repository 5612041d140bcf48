import { sql } from 'kysely';
import { type Db, unguardDatabase } from '../../../platform/database/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { agreedPersons, type ChoiceScope, optedOutPersons, shareEpoch } from '../../../trust/consent/index.ts';
import type { Scope } from '../../../trust/scope/index.ts';
import type { BiobankDeps } from '../deps.ts';
import { errors } from '../errors.ts';

/** When the donors of a specimen are asked about. */
export type ConsentStage = 'reception' | 'reservation' | 'dispensing';

/** Why somebody's material may be used, or may not. */
export type ConsentReason = 'nothing-against' | 'consented' | 'opted-out' | 'no-consent';

/** What was found of one donor of one specimen. */
export interface ConsentAnswer {
  specimenNo: number;
  personNo: number;
  /** `per_…` */
  person: string;
  open: boolean;
  because: ConsentReason;
  /** The opt-outs that were looked up. */
  scopes: readonly ChoiceScope[];
  /** The form that had to be consented to, if one. */
  form: string | null;
  maskEpoch: number;
  askedAt: Date;
}

/** The answers, by specimen; one with several donors is open when all of them are. */
export class ConsentAnswers {
  readonly all: readonly ConsentAnswer[];
  readonly #asked: ReadonlySet<number>;
  readonly #refused = new Map<number, ConsentAnswer>();
  constructor(all: readonly ConsentAnswer[]) {
    this.all = all;
    this.#asked = new Set(all.map(({ specimenNo }) => specimenNo));
    for (const one of all) if (!one.open && !this.#refused.has(one.specimenNo)) this.#refused.set(one.specimenNo, one);
  }

  /** Whether a specimen's donors were asked about. */
  has(specimenNo: number): boolean {
    return this.#asked.has(specimenNo);
  }

  /** What stands against a specimen; undefined when nothing does. */
  refusal(specimenNo: number): ConsentAnswer | undefined {
    return this.#refused.get(specimenNo);
  }
}

/** A specimen whose donors are asked about. A new one names its donor itself. */
export interface AskedSpecimen {
  specimenNo: number;
  donor?: { personNo: number; person: string; form: string | null };
}

interface Donor {
  specimenNo: number;
  personNo: number;
  person: string;
  form: string | null;
}

async function donorsAndForms(db: Db, asked: readonly AskedSpecimen[]): Promise<Donor[]> {
  const given = asked.flatMap(({ specimenNo, donor }) => (donor === undefined ? [] : [{ specimenNo, ...donor }]));
  const stored = asked.filter(({ donor }) => donor === undefined).map(({ specimenNo }) => specimenNo);
  if (stored.length === 0) return given;
  // Whole columns: of tens of thousands a row for each would cost more than finding it.
  const { rows } = await sql<{
    specimens: number[] | null;
    persons: number[];
    ids: string[];
    forms: (string | null)[];
  }>`select
      json_agg(d.specimen_no) as specimens, json_agg(d.person_no) as persons, json_agg(d.person) as ids, json_agg(d.form_code) as forms
    from (select d.specimen_no, d.person_no, d.person, c.form_code from biobank.donors_of(${stored}::int[]) d
      join biobank.specimens s using (specimen_no) left join biobank.collections c using (collection_no) order by 1, 2) d`.execute(
    db,
  );
  const { specimens, persons, ids, forms } = rows[0]!;
  const found = (specimens ?? []).map((specimenNo, i) => ({
    ...{ specimenNo, personNo: persons[i]!, person: ids[i]!, form: forms[i]! },
  }));
  return [...given, ...found];
}

// One look at the masks: the same epoch for every scope, or another look.
async function readMasks(
  db: Db,
  scopes: readonly ChoiceScope[],
): Promise<{ epoch: number; out: Set<number> } | undefined> {
  const masks = await Promise.all(scopes.map((scope) => optedOutPersons(db, scope)));
  const epoch = masks[0]!.maskEpoch;
  if (masks.some(({ maskEpoch }) => maskEpoch !== epoch)) return undefined;
  return { epoch, out: new Set(masks.flatMap(({ persons }) => [...persons])) };
}

const patience = 8;

/**
 * Asks trust/ about every donor of specimens and does work on the answer in one transaction that no opt-out can fall into: a choice
 * made meanwhile either waits for the commit, or is seen.
 * @param scopes which opt-outs stand against it: of material, and of genetic information where genes are read
 * @param work is given the answers; it records them with `recordAnswers`
 */
export async function withConsent<T>(
  deps: BiobankDeps,
  scope: Scope,
  given: { asked: readonly AskedSpecimen[]; scopes: readonly ChoiceScope[] },
  work: (trx: Db, answers: ConsentAnswers) => Promise<T>,
): Promise<T> {
  // Choices of donors are nobody's rows that staff may read: only the answer about these specimens leaves this function. They are
  // read before the transaction begins, which then needs one connection and not two.
  const everybody = unguardDatabase(deps.database).app;
  for (let attempt = 0; attempt < patience; attempt++) {
    const donors = await deps.database.withActor(scope.actor, (trx) => donorsAndForms(trx, given.asked));
    const masks = await readMasks(everybody, given.scopes);
    if (masks === undefined) continue;
    const askedAt = deps.clock.now();
    const agreed = new Map<string, ReadonlySet<number>>();
    for (const form of new Set(donors.flatMap((one) => one.form ?? []))) {
      const persons = new Set(donors.flatMap((one) => (one.form === form ? one.personNo : [])));
      agreed.set(form, await agreedPersons(everybody, [...persons], form, askedAt));
    }
    const answers = donors.map((donor): ConsentAnswer => {
      const consented = donor.form !== null && agreed.get(donor.form)!.has(donor.personNo);
      const out = masks.out.has(donor.personNo);
      const because = out
        ? 'opted-out'
        : donor.form === null
          ? 'nothing-against'
          : consented
            ? 'consented'
            : 'no-consent';
      const open = because === 'nothing-against' || because === 'consented';
      return { ...donor, because, open, scopes: given.scopes, maskEpoch: masks.epoch, askedAt };
    });
    const outcome = await deps.database.withActor(scope.actor, async (trx) => {
      if ((await shareEpoch(trx)) !== masks.epoch) return undefined;
      return { done: await work(trx, new ConsentAnswers(answers)) };
    });
    if (outcome !== undefined) return outcome.done;
  }
  throw new Problem(errors.changed, 'Choices of donors change too quickly to be asked about.', {
    action: 'Try again.',
  });
}

/** Keeps the proof of one look-up: who was asked about for which specimen, when, and what the answer was. */
export async function recordAnswers(
  trx: Db,
  given: { biobankNo: number; stage: ConsentStage; object: string; by: string; answers: readonly ConsentAnswer[] },
): Promise<void> {
  const { answers } = given;
  const [first] = answers;
  if (first === undefined) return;
  const column = <K extends keyof ConsentAnswer>(name: K) => answers.map((one) => one[name]);
  await sql`insert into biobank.consent_checks (specimen_no, biobank_no, person_no, stage, object, scopes, form_code, mask_epoch,
      asked_at, asked_by, open, because)
    select r.specimen_no, ${given.biobankNo}, r.person_no, ${given.stage}, ${given.object}, ${[...first.scopes]}::text[], r.form,
      ${first.maskEpoch}, ${first.askedAt}, ${given.by}, r.open, r.because
    from unnest(${column('specimenNo')}::int[], ${column('personNo')}::int[], ${column('form')}::text[], ${column('open')}::boolean[],
      ${column('because')}::text[]) as r (specimen_no, person_no, form, open, because)`.execute(trx);
}

/** A look-up as it is shown beside a specimen. */
export interface ConsentProof {
  stage: ConsentStage;
  object: string;
  askedAt: Date;
  askedBy: string;
  scopes: ChoiceScope[];
  form: string | null;
  maskEpoch: number;
  open: boolean;
  because: ConsentReason;
}

/** Every look-up about a specimen, newest first. */
export async function consentProofs(db: Db, specimenNo: number): Promise<ConsentProof[]> {
  const { rows } = await sql<ConsentProof>`select stage, object, asked_at as "askedAt", asked_by as "askedBy", scopes,
      form_code as form, mask_epoch as "maskEpoch", open, because
    from biobank.consent_checks where specimen_no = ${specimenNo} order by check_no desc`.execute(db);
  return rows;
}
