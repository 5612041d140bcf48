import type { Role } from '../../trust/identity/index.ts';

/** What can wait for a person. */
export type WaitingKind =
  | 'submission.quarantined'
  | 'rights.review'
  | 'rights.ending'
  | 'emergency.review'
  | 'emergency.open'
  | 'relation.ending'
  | 'log.pending'
  | 'own.role-ending';

/** What can have changed since a person was here. */
export type ChangeKind =
  | 'submission.ended'
  | 'patient.genome'
  | 'dataset.grown'
  | 'account.made'
  | 'rights.given'
  | 'rights.ended'
  | 'emergency.opened'
  | 'choices.changed'
  | 'log.head'
  | 'own.looked-at';

/** What can be drawn over time. */
export type SeriesKind = 'submissions' | 'reading' | 'sign-ins' | 'choices';

interface Cards {
  waiting: readonly WaitingKind[];
  changes: readonly ChangeKind[];
  series: readonly SeriesKind[];
}

const clinic: Cards = {
  waiting: ['emergency.open', 'relation.ending', 'own.role-ending'],
  changes: ['patient.genome', 'dataset.grown'],
  series: [],
};
const laboratory: Cards = {
  waiting: ['submission.quarantined', 'own.role-ending'],
  changes: ['submission.ended', 'dataset.grown'],
  series: ['submissions'],
};
const reader: Cards = { waiting: ['own.role-ending'], changes: ['dataset.grown'], series: [] };

/** What each role's start page shows, in this order. A role that signs in nowhere has none. */
export const cards: Readonly<Record<Exclude<Role, 'partner-node' | 'pipeline'>, Cards>> = {
  citizen: { waiting: [], changes: ['own.looked-at'], series: [] },
  clinician: clinic,
  interpreter: clinic,
  'network-member': clinic,
  laboratory,
  'quality-manager': laboratory,
  bioinformatician: laboratory,
  'biobank-staff': reader,
  'register-owner': { ...reader, changes: ['dataset.grown', 'choices.changed'], series: ['choices'] },
  researcher: { ...reader, changes: ['dataset.grown', 'choices.changed'] },
  'output-checker': reader,
  coordinator: { ...reader, changes: ['dataset.grown', 'choices.changed'], series: ['choices'] },
  'committee-member': reader,
  'data-protection-officer': {
    waiting: ['emergency.review', 'own.role-ending'],
    changes: ['emergency.opened', 'choices.changed', 'rights.given'],
    series: ['reading', 'choices'],
  },
  'security-officer': {
    waiting: ['rights.review', 'own.role-ending'],
    changes: ['account.made', 'rights.given', 'rights.ended'],
    series: ['sign-ins', 'reading'],
  },
  auditor: {
    waiting: ['log.pending', 'own.role-ending'],
    changes: ['log.head', 'rights.given', 'rights.ended'],
    series: ['reading'],
  },
  finance: { ...reader, series: [] },
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
  /** So long before a right or care relation ends it is shown. */
  ending: 30,
} as const;
