import { may, type Right } from '../session/rights.ts';
import type { Session } from '../session/session.ts';

/** What somebody must be allowed to open the pages below an address; the first that fits. Pages not named are everybody's. */
const pageRights: readonly (readonly [start: string, right: Right | null])[] = [
  ['/submissions/new', 'genomes.submissions.create'],
  ['/submissions', 'genomes.submissions.read'],
  ['/genomes', 'genomes.metadata.read'],
  ['/cohorts', 'cohorts.use'],
  ['/register', 'register.search'],
  ['/cases', 'access.enquiries.answer'],
  ['/applications/new', 'access.applications.write'],
  ['/applications', 'access.applications.read'],
  ['/enquiries/new', 'access.enquiries.use'],
  ['/permits', 'access.permits.read'],
  ['/patients', 'care.relation.read'],
  ['/choices', 'consent.any.change'],
  // Heads and proofs are hashes, for whoever wants to follow the log.
  ['/audit/heads', null],
  ['/audit', 'audit.all.read'],
  ['/security', 'audit.security.read'],
  ['/administration/organisations', null],
  ['/administration/reviews', 'accounts.review'],
  ['/administration', 'accounts.read'],
  ['/privacy/breaches', 'gdpr.breach.manage'],
  ['/privacy/access-report', 'gdpr.access-report'],
  ['/privacy/emergency', 'care.break-glass.review'],
  ['/privacy', 'gdpr.record-of-processing.read'],
  ['/biobank/bench/pick', 'biobank.dispensing.dispense'],
  ['/biobank/bench/receipt', 'biobank.dispensing.dispense'],
  ['/biobank/bench/receive', 'biobank.specimens.receive'],
  ['/biobank/bench/place', 'biobank.storage.place'],
  ['/biobank/bench/rack', 'biobank.storage.place'],
  ['/biobank/bench', 'biobank.specimens.process'],
  ['/biobank/moving-in', 'biobank.specimens.import'],
  ['/biobank/kits', 'biobank.specimens.receive'],
  ['/biobank/robots', 'biobank.storage.read'],
  ['/biobank/storage', 'biobank.storage.read'],
  ['/biobank/specimens', 'biobank.specimens.read'],
  ['/biobank/discrepancies', 'biobank.reception.read'],
  ['/biobank', 'biobank.dispensing.read'],
  ['/me', 'people.own.read'],
];

/** Whether a person in a role may open a page; the server decides over what is on it, and over everybody else. */
export function mayOpen(session: Session | undefined, path: string): boolean {
  if (session?.kind !== 'person') return true;
  const right = pageRights.find(([start]) => path === start || path.startsWith(`${start}/`))?.[1] ?? null;
  // Whoever may read somebody by the law of another act comes to the page of that person too.
  if (right === 'care.relation.read' && may(session, 'people.read')) return true;
  return right === null || may(session, right);
}
