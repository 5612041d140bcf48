import { Link, useRouterState } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemView } from '../components/states.tsx';
import { useDemoMark, useWho } from './who.ts';

/** Whom the page is about, and the way to another; nothing for somebody who decides for nobody. */
function PersonSwitch() {
  const { t } = useTranslation();
  const { me, wards, person } = useWho();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const seen = wards.filter((ward) => ward.mayDecide.see);
  if (!me || seen.length === 0) return null;
  const to = path === '/' ? '/me' : path;
  const items = [{ id: undefined, name: t('citizen:you') }, ...seen.map(({ id, name }) => ({ id, name }))];
  return (
    <nav className="c-persons" aria-label={t('citizen:about')}>
      <span>{t('citizen:about')}</span>
      <ul>
        {items.map(({ id, name }) => (
          <li key={id ?? 'me'}>
            <Link
              to={id === undefined && to === '/me' ? '/' : to}
              search={id === undefined ? {} : { person: id }}
              aria-current={id === person ? 'true' : undefined}
            >
              {name ?? t('citizen:nameless')}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

interface CitizenPageProps {
  heading: string;
  lead?: ReactNode;
  error?: unknown;
  loading?: boolean;
  /** False on pages that are about nobody in particular. */
  switchable?: boolean;
  children?: ReactNode;
}

/** The head of a citizen's page: whom it is about, one heading, and a sentence that answers it. */
export function CitizenPage({ heading, lead, error, loading, switchable = true, children }: CitizenPageProps) {
  const { t } = useTranslation();
  useDemoMark();
  useEffect(() => {
    document.title = `${heading} · Idun`;
  }, [heading]);
  return (
    <>
      {switchable && <PersonSwitch />}
      <h1 id="page-heading" tabIndex={-1}>
        {heading}
      </h1>
      {error ? (
        <ProblemView error={error} />
      ) : loading ? (
        <div className="c-wait" role="status" aria-label={t('words:loading')}>
          <span className="bone" />
          <span className="bone" />
          <span className="bone" />
        </div>
      ) : (
        <>
          {lead && <p className="lead">{lead}</p>}
          <div className="c-content">{children}</div>
        </>
      )}
    </>
  );
}
