import { createRoute } from '@tanstack/react-router';
import { readCatalogueSearch, readNewEntrySearch } from '../catalogue/catalogue-search.ts';
import { readGuidanceSearch } from '../catalogue/guidance-search.ts';
import { lazyPage } from '../components/lazy-page.tsx';
import { root } from './root.tsx';

const catalogue = createRoute({
  getParentRoute: () => root,
  path: '/catalogue',
  validateSearch: readCatalogueSearch,
  component: lazyPage(() => import('../catalogue/catalogue-page.tsx'), 'CataloguePage'),
});
const catalogueCollection = createRoute({
  getParentRoute: () => root,
  path: '/catalogue/collections/$id',
  component: lazyPage(() => import('../catalogue/entry-page.tsx'), 'CollectionPage'),
});
const catalogueBiobank = createRoute({
  getParentRoute: () => root,
  path: '/catalogue/biobanks/$id',
  component: lazyPage(() => import('../catalogue/entry-page.tsx'), 'BiobankPage'),
});
const catalogueNetwork = createRoute({
  getParentRoute: () => root,
  path: '/catalogue/networks/$id',
  component: lazyPage(() => import('../catalogue/entry-page.tsx'), 'NetworkPage'),
});
const catalogueStudy = createRoute({
  getParentRoute: () => root,
  path: '/catalogue/studies/$id',
  component: lazyPage(() => import('../catalogue/entry-page.tsx'), 'StudyPage'),
});
const catalogueRegisters = createRoute({
  getParentRoute: () => root,
  path: '/catalogue/registers',
  component: lazyPage(() => import('../catalogue/registers-page.tsx'), 'RegistersPage'),
});
const catalogueRegister = createRoute({
  getParentRoute: () => root,
  path: '/catalogue/registers/$feed',
  component: lazyPage(() => import('../catalogue/registers-page.tsx'), 'RegisterCataloguePage'),
});
const guidance = createRoute({
  getParentRoute: () => root,
  path: '/catalogue/guidance',
  component: lazyPage(() => import('../catalogue/guidance-page.tsx'), 'GuidancePage'),
});
const guide = createRoute({
  getParentRoute: () => root,
  path: '/catalogue/guidance/$page',
  validateSearch: readGuidanceSearch,
  component: lazyPage(() => import('../catalogue/guidance-page.tsx'), 'GuidePageView'),
});

const kept = createRoute({
  getParentRoute: () => root,
  path: '/catalogue/kept',
  component: lazyPage(() => import('../catalogue/keep/kept-page.tsx'), 'KeptPage'),
});
const newEntry = createRoute({
  getParentRoute: () => root,
  path: '/catalogue/new',
  validateSearch: readNewEntrySearch,
  component: lazyPage(() => import('../catalogue/keep/edit-page.tsx'), 'NewEntryPage'),
});
const editEntry = createRoute({
  getParentRoute: () => root,
  path: '/catalogue/edit/$kind/$id',
  component: lazyPage(() => import('../catalogue/keep/edit-page.tsx'), 'EditEntryPage'),
});
const importCatalogue = createRoute({
  getParentRoute: () => root,
  path: '/catalogue/import',
  component: lazyPage(() => import('../catalogue/keep/import-page.tsx'), 'ImportCataloguePage'),
});

/** What the biobanks hold, for the public. */
export const catalogueRoutes = [
  catalogue,
  catalogueCollection,
  catalogueBiobank,
  catalogueNetwork,
  catalogueStudy,
  catalogueRegisters,
  catalogueRegister,
  guidance,
  guide,
  kept,
  newEntry,
  editEntry,
  importCatalogue,
] as const;
