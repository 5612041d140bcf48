import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../components/lazy-page.tsx';
import {
  readCohortsSearch,
  readDatasetsSearch,
  readGenomeSearch,
  readGenomesSearch,
  readLookUpSearch,
  readNewCohortSearch,
  readRegionSearch,
  readSubmissionsSearch,
  readVariantSearch,
} from '../search-params.ts';
import { root } from './root.tsx';

const submissions = createRoute({
  getParentRoute: () => root,
  path: '/submissions',
  validateSearch: readSubmissionsSearch,
  component: lazyPage(() => import('../genomes/archive/submissions-page.tsx'), 'SubmissionsPage'),
});
const upload = createRoute({
  getParentRoute: () => root,
  path: '/submissions/new',
  component: lazyPage(() => import('../genomes/archive/upload-page.tsx'), 'UploadPage'),
});
const submission = createRoute({
  getParentRoute: () => root,
  path: '/submissions/$id',
  component: lazyPage(() => import('../genomes/archive/submission-page.tsx'), 'SubmissionPage'),
});
const genomes = createRoute({
  getParentRoute: () => root,
  path: '/genomes',
  validateSearch: readGenomesSearch,
  component: lazyPage(() => import('../genomes/archive/genomes-page.tsx'), 'GenomesPage'),
});
const genome = createRoute({
  getParentRoute: () => root,
  path: '/genomes/$id',
  validateSearch: readGenomeSearch,
  component: lazyPage(() => import('../genomes/archive/genome-page.tsx'), 'GenomePage'),
});
const datasets = createRoute({
  getParentRoute: () => root,
  path: '/datasets',
  validateSearch: readDatasetsSearch,
  component: lazyPage(() => import('../genomes/archive/datasets-page.tsx'), 'DatasetsPage'),
});
const dataset = createRoute({
  getParentRoute: () => root,
  path: '/datasets/$name',
  component: lazyPage(() => import('../genomes/archive/dataset-page.tsx'), 'DatasetPage'),
});
const lookUp = createRoute({
  getParentRoute: () => root,
  path: '/variants',
  validateSearch: readLookUpSearch,
  component: lazyPage(() => import('../genomes/variants/look-up-page.tsx'), 'LookUpPage'),
});
const variant = createRoute({
  getParentRoute: () => root,
  path: '/variants/$reference/$key',
  validateSearch: readVariantSearch,
  component: lazyPage(() => import('../genomes/variants/variant-page.tsx'), 'VariantPage'),
});
const region = createRoute({
  getParentRoute: () => root,
  path: '/regions/$reference/$region',
  validateSearch: readRegionSearch,
  component: lazyPage(() => import('../genomes/variants/region-page.tsx'), 'RegionPage'),
});
const cohorts = createRoute({
  getParentRoute: () => root,
  path: '/cohorts',
  validateSearch: readCohortsSearch,
  component: lazyPage(() => import('../cohorts/cohorts-page.tsx'), 'CohortsPage'),
});
const newCohort = createRoute({
  getParentRoute: () => root,
  path: '/cohorts/new',
  validateSearch: readNewCohortSearch,
  component: lazyPage(() => import('../cohorts/new-cohort-page.tsx'), 'NewCohortPage'),
});
const cohort = createRoute({
  getParentRoute: () => root,
  path: '/cohorts/$id',
  component: lazyPage(() => import('../cohorts/cohort-page.tsx'), 'CohortPage'),
});

/** Submissions, genomes, variants and cohorts. */
export const genomesRoutes = [
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
] as const;
