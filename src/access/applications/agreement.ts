import { createHash } from 'node:crypto';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { canonicalJson, recordAccess } from '../../trust/audit/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import { type Approval, listBodies } from '../approvals/index.ts';
import { type CaseRow, moveCase, viewerFor, type Words, wrongState } from '../cases/index.ts';
import type { ApplicationDeps } from './deps.ts';
import { readApplicationCase } from './draft.ts';
import { errors } from './errors.ts';
import { feesOf } from './estimate.ts';
import type { Agreement, StoredApplication } from './model.ts';
import { payerOf } from './statement.ts';
import { applicationMachine } from './status.ts';
import { readApplication, writeAgreement } from './store.ts';
import { hashSubmission } from './submit.ts';

/** Conditions of every permit. */
const standing: readonly Words[] = [
  {
    da: 'Ingen må identificeres, og der gøres ikke forsøg på det.',
    en: 'Nobody is to be identified, and no attempt is made to.',
  },
  {
    da: 'Kun de personer, der er nævnt i tilladelsen, får adgang.',
    en: 'Access is not given to anybody who is not named in the permit.',
  },
  {
    da: 'Resultaterne offentliggøres senest 18 måneder efter, at brugen er slut.',
    en: 'Results are published within 18 months of the end of use.',
  },
  {
    da: 'Data bliver i det nævnte miljø; kun resultater, der ikke identificerer nogen, forlader det.',
    en: 'Data stay in the named environment; only results that identify nobody leave it.',
  },
];

/** What both sides sign, from what each body has said. What a custodian refused is not in it. */
export async function draftAgreement(
  db: Db,
  stored: StoredApplication,
  approvals: readonly Approval[],
): Promise<Agreement> {
  const given = approvals.filter(({ state }) => state === 'given');
  const owners = given.filter(({ stage }) => stage === 'custodians');
  const asked = new Set(approvals.filter(({ stage }) => stage === 'custodians').flatMap(resourcesAsked));
  const allowed = new Set(owners.flatMap((one) => one.decision?.resources ?? resourcesAsked(one)));
  const resources = stored.request.resources.filter((id) => allowed.has(id) || !asked.has(id));
  const specimens = limitSpecimens(
    stored.request.specimens.filter(({ resource }) => resources.includes(resource)),
    owners,
  );
  const conditions = [
    ...standing.map((words) => ({ body: '', text: words.en, words })),
    ...given.flatMap(({ bodyName, decision }) =>
      (decision?.conditions ?? []).map((text) => ({ body: bodyName, text })),
    ),
  ];
  const ends = given
    .flatMap(({ decision }) => (decision?.validUntil === undefined ? [] : [decision.validUntil]))
    .sort();
  const bodies = await listBodies(db);
  const granted = { ...stored, request: { ...stored.request, resources, specimens } };
  const terms = {
    document: hashSubmission(stored),
    ...{ resources, specimens, conditions },
    references: given.map(({ bodyName, body, decision }) => {
      const reference = decision?.reference ?? decision?.recordOfProcessing ?? null;
      return { body: bodyName, bodyId: body, reference };
    }),
    months: typeof stored.answers['months'] === 'number' ? stored.answers['months'] : 12,
    validUntil: ends[0] ?? null,
    environment: String(stored.answers['environment'] ?? ''),
    fees: await feesOf(db, granted, bodies),
    payer: payerOf(stored.answers),
  };
  const hash = createHash('sha256').update(canonicalJson(terms)).digest('hex');
  return { ...terms, hash, signed: [] };
}

function resourcesAsked({ asked }: Approval): string[] {
  return asked.resources.map(({ id }) => id);
}

// A custodian may give fewer specimens than were asked for; they are taken from its lines in their order.
function limitSpecimens(
  lines: StoredApplication['request']['specimens'],
  owners: readonly Approval[],
): Agreement['specimens'] {
  const left = new Map(
    owners.flatMap((one) => (one.decision?.specimens === undefined ? [] : [[one.id, one.decision.specimens]])),
  );
  const ownerOf = (resource: string) => owners.find((one) => resourcesAsked(one).includes(resource))?.id ?? '';
  return lines.flatMap((line) => {
    const limit = left.get(ownerOf(line.resource));
    if (limit === undefined) return [line];
    const count = Math.min(line.count, limit);
    left.set(ownerOf(line.resource), limit - count);
    return count === 0 ? [] : [{ ...line, count }];
  });
}

/**
 * The applicant signs the agreement as it stands. One audit entry.
 * @param hash of the agreement that was read, so that nobody signs another
 * @throws Problem IDUN_AGREEMENT_NOT_SIGNED, IDUN_CASE_STATE
 */
export async function signAgreement(deps: ApplicationDeps, scope: Scope, id: string, hash: string): Promise<Agreement> {
  const { database, clock } = deps;
  const viewer = await viewerFor(database.app, scope, 'access.applications.write', clock);
  return await database.withActor(scope.actor, async (trx) => {
    const row = await readApplicationCase(trx, viewer, id);
    if (row.state !== 'agreement') throw wrongState(row, 'signed');
    const { agreement } = await readApplication(trx, row.caseNo);
    requireSame(agreement, hash);
    const acting = { actor: viewer.actor, at: clock.now() };
    const signed = withSignature(agreement, 'applicant', acting);
    await writeAgreement(trx, row.caseNo, signed);
    await moveCase(trx, applicationMachine, row, { to: 'signed', ...acting, detail: { hash } });
    await recordAccess(trx, scope, { action: 'access.applications.sign', object: id, detail: { hash } }, clock);
    return signed;
  });
}

/**
 * The centre's own signature, before the permit that follows; a company has a contract.
 * @throws Problem IDUN_AGREEMENT_NOT_SIGNED, IDUN_CASE_STATE
 */
export async function countersign(
  trx: Db,
  row: CaseRow,
  given: { hash: string; contract?: string | undefined; actor: string; at: Date },
): Promise<Agreement> {
  if (row.state !== 'signed') throw wrongState(row, 'permitted');
  const { agreement } = await readApplication(trx, row.caseNo);
  requireSame(agreement, given.hash);
  if (agreement.payer === 'company' && given.contract === undefined) {
    throw new Problem(errors.agreement, 'A company has a contract; its reference is stated.', { expected: 'contract' });
  }
  const signed = withSignature(agreement, 'centre', given);
  await writeAgreement(trx, row.caseNo, signed);
  return signed;
}

function withSignature(
  agreement: Agreement,
  party: Agreement['signed'][number]['party'],
  { actor, at, contract }: { actor: string; at: Date; contract?: string | undefined },
): Agreement {
  const others = agreement.signed.filter((one) => one.party !== party);
  return { ...agreement, signed: [...others, { party, actor, at: at.toISOString(), contract }] };
}

function requireSame(agreement: Agreement | null, hash: string): asserts agreement is Agreement {
  if (agreement !== null && agreement.hash === hash) return;
  throw new Problem(errors.agreement, 'The agreement is not the one that was read.', {
    action: 'Read it again before signing.',
  });
}
