import type { Role } from './roles.ts';
import { type Session, useSession } from './session.ts';

const clinic = ['clinician', 'interpreter', 'network-member'] as const;
/** Whoever keeps specimens, or answers for how they are kept. */
const keepers = ['biobank-staff', 'quality-manager', 'laboratory', 'register-owner', 'coordinator'] as const;
const laboratory = ['laboratory', 'quality-manager', 'bioinformatician', 'pipeline'] as const;

/**
 * Which roles a page offers what: by the act of the server's policies, of which a test says that this table is a true copy.
 * The server decides; this spares a person the refusal.
 */
export const holders = {
  'genomes.metadata.read': [...clinic, ...laboratory],
  'genomes.calls.read': [...clinic, 'laboratory', 'bioinformatician', 'pipeline'],
  'genomes.submissions.read': laboratory,
  'genomes.submissions.create': ['laboratory', 'quality-manager', 'pipeline'],
  'genomes.submissions.decide': ['quality-manager'],
  'variants.carriers.read': clinic,
  'cohorts.use': ['researcher', 'register-owner', 'interpreter', 'bioinformatician', 'coordinator'],
  'register.search': [
    'researcher',
    'clinician',
    'interpreter',
    'bioinformatician',
    'committee-member',
    'network-member',
    'register-owner',
    'coordinator',
    'biobank-staff',
  ],
  'people.identify': ['clinician', 'laboratory', 'data-protection-officer', 'coordinator', 'register-owner'],
  'consent.any.change': ['clinician', 'data-protection-officer', 'coordinator', 'register-owner'],
  'people.read': [...clinic, 'data-protection-officer', 'coordinator'],
  'people.own.read': ['citizen'],
  'care.relation.read': [...clinic, 'data-protection-officer', 'security-officer', 'auditor'],
  'care.relation.manage': ['clinician', 'network-member'],
  'care.break-glass': ['clinician'],
  'care.break-glass.review': ['data-protection-officer'],
  'audit.all.read': ['auditor', 'data-protection-officer'],
  'audit.security.read': ['security-officer', 'data-protection-officer'],
  'operation.egress.read': ['security-officer', 'auditor', 'data-protection-officer'],
  'accounts.read': ['administrator', 'security-officer', 'auditor', 'data-protection-officer'],
  'accounts.manage': ['administrator'],
  'accounts.review': ['administrator', 'security-officer'],
  'organisations.manage': ['administrator'],
  'gdpr.record-of-processing.read': [
    'data-protection-officer',
    'auditor',
    'security-officer',
    'coordinator',
    'committee-member',
    'administrator',
  ],
  'access.enquiries.use': ['researcher'],
  'access.enquiries.answer': ['coordinator', 'register-owner', 'committee-member', 'data-protection-officer'],
  'access.applications.read': [
    'researcher',
    'coordinator',
    'register-owner',
    'committee-member',
    'data-protection-officer',
    'biobank-staff',
    'auditor',
    'security-officer',
  ],
  'access.applications.write': ['researcher'],
  'access.applications.process': ['coordinator'],
  'access.approvals.decide': ['committee-member', 'data-protection-officer', 'register-owner'],
  'access.permits.read': [
    'researcher',
    'coordinator',
    'register-owner',
    'committee-member',
    'data-protection-officer',
    'biobank-staff',
    'auditor',
    'security-officer',
    'output-checker',
  ],
  'access.permits.manage': ['coordinator'],
  'access.relinking.ask': ['coordinator', 'register-owner'],
  'access.relinking.agree': ['data-protection-officer'],
  'gdpr.breach.manage': ['data-protection-officer', 'security-officer'],
  'biobank.specimens.read': [...keepers, 'clinician', 'interpreter'],
  'biobank.reception.read': keepers,
  'biobank.specimens.receive': ['biobank-staff', 'laboratory'],
  'biobank.specimens.process': ['biobank-staff', 'laboratory'],
  'biobank.specimens.import': ['biobank-staff', 'register-owner'],
  'biobank.dispensing.read': keepers,
  'biobank.dispensing.reserve': ['biobank-staff', 'register-owner', 'coordinator'],
  'biobank.dispensing.dispense': ['biobank-staff'],
  'biobank.storage.read': ['biobank-staff', 'quality-manager', 'laboratory', 'register-owner'],
  'biobank.storage.place': ['biobank-staff', 'laboratory'],
  'biobank.storage.manage': ['biobank-staff', 'register-owner'],
  'biobank.manage': ['register-owner'],
  'register.catalogue.keep': ['register-owner', 'coordinator'],
  'register.catalogue.import': ['coordinator'],
  'gdpr.access-report': ['data-protection-officer'],
} as const satisfies Record<string, readonly Role[]>;

/** An act that pages offer or leave out. */
export type Right = keyof typeof holders;

/** Whether a session may be offered something; the local operator may do everything. */
export function may(session: Session | undefined, right: Right): boolean {
  if (!session) return false;
  if (session.kind === 'operator') return true;
  const role = session.visit?.role;
  return role !== undefined && (holders[right] as readonly Role[]).includes(role);
}

/** Whether this browser's session may be offered something. */
export function useMay(right: Right): boolean {
  return may(useSession(), right);
}
