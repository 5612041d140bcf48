import { createRouter } from '@tanstack/react-router';
import { PageError } from './components/lazy-page.tsx';
import { Skeleton } from './components/states.tsx';
import { accessRoutes } from './routes/access.ts';
import { biobankRoutes } from './routes/biobank.ts';
import { catalogueRoutes } from './routes/catalogue.ts';
import { citizenRoutes } from './routes/citizen.ts';
import { genomesRoutes } from './routes/genomes.ts';
import { registerRoutes } from './routes/register.ts';
import { root } from './routes/root.tsx';
import { shellRoutes } from './routes/shell.ts';
import { trustRoutes } from './routes/trust.ts';

/** The pages and their addresses. Every page's code comes when it is first opened. */
export const router = createRouter({
  routeTree: root.addChildren([
    ...shellRoutes,
    ...genomesRoutes,
    ...registerRoutes,
    ...catalogueRoutes,
    ...trustRoutes,
    ...biobankRoutes,
    ...citizenRoutes,
    ...accessRoutes,
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
