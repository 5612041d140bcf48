import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { canonicalJson, recordAccess } from '../../trust/audit/index.ts';
import { holdEpoch, optedOutPersons } from '../../trust/consent/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import { errors } from './errors.ts';

/** The three gates at which a person's choice is looked up. */
export type GateStage = 'count' | 'reservation' | 'dispensing';

export type Refusal = 'opted-out-material' | 'opted-out-genetic';

export interface GateQuestion {
  stage: GateStage;
  /** `pmt_…` under which it happens; null for a count without one. */
  permit: string | null;
  specimens: readonly { specimen: string; personNo: number }[];
  /** Whether the use is genetic: then the choice about genetic information refuses too. */
  genetic: boolean;
}

export interface GateAnswer {
  /** `chk_…`, under which the look-up is kept. */
  check: string;
  maskEpoch: number;
  open: string[];
  refused: { specimen: string; because: Refusal }[];
}

// Row security hides choices from whoever reaches nobody, and a choice that is not seen would open the gate.
async function requireSight(db: Db): Promise<void> {
  const { rows } = await sql<{
    sees: boolean;
  }>`select current_user <> 'idun_app' or trust.reaches_everyone() as sees`.execute(db);
  if (rows[0]?.sees === true) return;
  throw new Problem(errors.gateBlind, 'The connection does not reach everybody’s choices.', {
    action: 'Call the gate in a transaction of a scope that reaches everybody, or of Idun itself.',
  });
}

/** Specimens whose persons have not opted out, and those whose have; pure look-up, without a record. */
async function look(db: Db, { specimens, genetic }: GateQuestion): Promise<Omit<GateAnswer, 'check'>> {
  await requireSight(db);
  const material = await optedOutPersons(db, 'material');
  const outOfMaterial = new Set(material.persons);
  const outOfGenetic = new Set(genetic ? (await optedOutPersons(db, 'genetic')).persons : []);
  const answer: Omit<GateAnswer, 'check'> = { maskEpoch: material.maskEpoch, open: [], refused: [] };
  for (const { specimen, personNo } of specimens) {
    if (outOfMaterial.has(personNo)) answer.refused.push({ specimen, because: 'opted-out-material' });
    else if (outOfGenetic.has(personNo)) answer.refused.push({ specimen, because: 'opted-out-genetic' });
    else answer.open.push(specimen);
  }
  return answer;
}

/** The specimens that may be used, among those given. */
export async function openSpecimens(db: Db, question: GateQuestion): Promise<string[]> {
  return (await look(db, question)).open;
}

/** The specimens that may not, each with the reason. */
export async function refusedSpecimens(db: Db, question: GateQuestion): Promise<GateAnswer['refused']> {
  return (await look(db, question)).refused;
}

/**
 * Looks up everybody's choice at a gate and keeps the proof of each tube: what it said, under which mask epoch. In the transaction
 * that reserves or dispenses: nobody's choice changes until it commits, so that a tube that goes out was looked up against
 * the choices that held when it went. One audit entry, with the digest of all lines.
 */
export async function checkConsent(trx: Db, scope: Scope, question: GateQuestion, at: Date): Promise<GateAnswer> {
  if (question.stage !== 'count') await holdEpoch(trx);
  const answer = await look(trx, question);
  const id = newId('chk');
  const lines = [
    ...answer.open.map((specimen) => ({ specimen, because: null })),
    ...answer.refused.map(({ specimen, because }) => ({ specimen, because })),
  ];
  const { stage, permit } = question;
  const digest = digestOf({ check: id, stage, permit, maskEpoch: answer.maskEpoch, at, lines });
  const by = `${scope.actor.kind}:${scope.actor.id}`;
  const { rows } = await sql<{
    no: number;
  }>`insert into access.consent_checks (id, stage, permit, mask_epoch, checked_by, checked_at,
      specimens, refused, digest)
    values (${id}, ${stage}, ${permit}, ${answer.maskEpoch}, ${by}, ${at}, ${lines.length}, ${answer.refused.length}, ${digest})
    returning check_no as no`.execute(trx);
  await sql`insert into access.consent_check_lines (check_no, specimen, because)
    select ${rows[0]!.no}, l.specimen, l.because
    from json_to_recordset(${JSON.stringify(lines)}::json) as l (specimen text, because text)`.execute(trx);
  const detail = { stage, permit, specimens: lines.length, refused: answer.refused.length, digest };
  await recordAccess(trx, scope, { action: 'access.consent.check', object: id, detail });
  return { check: id, ...answer };
}

interface Proof {
  check: string;
  stage: GateStage;
  permit: string | null;
  maskEpoch: number;
  at: Date;
  lines: readonly { specimen: string; because: Refusal | null }[];
}

function digestOf({ check, stage, permit, maskEpoch, at, lines }: Proof): string {
  const sorted = [...lines].sort((a, b) => (a.specimen < b.specimen ? -1 : 1));
  const body = { check, stage, permit, maskEpoch, at: at.toISOString(), lines: sorted };
  return createHash('sha256').update(canonicalJson(body)).digest('hex');
}

/** A look-up of one tube, and whether its check is as it was written: the digest stands in the log as well. */
export interface TubeProof {
  check: string;
  stage: GateStage;
  permit: string | null;
  maskEpoch: number;
  at: Date;
  because: Refusal | null;
  digest: string;
  intact: boolean;
}

/** Every look-up of a tube, oldest first. */
export async function consentProofs(db: Db, specimen: string): Promise<TubeProof[]> {
  const { rows } = await sql<
    Proof & { because: Refusal | null; digest: string }
  >`select k.id as "check", k.stage, k.permit,
      k.mask_epoch::int as "maskEpoch", k.checked_at as at, k.digest, l.because,
      (select json_agg(json_build_object('specimen', x.specimen, 'because', x.because))
        from access.consent_check_lines x where x.check_no = k.check_no) as lines
    from access.consent_check_lines l join access.consent_checks k using (check_no)
    where l.specimen = ${specimen} order by k.check_no`.execute(db);
  return rows.map(({ lines, ...proof }) => ({ ...proof, intact: digestOf({ ...proof, lines }) === proof.digest }));
}
