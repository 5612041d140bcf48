import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../components/lazy-page.tsx';
import { readAccountsSearch } from '../trust/accounts/administration-search.ts';
import { readAuditSearch, readPeriodSearch } from '../trust/audit/audit-search.ts';
import { readEgressSearch } from '../trust/security/egress-search.ts';
import { root } from './root.tsx';

const profile = createRoute({
  getParentRoute: () => root,
  path: '/profile',
  component: lazyPage(() => import('../trust/profile/profile-page.tsx'), 'ProfilePage'),
});
const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  validateSearch: readAuditSearch,
  component: lazyPage(() => import('../trust/audit/audit-page.tsx'), 'AuditPage'),
});
const auditHeads = createRoute({
  getParentRoute: () => root,
  path: '/audit/heads',
  component: lazyPage(() => import('../trust/audit/heads-page.tsx'), 'HeadsPage'),
});
const auditEntry = createRoute({
  getParentRoute: () => root,
  path: '/audit/$number',
  component: lazyPage(() => import('../trust/audit/entry-page.tsx'), 'EntryPage'),
});
const security = createRoute({
  getParentRoute: () => root,
  path: '/security',
  validateSearch: readPeriodSearch,
  component: lazyPage(() => import('../trust/security/security-page.tsx'), 'SecurityPage'),
});
const egress = createRoute({
  getParentRoute: () => root,
  path: '/security/egress',
  validateSearch: readEgressSearch,
  component: lazyPage(() => import('../trust/security/egress-page.tsx'), 'EgressPage'),
});
const accounts = createRoute({
  getParentRoute: () => root,
  path: '/administration',
  validateSearch: readAccountsSearch,
  component: lazyPage(() => import('../trust/accounts/accounts-page.tsx'), 'AccountsPage'),
});
const account = createRoute({
  getParentRoute: () => root,
  path: '/administration/accounts/$id',
  component: lazyPage(() => import('../trust/accounts/account-page.tsx'), 'AccountPage'),
});
const organisations = createRoute({
  getParentRoute: () => root,
  path: '/administration/organisations',
  component: lazyPage(() => import('../trust/accounts/organisations-page.tsx'), 'OrganisationsPage'),
});
const reviews = createRoute({
  getParentRoute: () => root,
  path: '/administration/reviews',
  component: lazyPage(() => import('../trust/accounts/reviews-page.tsx'), 'ReviewsPage'),
});
const review = createRoute({
  getParentRoute: () => root,
  path: '/administration/reviews/$id',
  component: lazyPage(() => import('../trust/accounts/review-page.tsx'), 'ReviewPage'),
});
const patients = createRoute({
  getParentRoute: () => root,
  path: '/patients',
  component: lazyPage(() => import('../trust/patients/patients-page.tsx'), 'PatientsPage'),
});
const writtenChoices = createRoute({
  getParentRoute: () => root,
  path: '/choices',
  component: lazyPage(() => import('../trust/patients/written-choices-page.tsx'), 'WrittenChoicesPage'),
});
const patient = createRoute({
  getParentRoute: () => root,
  path: '/patients/$id',
  component: lazyPage(() => import('../trust/patients/patient-page.tsx'), 'PatientPage'),
});
const privacy = createRoute({
  getParentRoute: () => root,
  path: '/privacy',
  component: lazyPage(() => import('../trust/privacy/record-page.tsx'), 'RecordPage'),
});
const emergency = createRoute({
  getParentRoute: () => root,
  path: '/privacy/emergency',
  component: lazyPage(() => import('../trust/privacy/emergency-page.tsx'), 'EmergencyPage'),
});
const breaches = createRoute({
  getParentRoute: () => root,
  path: '/privacy/breaches',
  component: lazyPage(() => import('../trust/privacy/breaches-page.tsx'), 'BreachesPage'),
});
const breach = createRoute({
  getParentRoute: () => root,
  path: '/privacy/breaches/$id',
  component: lazyPage(() => import('../trust/privacy/breach-page.tsx'), 'BreachPage'),
});
const accessReport = createRoute({
  getParentRoute: () => root,
  path: '/privacy/access-report',
  component: lazyPage(() => import('../trust/privacy/access-report-page.tsx'), 'AccessReportPage'),
});

/** Accounts, the access log, patients and data protection. */
export const trustRoutes = [
  profile,
  audit,
  auditHeads,
  auditEntry,
  security,
  egress,
  accounts,
  account,
  organisations,
  reviews,
  review,
  patients,
  writtenChoices,
  patient,
  privacy,
  emergency,
  breaches,
  breach,
  accessReport,
] as const;
