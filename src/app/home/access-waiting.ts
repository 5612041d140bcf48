import { type CaseInList, listCases, viewerFor } from '../../access/cases/index.ts';
import { permitsEnding } from '../../access/permits/index.ts';
import { shipmentsUnderWay } from '../../biobank/dispensing/index.ts';
import { systemClock } from '../../platform/clock/index.ts';
import { houseRules } from './cards.ts';
import type { Waiting } from './model.ts';
import type { Who } from './who.ts';

const day = 86_400_000;

const pages: Readonly<Record<CaseInList['kind'], (one: CaseInList) => string>> = {
  enquiry: ({ id }) => `/enquiries/${id}`,
  application: ({ id }) => `/applications/${id}`,
  // A part is said on the page of its application.
  approval: ({ partOf }) => `/applications/${partOf}`,
  permit: ({ id }) => `/permits/${id}`,
  relinking: () => '/relinkings',
};

/** Cases of the coordinating centre that wait for this person's office, the most urgent first. */
export async function casesWaiting(who: Who): Promise<Waiting[]> {
  const act = 'access.applications.read';
  const scope = await who.scopeFor(act);
  if (scope === null || who.session.organisationNo === null) return [];
  const viewer = await viewerFor(who.db, scope, act, systemClock);
  const { items } = await listCases(who.db, viewer, { mine: true, limit: 30 }, who.now);
  return items.map((one) => ({
    kind: `${viewer.part === 'applicant' ? 'own' : 'case'}.${one.kind}`,
    id: one.id,
    href: pages[one.kind](one),
    label: one.title,
    facts: { project: one.project },
    since: one.enteredAt.toISOString(),
    deadline: one.dueAt?.toISOString() ?? null,
  }));
}

// A renewal goes through the bodies again: it is shown in good time.
const ahead = 2 * houseRules.ending * day;
const later = (date: Date): Date => new Date(date.getTime() + ahead);
const earlier = (date: Date): Date => new Date(date.getTime() - ahead);

/** Permits of one's project that end soon. */
export async function permitsToRenew(who: Who): Promise<Waiting[]> {
  const project = who.session.organisationNo;
  if ((await who.scopeFor('access.applications.write')) === null || project === null) return [];
  return (await permitsEnding(who.db, project, { from: who.now, to: later(who.now) })).map((one) => ({
    kind: 'permit.ending',
    id: one.id,
    href: `/permits/${one.id}`,
    label: one.title,
    facts: {},
    since: earlier(one.until).toISOString(),
    deadline: one.until.toISOString(),
  }));
}

/** Shipments on their way to one's project. */
export async function shipmentsToReceive(who: Who): Promise<Waiting[]> {
  const scope = await who.scopeFor('biobank.shipments.receive');
  if (scope === null) return [];
  return (await shipmentsUnderWay(who.database, scope)).map((one) => ({
    kind: 'shipment.coming',
    id: one.id,
    href: '/permits',
    label: one.biobank,
    facts: { tubes: one.tubes },
    since: one.sentAt.toISOString(),
    deadline: null,
  }));
}
