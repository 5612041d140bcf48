import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '../components/page.tsx';
import { Empty } from '../components/states.tsx';

/** An address that is no page. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <Page heading={t('problem:noPage')}>
      <Empty why={t('problem:noPageWhy')}>
        <p>
          <Link to="/">{t('problem:toStart')}</Link>
        </p>
      </Empty>
    </Page>
  );
}
