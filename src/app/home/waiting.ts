import { unstatedInRecord } from '../../governance/privacy/index.ts';
import { administeredBy } from '../../trust/organisations/index.ts';
import { populationOf, readAs, type Scope } from '../../trust/scope/index.ts';
import { casesWaiting, permitsToRenew, shipmentsToReceive } from './access-waiting.ts';
import { quarantined } from './archive-store.ts';
import { excursionsToSee, openDeliveries, reservationsToPick, undecidedDiscrepancies } from './biobank-store.ts';
import { houseRules, type WaitingKind } from './cards.ts';
import { openingsOf, openingsToReview, relationsEnding } from './care-store.ts';
import { openBreaches, openingsToProjects } from './governance-store.ts';
import type { Waiting } from './model.ts';
import { pendingEntries } from './oversight-store.ts';
import { openReviews, rightsEnding, type Within } from './rights-store.ts';
import type { Who } from './who.ts';

const day = 86_400_000;
const after = (from: Date, days: number): Date => new Date(from.getTime() + days * day);

/** The data sets a scope reaches, null for all of them. */
export function datasetsOfScope(scope: Scope): string[] | null {
  const population = populationOf(scope);
  if (population.kind === 'everyone') return null;
  return population.kind === 'datasets' ? [...population.datasets] : [];
}

/** The organisations whose accounts are this person's affair: an administrator's own and below, everybody's for oversight. */
export async function looksAfter(who: Who): Promise<Within> {
  return who.role === 'administrator' ? (await administeredBy(who.db, who.session)).within : null;
}

async function heldBack(who: Who, kind: 'submission.quarantined' | 'submission.held-back'): Promise<Waiting[]> {
  const scope = await who.scopeFor('genomes.submissions.read');
  if (scope === null) return [];
  const rows = await quarantined(readAs(who.db, scope, 'metadata'), datasetsOfScope(scope));
  return rows.map((row) => ({
    kind,
    id: row.id,
    href: `/submissions/${row.id}`,
    label: row.dataset,
    facts: { genomes: row.genomes, findings: row.errors },
    since: row.at.toISOString(),
    deadline: after(row.at, houseRules.quarantine).toISOString(),
  }));
}

async function reviews(who: Who): Promise<Waiting[]> {
  if ((await who.scopeFor('accounts.review')) === null) return [];
  return (await openReviews(who.db, await looksAfter(who))).map((row) => ({
    kind: 'rights.review',
    id: row.id,
    href: `/administration/reviews/${row.id}`,
    label: row.organisation,
    facts: { left: row.left, total: row.total },
    since: row.openedAt.toISOString(),
    deadline: row.dueAt.toISOString(),
  }));
}

async function endingRights(who: Who): Promise<Waiting[]> {
  if ((await who.scopeFor('accounts.read')) === null) return [];
  const span = { from: who.now, to: after(who.now, houseRules.ending) };
  const rows = await rightsEnding(who.db, { within: await looksAfter(who), ...span });
  return rows.map((row) => ({
    kind: 'rights.ending',
    id: row.id,
    href: `/administration/accounts/${row.account}`,
    label: row.accountName,
    facts: { role: row.role, organisation: row.organisation },
    since: after(row.at, -houseRules.ending).toISOString(),
    deadline: row.at.toISOString(),
  }));
}

async function ownRoles(who: Who): Promise<Waiting[]> {
  const span = { from: who.now, to: after(who.now, houseRules.ending) };
  const rows = await rightsEnding(who.db, { account: who.accountId, within: null, ...span });
  return rows.map((row) => ({
    kind: 'own.role-ending',
    id: row.id,
    href: '/profile',
    label: null,
    facts: { role: row.role, organisation: row.organisation },
    since: after(row.at, -houseRules.ending).toISOString(),
    deadline: row.at.toISOString(),
  }));
}

async function openingsForReview(who: Who): Promise<Waiting[]> {
  const scope = await who.scopeFor('care.break-glass.review');
  if (scope === null) return [];
  return (await openingsToReview(readAs(who.db, scope, 'metadata'))).map((row) => ({
    kind: 'emergency.review',
    id: row.id,
    href: '/privacy/emergency',
    label: row.accountName,
    facts: { reason: row.reason },
    since: row.openedAt.toISOString(),
    deadline: after(row.openedAt, houseRules.emergency).toISOString(),
  }));
}

async function ownOpenings(who: Who): Promise<Waiting[]> {
  const scope = await who.scopeFor('care.relation.read');
  if (scope === null) return [];
  return (await openingsOf(readAs(who.db, scope, 'metadata'), who.accountId, who.now)).map((row) => ({
    kind: 'emergency.open',
    id: row.id,
    href: `/patients/${row.person}`,
    label: row.personName ?? row.person,
    facts: {},
    since: row.openedAt.toISOString(),
    deadline: row.closesAt.toISOString(),
  }));
}

async function endingRelations(who: Who): Promise<Waiting[]> {
  const scope = await who.scopeFor('care.relation.read');
  if (scope === null) return [];
  const rows = await relationsEnding(readAs(who.db, scope, 'metadata'), {
    organisationNo: who.session.organisationNo,
    from: who.now,
    to: after(who.now, houseRules.ending),
  });
  return rows.map((row) => ({
    kind: 'relation.ending',
    id: row.id,
    href: `/patients/${row.person}`,
    label: row.personName ?? row.person,
    facts: { relation: row.kind },
    since: row.begunAt.toISOString(),
    deadline: row.endsAt.toISOString(),
  }));
}

/** The sequencer appends within a second; an entry that waits this long says that it stands still. */
const patience = 30_000;

async function pending(who: Who): Promise<Waiting[]> {
  if ((await who.scopeFor('audit.all.read')) === null) return [];
  const { count, since } = await pendingEntries(who.db, new Date(who.now.getTime() - patience));
  if (since === null) return [];
  return [
    {
      kind: 'log.pending',
      id: 'pending',
      href: '/audit/heads',
      label: null,
      facts: { count },
      since: since.toISOString(),
      deadline: since.toISOString(),
    },
  ];
}

async function breaches(who: Who): Promise<Waiting[]> {
  if ((await who.scopeFor('gdpr.breach.manage')) === null) return [];
  return (await openBreaches(who.db, who.now)).map((row) => ({
    kind: 'breach.open',
    id: row.id,
    href: `/privacy/breaches/${row.id}`,
    label: row.title,
    facts: {},
    since: row.discoveredAt.toISOString(),
    deadline: row.reportBy?.toISOString() ?? null,
  }));
}

async function unstated(who: Who): Promise<Waiting[]> {
  const scope = await who.scopeFor('gdpr.record-of-processing.read');
  if (scope === null || (await who.scopeFor('datasets.terms.change')) === null) return [];
  const rows = await unstatedInRecord(who.db, scope);
  if (rows.length === 0) return [];
  const since = Math.min(...rows.map((row) => row.since.getTime()));
  return [
    {
      kind: 'record.unstated',
      id: 'record',
      href: '/privacy',
      label: null,
      facts: { datasets: rows.length },
      since: new Date(since).toISOString(),
      deadline: null,
    },
  ];
}

/** Projects whose data sets close soon: all of them to whoever grants them, one's own to its members. */
async function closing(who: Who, kind: 'project.closing' | 'own.project-closing'): Promise<Waiting[]> {
  const own = kind === 'own.project-closing';
  if ((await who.scopeFor(own ? 'datasets.read' : 'datasets.grant')) === null) return [];
  const project = own ? who.session.organisationNo : null;
  if (own && project === null) return [];
  const ending = { from: who.now, to: after(who.now, houseRules.ending) };
  return (await openingsToProjects(who.db, { project, ending })).map((row) => ({
    kind,
    id: row.id,
    href: `/datasets/${encodeURIComponent(row.dataset)}`,
    label: row.dataset,
    facts: { project: row.project },
    since: after(row.until!, -houseRules.ending).toISOString(),
    deadline: row.until!.toISOString(),
  }));
}

async function undecided(who: Who): Promise<Waiting[]> {
  const scope = await who.scopeFor('biobank.reception.read');
  if (scope === null) return [];
  const { count, since } = await undecidedDiscrepancies(readAs(who.db, scope, 'metadata'));
  if (since === null) return [];
  return [
    {
      kind: 'specimens.undecided',
      id: 'discrepancies',
      href: '/biobank/discrepancies',
      label: null,
      facts: { count },
      since: since.toISOString(),
      deadline: after(since, houseRules.discrepancy).toISOString(),
    },
  ];
}

async function deliveries(who: Who): Promise<Waiting[]> {
  const scope = await who.scopeFor('biobank.specimens.receive');
  if (scope === null) return [];
  return (await openDeliveries(readAs(who.db, scope, 'metadata'))).map((row) => ({
    kind: 'delivery.open',
    id: row.id,
    href: `/biobank/bench/receive/${row.id}`,
    label: row.sender,
    facts: { tubes: row.tubes },
    since: row.at.toISOString(),
    deadline: after(row.at, houseRules.delivery).toISOString(),
  }));
}

async function toPick(who: Who): Promise<Waiting[]> {
  const scope = await who.scopeFor('biobank.dispensing.read');
  if (scope === null) return [];
  const picks = (await who.scopeFor('biobank.dispensing.dispense')) !== null;
  return (await reservationsToPick(readAs(who.db, scope, 'metadata'))).map((row) => ({
    kind: 'tubes.to-pick',
    id: row.id,
    href: picks ? `/biobank/bench/pick/${row.id}` : `/biobank/reservations/${row.id}`,
    label: row.project,
    facts: { tubes: row.tubes },
    since: row.madeAt.toISOString(),
    deadline: after(row.madeAt, houseRules.picking).toISOString(),
  }));
}

async function outside(who: Who): Promise<Waiting[]> {
  const scope = await who.scopeFor('biobank.storage.read');
  if (scope === null) return [];
  return (await excursionsToSee(readAs(who.db, scope, 'metadata'))).map((row) => ({
    kind: 'store.outside',
    id: row.id,
    href: '/biobank',
    label: row.store,
    facts: { worst: row.worst },
    since: row.from.toISOString(),
    // The specimens cannot wait: it is late from the beginning.
    deadline: row.from.toISOString(),
  }));
}

/** Where each kind of waiting comes from. */
export const waitingOf: Readonly<Record<WaitingKind, (who: Who) => Promise<Waiting[]>>> = {
  'submission.quarantined': (who) => heldBack(who, 'submission.quarantined'),
  'submission.held-back': (who) => heldBack(who, 'submission.held-back'),
  'rights.review': reviews,
  'rights.ending': endingRights,
  'emergency.review': openingsForReview,
  'emergency.open': ownOpenings,
  'relation.ending': endingRelations,
  'log.pending': pending,
  'breach.open': breaches,
  'record.unstated': unstated,
  'project.closing': (who) => closing(who, 'project.closing'),
  'own.project-closing': (who) => closing(who, 'own.project-closing'),
  cases: casesWaiting,
  'permit.ending': permitsToRenew,
  'shipment.coming': shipmentsToReceive,
  'own.role-ending': ownRoles,
  'store.outside': outside,
  'specimens.undecided': undecided,
  'delivery.open': deliveries,
  'tubes.to-pick': toPick,
};
