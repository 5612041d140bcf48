import { lazyRouteComponent, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { NoAnswer } from '../api/problem.ts';
import { withWords } from '../i18n/language.ts';
import { ProblemPage } from './problem-page.tsx';

// A page's code that is gone has another address since an update, which a fresh load knows; without a server that load would
// leave the reader with nothing.
async function explain(error: unknown): Promise<never> {
  const answers = await fetch('/api/session').then(
    () => true,
    () => false,
  );
  throw answers ? error : new NoAnswer();
}

/** A page whose code and words come when it is first opened; without an answer it says so, and can be asked for again. */
export function lazyPage<T extends Record<string, unknown>, K extends keyof T & string>(
  importer: () => Promise<T>,
  name: K,
) {
  return lazyRouteComponent(() => withWords(importer()).catch(explain) as Promise<T>, name);
}

/** The same for the first pages, which have their words already. */
export function firstPage<T extends Record<string, unknown>, K extends keyof T & string>(
  importer: () => Promise<T>,
  name: K,
) {
  return lazyRouteComponent(() => importer().catch(explain) as Promise<T>, name);
}

/** What stands in place of a page that could not be shown. It is tried again by hand, and by itself when the network is back. */
export function PageError({ error }: { error: unknown }) {
  const router = useRouter();
  useEffect(() => {
    const again = () => void retry(router);
    window.addEventListener('online', again);
    return () => window.removeEventListener('online', again);
  }, [router]);
  return <ProblemPage error={error} onRetry={() => void retry(router)} />;
}

async function retry(router: ReturnType<typeof useRouter>): Promise<void> {
  for (const { routeId } of router.state.matches) {
    const route = router.routesById[routeId as keyof typeof router.routesById];
    await (route.options.component as { preload?(): Promise<void> } | undefined)?.preload?.();
  }
  await router.invalidate();
}
