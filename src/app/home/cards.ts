import type { Role } from '../../trust/identity/index.ts';

/** What can wait for a person. */
export type WaitingKind =
  | 'submission.quarantined'
  | 'submission.held-back'
  | 'rights.review'
  | 'rights.ending'
  | 'emergency.review'
  | 'emergency.open'
  | 'relation.ending'
  | 'log.pending'
  | 'breach.open'
  | 'record.unstated'
  | 'project.closing'
  | 'cases'
  | 'permit.ending'
  | 'shipment.coming'
  | 'own.project-closing'
  | 'own.role-ending'
  | 'store.outside'
  | 'specimens.undecided'
  | 'delivery.open'
  | 'tubes.to-pick';

/** What can have changed since a person was here. */
export type ChangeKind =
  | 'submission.ended'
  | 'patient.genome'
  | 'relation.begun'
  | 'dataset.grown'
  | 'project.opened'
  | 'cohort.frozen'
  | 'account.made'
  | 'rights.given'
  | 'rights.ended'
  | 'emergency.opened'
  | 'choices.changed'
  | 'log.head'
  | 'own.looked-at';

/** What can be drawn over time. */
export type SeriesKind = 'submissions' | 'genomes' | 'reading' | 'sign-ins' | 'choices';

interface Cards {
  waiting: readonly WaitingKind[];
  changes: readonly ChangeKind[];
  series: readonly SeriesKind[];
}

const clinic: Cards = {
  waiting: ['emergency.open', 'relation.ending', 'own.role-ending'],
  changes: ['relation.begun', 'patient.genome', 'dataset.grown'],
  series: [],
};
const laboratory: Cards = {
  waiting: ['submission.held-back', 'own.role-ending'],
  changes: ['submission.ended', 'dataset.grown'],
  series: ['submissions'],
};
const reader: Cards = { waiting: ['own.role-ending'], changes: ['dataset.grown'], series: ['genomes'] };

/** What each role's start page shows, in this order. A role that signs in nowhere has none. */
export const cards: Readonly<Record<Exclude<Role, 'partner-node' | 'pipeline'>, Cards>> = {
  citizen: { waiting: [], changes: ['own.looked-at'], series: [] },
  clinician: clinic,
  interpreter: { ...clinic, changes: [...clinic.changes, 'cohort.frozen'] },
  'network-member': clinic,
  laboratory,
  'quality-manager': { ...laboratory, waiting: ['submission.quarantined', 'own.role-ending'] },
  bioinformatician: { ...laboratory, changes: [...laboratory.changes, 'cohort.frozen'] },
  'biobank-staff': {
    waiting: ['store.outside', 'specimens.undecided', 'delivery.open', 'tubes.to-pick', 'own.role-ending'],
    changes: ['dataset.grown', 'choices.changed'],
    series: ['genomes'],
  },
  'register-owner': {
    ...reader,
    waiting: ['cases', 'store.outside', 'specimens.undecided', 'tubes.to-pick', 'own.role-ending'],
    changes: ['dataset.grown', 'choices.changed', 'project.opened', 'cohort.frozen'],
  },
  researcher: {
    ...reader,
    waiting: ['cases', 'shipment.coming', 'permit.ending', 'own.project-closing', 'own.role-ending'],
    changes: ['dataset.grown', 'choices.changed', 'project.opened', 'cohort.frozen'],
  },
  'output-checker': { ...reader, changes: ['project.opened', 'dataset.grown'] },
  coordinator: {
    waiting: ['cases', 'project.closing', 'record.unstated', 'own.role-ending'],
    changes: ['project.opened', 'dataset.grown', 'choices.changed', 'cohort.frozen'],
    series: ['choices', 'genomes'],
  },
  'committee-member': {
    ...reader,
    waiting: ['cases', 'own.role-ending'],
    changes: ['project.opened', 'dataset.grown'],
  },
  'data-protection-officer': {
    waiting: ['breach.open', 'cases', 'emergency.review', 'record.unstated', 'own.role-ending'],
    changes: ['emergency.opened', 'choices.changed', 'rights.given'],
    series: ['reading', 'choices'],
  },
  'security-officer': {
    waiting: ['breach.open', 'rights.review', 'own.role-ending'],
    changes: ['account.made', 'rights.given', 'rights.ended'],
    series: ['sign-ins', 'reading'],
  },
  auditor: {
    waiting: ['log.pending', 'own.role-ending'],
    changes: ['log.head', 'rights.given', 'rights.ended'],
    series: ['reading'],
  },
  finance: reader,
  administrator: {
    waiting: ['rights.review', 'rights.ending', 'own.role-ending'],
    changes: ['account.made', 'rights.given', 'rights.ended'],
    series: ['sign-ins'],
  },
};

/** The cards of a role; none for a role without a start page. */
export function cardsOf(role: string | null): Cards | undefined {
  return role !== null && Object.hasOwn(cards, role) ? cards[role as keyof typeof cards] : undefined;
}

/**
 * How long the house gives itself, in days. Where a law sets the time, the area that owns it gives the deadline instead.
 */
export const houseRules = {
  /** A submission held back is answered. */
  quarantine: 7,
  /** An emergency opening is reviewed. */
  emergency: 3,
  /** A discrepancy is decided; a delivery is unpacked; the tubes of a reservation are picked. */
  discrepancy: 3,
  delivery: 1,
  picking: 14,
  /** So long before a right or care relation ends it is shown. */
  ending: 30,
} as const;
