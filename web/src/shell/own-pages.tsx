import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/icon.tsx';
import { Page } from '../components/page.tsx';
import { useSession } from '../session/session.ts';
import { mayOpen } from './page-rights.ts';

/** The page of an address; for a role that has no business there, a refusal instead, and nothing is asked for. */
export function OwnPages() {
  const { t } = useTranslation();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const session = useSession();
  const role = session?.visit?.role;
  if (mayOpen(session, path)) return <Outlet />;
  return (
    <Page heading={t('problem:notYours')}>
      <div className="alert warn" role="alert">
        <Icon name="warn" tone="warn" />
        <div>
          <p className="strong">
            {role ? t('problem:notYoursRole', { role: t(`roles:${role}.name`) }) : t('problem:notYoursNoRole')}
          </p>
          <p>{t('problem:help.403')}</p>
          <p>
            <Link to="/">{t('problem:toOwnStart')}</Link>
          </p>
        </div>
      </div>
    </Page>
  );
}
