import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';

/** One step of the way to a page; the last one has no address. */
export interface Crumb {
  label: string;
  to?: string;
  mono?: boolean;
}

interface PageProps {
  /** A sentence or a name: the answer the page gives. */
  heading: ReactNode;
  /** The same for the window's title; needed when the heading is not plain text. */
  title?: string;
  crumbs?: Crumb[];
  state?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** The head of every page: crumbs that mirror the address, one heading, one state line, at most one filled button. */
export function Page({ heading, title, crumbs = [], state, actions, children }: PageProps) {
  const { t } = useTranslation();
  const windowTitle = title ?? (typeof heading === 'string' ? heading : '');
  useEffect(() => {
    document.title = windowTitle ? `${windowTitle} · Idun` : 'Idun';
  }, [windowTitle]);
  return (
    <>
      {crumbs.length > 0 && (
        <nav className="crumbs" aria-label={t('frame:whereYouAre')}>
          {crumbs.map((crumb, at) => (
            <span key={`${crumb.label}${crumb.to ?? ''}`}>
              {at > 0 && <i aria-hidden="true">/</i>}
              {crumb.to ? (
                <Link to={crumb.to} className={crumb.mono ? 'mono' : ''}>
                  {crumb.label}
                </Link>
              ) : (
                <span className={crumb.mono ? 'mono' : ''} aria-current="page">
                  {crumb.label}
                </span>
              )}
            </span>
          ))}
        </nav>
      )}
      <div className="head">
        <div>
          <h1 id="page-heading" tabIndex={-1}>
            {heading}
          </h1>
          {state && <div className="state">{state}</div>}
        </div>
        {actions && <div className="actions">{actions}</div>}
      </div>
      {children}
    </>
  );
}
