import { useTranslation } from 'react-i18next';
import { type Crumb, Page } from './page.tsx';
import { ProblemView } from './states.tsx';

/** A page whose answer did not come: the way to it stays, and the server says why. */
export function ProblemPage({ error, crumbs, heading }: { error: unknown; crumbs?: Crumb[]; heading?: string }) {
  const { t } = useTranslation();
  return (
    <Page heading={heading ?? t('problem:heading')} {...(crumbs ? { crumbs } : {})}>
      <ProblemView error={error} />
    </Page>
  );
}
