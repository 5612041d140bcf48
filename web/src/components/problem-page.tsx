import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { problemOf } from '../api/problem.ts';
import { type Crumb, Page } from './page.tsx';
import { ProblemView } from './states.tsx';

/** A page whose answer did not come: the way to it stays, and the server says why. */
export function ProblemPage(props: { error: unknown; crumbs?: Crumb[]; heading?: string; onRetry?(): void }) {
  const { error, crumbs, heading, onRetry } = props;
  const { t } = useTranslation();
  return (
    <Page heading={heading ?? t('problem:heading')} {...(crumbs ? { crumbs } : {})}>
      <ProblemView error={error} {...(onRetry ? { onRetry } : {})} />
      {problemOf(error).status === 401 && (
        <p className="actions" style={{ marginTop: 16 }}>
          <Link className="btn primary" to="/sign-in" search={{ next: `${location.pathname}${location.search}` }}>
            {t('frame:signIn')}
          </Link>
        </p>
      )}
    </Page>
  );
}
