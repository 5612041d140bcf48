import { createRoute } from '@tanstack/react-router';
import { firstPage, lazyPage } from '../components/lazy-page.tsx';
import { readHitsSearch, readOverviewSearch } from '../search-params.ts';
import { readSignInSearch } from '../sign-in/sign-in-search.ts';
import { root } from './root.tsx';

const overview = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: readOverviewSearch,
  component: firstPage(() => import('../home/home-page.tsx'), 'HomePage'),
});
const hits = createRoute({
  getParentRoute: () => root,
  path: '/search',
  validateSearch: readHitsSearch,
  component: lazyPage(() => import('../search/search-page.tsx'), 'SearchPage'),
});
const nationOverview = createRoute({
  getParentRoute: () => root,
  path: '/overview',
  validateSearch: readOverviewSearch,
  component: lazyPage(() => import('../overview/overview-page.tsx'), 'OverviewPage'),
});
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: readSignInSearch,
  component: firstPage(() => import('../sign-in/sign-in-page.tsx'), 'SignInPage'),
});
const accessibility = createRoute({
  getParentRoute: () => root,
  path: '/accessibility',
  component: lazyPage(() => import('../accessibility/statement-page.tsx'), 'StatementPage'),
});

/** Pages of everybody: the start, search, signing in. */
export const shellRoutes = [overview, hits, nationOverview, signIn, accessibility] as const;
