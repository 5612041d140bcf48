import type { IconName } from '../components/icon.tsx';
import { may, type Right } from '../session/rights.ts';
import type { Role } from '../session/roles.ts';
import type { Session } from '../session/session.ts';

/** A part of the house, with a place in the list at the left. */
export interface Area {
  to: string;
  /** Other beginnings of addresses that belong here. */
  also?: readonly string[];
  icon: IconName;
  /** Key of its name among the areas of the frame. */
  word: string;
  /** The right that opens it; everybody without one. */
  right?: Right;
  /** For people in a role only: neither for the public nor for the operator. */
  personOnly?: boolean;
  /** For whoever has not signed in: others come there by the pages of their areas. */
  publicOnly?: boolean;
  /** Roles that have the right but do their work elsewhere. */
  notFor?: readonly Role[];
}

/** In the order they stand; a role sees at most eight. */
export const areas: readonly Area[] = [
  { to: '/', icon: 'start', word: 'start' },
  {
    to: '/patients',
    icon: 'person',
    word: 'patients',
    right: 'care.relation.read',
    personOnly: true,
    notFor: ['data-protection-officer', 'security-officer', 'auditor'],
  },
  {
    to: '/choices',
    icon: 'person',
    word: 'choices',
    right: 'consent.any.change',
    personOnly: true,
    // On the page of the patient or person.
    notFor: ['clinician', 'data-protection-officer'],
  },
  { to: '/overview', icon: 'region', word: 'overview', personOnly: true, notFor: ['citizen'] },
  {
    to: '/variants',
    also: ['/regions'],
    icon: 'variant',
    word: 'variants',
    // Those who work with people and specimens get there by the search.
    notFor: ['citizen', 'coordinator', 'register-owner'],
  },
  { to: '/genomes', icon: 'genomes', word: 'genomes', right: 'genomes.metadata.read' },
  { to: '/submissions', icon: 'submission', word: 'submissions', right: 'genomes.submissions.read' },
  { to: '/datasets', icon: 'dataset', word: 'datasets', notFor: ['citizen', 'coordinator', 'register-owner'] },
  {
    to: '/catalogue',
    icon: 'rows',
    word: 'catalogue',
    notFor: ['citizen', 'interpreter', 'bioinformatician', 'data-protection-officer'],
  },
  { to: '/cohorts', icon: 'people', word: 'cohorts', right: 'cohorts.use', personOnly: true },
  { to: '/register', icon: 'register', word: 'register', right: 'register.search', personOnly: true },
  {
    to: '/applications',
    also: ['/permits', '/enquiries'],
    icon: 'submission',
    word: 'applications',
    right: 'access.applications.write',
    personOnly: true,
  },
  {
    to: '/cases',
    also: ['/applications', '/permits', '/enquiries', '/relinkings'],
    icon: 'log',
    word: 'cases',
    right: 'access.enquiries.answer',
    personOnly: true,
  },
  { to: '/projects', icon: 'house', word: 'projects', publicOnly: true },
  {
    to: '/biobank',
    icon: 'submission',
    word: 'biobank',
    right: 'biobank.dispensing.read',
    personOnly: true,
    // Works in cases; a reservation is opened from there.
    notFor: ['coordinator'],
  },
  { to: '/administration', icon: 'key', word: 'administration', right: 'accounts.manage' },
  { to: '/audit', icon: 'log', word: 'audit', right: 'audit.all.read' },
  { to: '/security', icon: 'eye', word: 'security', right: 'audit.security.read', personOnly: true },
  { to: '/privacy', icon: 'shield', word: 'privacy', right: 'gdpr.record-of-processing.read', personOnly: true },
];

/** The areas of a session. */
export function areasOf(session: Session | undefined): readonly Area[] {
  const person = session?.kind === 'person';
  const role = session?.visit?.role;
  return areas.filter(({ right, personOnly, publicOnly, notFor }) => {
    if (personOnly && !person) return false;
    if (publicOnly && (session?.kind ?? 'public') !== 'public') return false;
    if (person && role !== undefined && notFor?.includes(role)) return false;
    return right === undefined || may(session, right);
  });
}

/** Whether a page belongs to an area. */
export function isIn(path: string, { to, also = [] }: Area): boolean {
  if (to === '/') return path === '/';
  return [to, ...also].some((start) => path === start || path.startsWith(`${start}/`));
}
