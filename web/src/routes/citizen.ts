import { createRoute } from '@tanstack/react-router';
import { readCitizenSearch } from '../citizen/citizen-search.ts';
import { lazyPage } from '../components/lazy-page.tsx';
import { root } from './root.tsx';

const ownStored = createRoute({
  getParentRoute: () => root,
  path: '/me',
  validateSearch: readCitizenSearch,
  component: lazyPage(() => import('../citizen/stored-page.tsx'), 'StoredPage'),
});
const ownLog = createRoute({
  getParentRoute: () => root,
  path: '/me/log',
  validateSearch: readCitizenSearch,
  component: lazyPage(() => import('../citizen/log-page.tsx'), 'LogPage'),
});
const ownUses = createRoute({
  getParentRoute: () => root,
  path: '/me/uses',
  validateSearch: readCitizenSearch,
  component: lazyPage(() => import('../citizen/uses-page.tsx'), 'UsesPage'),
});
const ownChoices = createRoute({
  getParentRoute: () => root,
  path: '/me/choices',
  validateSearch: readCitizenSearch,
  component: lazyPage(() => import('../citizen/choices-page.tsx'), 'ChoicesPage'),
});
const ownChildren = createRoute({
  getParentRoute: () => root,
  path: '/me/children',
  validateSearch: readCitizenSearch,
  component: lazyPage(() => import('../citizen/children-page.tsx'), 'ChildrenPage'),
});
const ownCopy = createRoute({
  getParentRoute: () => root,
  path: '/me/copy',
  validateSearch: readCitizenSearch,
  component: lazyPage(() => import('../citizen/copy-page.tsx'), 'CopyPage'),
});

/** A citizen’s own pages. */
export const citizenRoutes = [ownStored, ownLog, ownUses, ownChoices, ownChildren, ownCopy] as const;
