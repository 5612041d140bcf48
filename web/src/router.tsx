import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import {
  readApplicationSearch,
  readNewApplicationSearch,
  readNewEnquirySearch,
  readProjectsSearch,
  readQueueSearch,
} from './access/access-search.ts';
import {
  readDiscrepanciesSearch,
  readReservationsSearch,
  readSpecimensSearch,
  readStorageSearch,
} from './biobank/biobank-search.ts';
import { readCatalogueSearch } from './catalogue/catalogue-search.ts';
import { readGuidanceSearch } from './catalogue/guidance-search.ts';
import { readCitizenSearch } from './citizen/citizen-search.ts';
import { firstPage, lazyPage, PageError } from './components/lazy-page.tsx';
import { Skeleton } from './components/states.tsx';
import { readRegisterSearch } from './register/address.ts';
import {
  readCohortsSearch,
  readDatasetsSearch,
  readGenomeSearch,
  readGenomesSearch,
  readHitsSearch,
  readLookUpSearch,
  readNewCohortSearch,
  readOverviewSearch,
  readRegionSearch,
  readSubmissionsSearch,
  readVariantSearch,
} from './search-params.ts';
import { Frame } from './shell/frame.tsx';
import { NotFound } from './shell/not-found.tsx';
import { readSignInSearch } from './sign-in/sign-in-search.ts';
import { readAccountsSearch } from './trust/accounts/administration-search.ts';
import { readAuditSearch, readPeriodSearch } from './trust/audit/audit-search.ts';
import { readEgressSearch } from './trust/security/egress-search.ts';

const root = createRootRoute({ component: Frame, notFoundComponent: NotFound });

const overview = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: readOverviewSearch,
  component: firstPage(() => import('./home/home-page.tsx'), 'HomePage'),
});
const submissions = createRoute({
  getParentRoute: () => root,
  path: '/submissions',
  validateSearch: readSubmissionsSearch,
  component: lazyPage(() => import('./genomes/archive/submissions-page.tsx'), 'SubmissionsPage'),
});
const upload = createRoute({
  getParentRoute: () => root,
  path: '/submissions/new',
  component: lazyPage(() => import('./genomes/archive/upload-page.tsx'), 'UploadPage'),
});
const submission = createRoute({
  getParentRoute: () => root,
  path: '/submissions/$id',
  component: lazyPage(() => import('./genomes/archive/submission-page.tsx'), 'SubmissionPage'),
});
const genomes = createRoute({
  getParentRoute: () => root,
  path: '/genomes',
  validateSearch: readGenomesSearch,
  component: lazyPage(() => import('./genomes/archive/genomes-page.tsx'), 'GenomesPage'),
});
const genome = createRoute({
  getParentRoute: () => root,
  path: '/genomes/$id',
  validateSearch: readGenomeSearch,
  component: lazyPage(() => import('./genomes/archive/genome-page.tsx'), 'GenomePage'),
});
const datasets = createRoute({
  getParentRoute: () => root,
  path: '/datasets',
  validateSearch: readDatasetsSearch,
  component: lazyPage(() => import('./genomes/archive/datasets-page.tsx'), 'DatasetsPage'),
});
const dataset = createRoute({
  getParentRoute: () => root,
  path: '/datasets/$name',
  component: lazyPage(() => import('./genomes/archive/dataset-page.tsx'), 'DatasetPage'),
});
const lookUp = createRoute({
  getParentRoute: () => root,
  path: '/variants',
  validateSearch: readLookUpSearch,
  component: lazyPage(() => import('./genomes/variants/look-up-page.tsx'), 'LookUpPage'),
});
const variant = createRoute({
  getParentRoute: () => root,
  path: '/variants/$reference/$key',
  validateSearch: readVariantSearch,
  component: lazyPage(() => import('./genomes/variants/variant-page.tsx'), 'VariantPage'),
});
const region = createRoute({
  getParentRoute: () => root,
  path: '/regions/$reference/$region',
  validateSearch: readRegionSearch,
  component: lazyPage(() => import('./genomes/variants/region-page.tsx'), 'RegionPage'),
});
const cohorts = createRoute({
  getParentRoute: () => root,
  path: '/cohorts',
  validateSearch: readCohortsSearch,
  component: lazyPage(() => import('./cohorts/cohorts-page.tsx'), 'CohortsPage'),
});
const newCohort = createRoute({
  getParentRoute: () => root,
  path: '/cohorts/new',
  validateSearch: readNewCohortSearch,
  component: lazyPage(() => import('./cohorts/new-cohort-page.tsx'), 'NewCohortPage'),
});
const cohort = createRoute({
  getParentRoute: () => root,
  path: '/cohorts/$id',
  component: lazyPage(() => import('./cohorts/cohort-page.tsx'), 'CohortPage'),
});
const register = createRoute({
  getParentRoute: () => root,
  path: '/register',
  validateSearch: readRegisterSearch,
  component: lazyPage(() => import('./register/register-page.tsx'), 'RegisterPage'),
});
const registerQuestions = createRoute({
  getParentRoute: () => root,
  path: '/register/questions',
  component: lazyPage(() => import('./register/questions-page.tsx'), 'QuestionsPage'),
});
const catalogue = createRoute({
  getParentRoute: () => root,
  path: '/catalogue',
  validateSearch: readCatalogueSearch,
  component: lazyPage(() => import('./catalogue/catalogue-page.tsx'), 'CataloguePage'),
});
const catalogueCollection = createRoute({
  getParentRoute: () => root,
  path: '/catalogue/collections/$id',
  component: lazyPage(() => import('./catalogue/entry-page.tsx'), 'CollectionPage'),
});
const catalogueBiobank = createRoute({
  getParentRoute: () => root,
  path: '/catalogue/biobanks/$id',
  component: lazyPage(() => import('./catalogue/entry-page.tsx'), 'BiobankPage'),
});
const catalogueNetwork = createRoute({
  getParentRoute: () => root,
  path: '/catalogue/networks/$id',
  component: lazyPage(() => import('./catalogue/entry-page.tsx'), 'NetworkPage'),
});
const catalogueStudy = createRoute({
  getParentRoute: () => root,
  path: '/catalogue/studies/$id',
  component: lazyPage(() => import('./catalogue/entry-page.tsx'), 'StudyPage'),
});
const catalogueRegisters = createRoute({
  getParentRoute: () => root,
  path: '/catalogue/registers',
  component: lazyPage(() => import('./catalogue/registers-page.tsx'), 'RegistersPage'),
});
const catalogueRegister = createRoute({
  getParentRoute: () => root,
  path: '/catalogue/registers/$feed',
  component: lazyPage(() => import('./catalogue/registers-page.tsx'), 'RegisterCataloguePage'),
});
const guidance = createRoute({
  getParentRoute: () => root,
  path: '/catalogue/guidance',
  component: lazyPage(() => import('./catalogue/guidance-page.tsx'), 'GuidancePage'),
});
const guide = createRoute({
  getParentRoute: () => root,
  path: '/catalogue/guidance/$page',
  validateSearch: readGuidanceSearch,
  component: lazyPage(() => import('./catalogue/guidance-page.tsx'), 'GuidePageView'),
});
const hits = createRoute({
  getParentRoute: () => root,
  path: '/search',
  validateSearch: readHitsSearch,
  component: lazyPage(() => import('./search/search-page.tsx'), 'SearchPage'),
});

const nationOverview = createRoute({
  getParentRoute: () => root,
  path: '/overview',
  validateSearch: readOverviewSearch,
  component: lazyPage(() => import('./overview/overview-page.tsx'), 'OverviewPage'),
});
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: readSignInSearch,
  component: firstPage(() => import('./sign-in/sign-in-page.tsx'), 'SignInPage'),
});
const profile = createRoute({
  getParentRoute: () => root,
  path: '/profile',
  component: lazyPage(() => import('./trust/profile/profile-page.tsx'), 'ProfilePage'),
});
const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  validateSearch: readAuditSearch,
  component: lazyPage(() => import('./trust/audit/audit-page.tsx'), 'AuditPage'),
});
const auditHeads = createRoute({
  getParentRoute: () => root,
  path: '/audit/heads',
  component: lazyPage(() => import('./trust/audit/heads-page.tsx'), 'HeadsPage'),
});
const auditEntry = createRoute({
  getParentRoute: () => root,
  path: '/audit/$number',
  component: lazyPage(() => import('./trust/audit/entry-page.tsx'), 'EntryPage'),
});
const security = createRoute({
  getParentRoute: () => root,
  path: '/security',
  validateSearch: readPeriodSearch,
  component: lazyPage(() => import('./trust/security/security-page.tsx'), 'SecurityPage'),
});

const egress = createRoute({
  getParentRoute: () => root,
  path: '/security/egress',
  validateSearch: readEgressSearch,
  component: lazyPage(() => import('./trust/security/egress-page.tsx'), 'EgressPage'),
});

const accounts = createRoute({
  getParentRoute: () => root,
  path: '/administration',
  validateSearch: readAccountsSearch,
  component: lazyPage(() => import('./trust/accounts/accounts-page.tsx'), 'AccountsPage'),
});
const account = createRoute({
  getParentRoute: () => root,
  path: '/administration/accounts/$id',
  component: lazyPage(() => import('./trust/accounts/account-page.tsx'), 'AccountPage'),
});
const organisations = createRoute({
  getParentRoute: () => root,
  path: '/administration/organisations',
  component: lazyPage(() => import('./trust/accounts/organisations-page.tsx'), 'OrganisationsPage'),
});
const reviews = createRoute({
  getParentRoute: () => root,
  path: '/administration/reviews',
  component: lazyPage(() => import('./trust/accounts/reviews-page.tsx'), 'ReviewsPage'),
});
const review = createRoute({
  getParentRoute: () => root,
  path: '/administration/reviews/$id',
  component: lazyPage(() => import('./trust/accounts/review-page.tsx'), 'ReviewPage'),
});
const patients = createRoute({
  getParentRoute: () => root,
  path: '/patients',
  component: lazyPage(() => import('./trust/patients/patients-page.tsx'), 'PatientsPage'),
});
const writtenChoices = createRoute({
  getParentRoute: () => root,
  path: '/choices',
  component: lazyPage(() => import('./trust/patients/written-choices-page.tsx'), 'WrittenChoicesPage'),
});
const patient = createRoute({
  getParentRoute: () => root,
  path: '/patients/$id',
  component: lazyPage(() => import('./trust/patients/patient-page.tsx'), 'PatientPage'),
});
const privacy = createRoute({
  getParentRoute: () => root,
  path: '/privacy',
  component: lazyPage(() => import('./trust/privacy/record-page.tsx'), 'RecordPage'),
});
const emergency = createRoute({
  getParentRoute: () => root,
  path: '/privacy/emergency',
  component: lazyPage(() => import('./trust/privacy/emergency-page.tsx'), 'EmergencyPage'),
});

const breaches = createRoute({
  getParentRoute: () => root,
  path: '/privacy/breaches',
  component: lazyPage(() => import('./trust/privacy/breaches-page.tsx'), 'BreachesPage'),
});
const breach = createRoute({
  getParentRoute: () => root,
  path: '/privacy/breaches/$id',
  component: lazyPage(() => import('./trust/privacy/breach-page.tsx'), 'BreachPage'),
});
const accessReport = createRoute({
  getParentRoute: () => root,
  path: '/privacy/access-report',
  component: lazyPage(() => import('./trust/privacy/access-report-page.tsx'), 'AccessReportPage'),
});

const biobank = createRoute({
  getParentRoute: () => root,
  path: '/biobank',
  component: lazyPage(() => import('./biobank/overview/overview-page.tsx'), 'BiobankPage'),
});
const biobankSpecimens = createRoute({
  getParentRoute: () => root,
  path: '/biobank/specimens',
  validateSearch: readSpecimensSearch,
  component: lazyPage(() => import('./biobank/specimens/specimens-page.tsx'), 'SpecimensPage'),
});
const biobankSpecimen = createRoute({
  getParentRoute: () => root,
  path: '/biobank/specimens/$code',
  component: lazyPage(() => import('./biobank/specimens/specimen-page.tsx'), 'SpecimenPage'),
});
const reservations = createRoute({
  getParentRoute: () => root,
  path: '/biobank/reservations',
  validateSearch: readReservationsSearch,
  component: lazyPage(() => import('./biobank/dispensing/reservations-page.tsx'), 'ReservationsPage'),
});
const reservation = createRoute({
  getParentRoute: () => root,
  path: '/biobank/reservations/$id',
  component: lazyPage(() => import('./biobank/dispensing/reservation-page.tsx'), 'ReservationPage'),
});
const shipment = createRoute({
  getParentRoute: () => root,
  path: '/biobank/shipments/$id',
  component: lazyPage(() => import('./biobank/dispensing/shipment-page.tsx'), 'ShipmentPage'),
});
const storage = createRoute({
  getParentRoute: () => root,
  path: '/biobank/storage',
  validateSearch: readStorageSearch,
  component: lazyPage(() => import('./biobank/storage/storage-page.tsx'), 'StoragePage'),
});
const discrepancies = createRoute({
  getParentRoute: () => root,
  path: '/biobank/discrepancies',
  validateSearch: readDiscrepanciesSearch,
  component: lazyPage(() => import('./biobank/discrepancies-page.tsx'), 'DiscrepanciesPage'),
});
const movingIn = createRoute({
  getParentRoute: () => root,
  path: '/biobank/moving-in',
  component: lazyPage(() => import('./biobank/moving-in/moving-in-page.tsx'), 'MovingInPage'),
});
const bench = createRoute({
  getParentRoute: () => root,
  path: '/biobank/bench',
  component: lazyPage(() => import('./biobank/bench/bench-page.tsx'), 'BenchPage'),
});
const benchReceive = createRoute({
  getParentRoute: () => root,
  path: '/biobank/bench/receive/$id',
  component: lazyPage(() => import('./biobank/bench/receive-page.tsx'), 'ReceivePage'),
});
const benchPick = createRoute({
  getParentRoute: () => root,
  path: '/biobank/bench/pick/$id',
  component: lazyPage(() => import('./biobank/bench/pick-page.tsx'), 'PickPage'),
});
const benchReceipt = createRoute({
  getParentRoute: () => root,
  path: '/biobank/bench/receipt/$id',
  component: lazyPage(() => import('./biobank/bench/receipt-page.tsx'), 'ReceiptPage'),
});
const benchLaboratory = createRoute({
  getParentRoute: () => root,
  path: '/biobank/bench/laboratory',
  component: lazyPage(() => import('./biobank/bench/laboratory-page.tsx'), 'LaboratoryPage'),
});
const benchPlace = createRoute({
  getParentRoute: () => root,
  path: '/biobank/bench/place',
  component: lazyPage(() => import('./biobank/bench/place-page.tsx'), 'PlacePage'),
});
const benchRack = createRoute({
  getParentRoute: () => root,
  path: '/biobank/bench/rack',
  component: lazyPage(() => import('./biobank/bench/rack-page.tsx'), 'RackPage'),
});

const ownStored = createRoute({
  getParentRoute: () => root,
  path: '/me',
  validateSearch: readCitizenSearch,
  component: lazyPage(() => import('./citizen/stored-page.tsx'), 'StoredPage'),
});
const ownLog = createRoute({
  getParentRoute: () => root,
  path: '/me/log',
  validateSearch: readCitizenSearch,
  component: lazyPage(() => import('./citizen/log-page.tsx'), 'LogPage'),
});
const ownUses = createRoute({
  getParentRoute: () => root,
  path: '/me/uses',
  validateSearch: readCitizenSearch,
  component: lazyPage(() => import('./citizen/uses-page.tsx'), 'UsesPage'),
});
const ownChoices = createRoute({
  getParentRoute: () => root,
  path: '/me/choices',
  validateSearch: readCitizenSearch,
  component: lazyPage(() => import('./citizen/choices-page.tsx'), 'ChoicesPage'),
});
const ownChildren = createRoute({
  getParentRoute: () => root,
  path: '/me/children',
  validateSearch: readCitizenSearch,
  component: lazyPage(() => import('./citizen/children-page.tsx'), 'ChildrenPage'),
});
const ownCopy = createRoute({
  getParentRoute: () => root,
  path: '/me/copy',
  validateSearch: readCitizenSearch,
  component: lazyPage(() => import('./citizen/copy-page.tsx'), 'CopyPage'),
});
const caseQueue = createRoute({
  getParentRoute: () => root,
  path: '/cases',
  validateSearch: readQueueSearch,
  component: lazyPage(() => import('./access/queue-page.tsx'), 'QueuePage'),
});
const applications = createRoute({
  getParentRoute: () => root,
  path: '/applications',
  component: lazyPage(() => import('./access/applications-page.tsx'), 'ApplicationsPage'),
});
const newApplication = createRoute({
  getParentRoute: () => root,
  path: '/applications/new',
  validateSearch: readNewApplicationSearch,
  component: lazyPage(() => import('./access/new-application-page.tsx'), 'NewApplicationPage'),
});
const application = createRoute({
  getParentRoute: () => root,
  path: '/applications/$id',
  validateSearch: readApplicationSearch,
  component: lazyPage(() => import('./access/application-page.tsx'), 'ApplicationPage'),
});
const newEnquiry = createRoute({
  getParentRoute: () => root,
  path: '/enquiries/new',
  validateSearch: readNewEnquirySearch,
  component: lazyPage(() => import('./access/new-enquiry-page.tsx'), 'NewEnquiryPage'),
});
const enquiry = createRoute({
  getParentRoute: () => root,
  path: '/enquiries/$id',
  component: lazyPage(() => import('./access/enquiry-page.tsx'), 'EnquiryPage'),
});
const permits = createRoute({
  getParentRoute: () => root,
  path: '/permits',
  component: lazyPage(() => import('./access/permits-page.tsx'), 'PermitsPage'),
});
const permit = createRoute({
  getParentRoute: () => root,
  path: '/permits/$id',
  component: lazyPage(() => import('./access/permit-page.tsx'), 'PermitPage'),
});
const relinkings = createRoute({
  getParentRoute: () => root,
  path: '/relinkings',
  component: lazyPage(() => import('./access/relinkings-page.tsx'), 'RelinkingsPage'),
});
const projects = createRoute({
  getParentRoute: () => root,
  path: '/projects',
  validateSearch: readProjectsSearch,
  component: lazyPage(() => import('./access/projects-page.tsx'), 'ProjectsPage'),
});
const project = createRoute({
  getParentRoute: () => root,
  path: '/projects/$id',
  component: lazyPage(() => import('./access/project-page.tsx'), 'ProjectPage'),
});

const accessibility = createRoute({
  getParentRoute: () => root,
  path: '/accessibility',
  component: lazyPage(() => import('./accessibility/statement-page.tsx'), 'StatementPage'),
});

/** The pages and their addresses. Every page's code comes when it is first opened. */
export const router = createRouter({
  routeTree: root.addChildren([
    overview,
    submissions,
    upload,
    submission,
    genomes,
    genome,
    datasets,
    dataset,
    lookUp,
    variant,
    region,
    cohorts,
    newCohort,
    cohort,
    register,
    registerQuestions,
    catalogue,
    catalogueCollection,
    catalogueBiobank,
    catalogueNetwork,
    catalogueStudy,
    catalogueRegisters,
    catalogueRegister,
    guidance,
    guide,
    hits,
    nationOverview,
    signIn,
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
    biobank,
    biobankSpecimens,
    biobankSpecimen,
    reservations,
    reservation,
    shipment,
    storage,
    discrepancies,
    movingIn,
    bench,
    benchReceive,
    benchPick,
    benchReceipt,
    benchLaboratory,
    benchPlace,
    benchRack,
    ownStored,
    ownLog,
    ownUses,
    ownChoices,
    ownChildren,
    ownCopy,
    caseQueue,
    applications,
    newApplication,
    application,
    newEnquiry,
    enquiry,
    permits,
    permit,
    relinkings,
    projects,
    project,
    accessibility,
  ]),
  pathParamsAllowedCharacters: [':', '+', '@', ','],
  defaultPreload: 'intent',
  defaultPendingComponent: Skeleton,
  defaultErrorComponent: PageError,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
