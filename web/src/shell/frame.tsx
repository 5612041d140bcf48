import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionQuery, submissionsQuery } from '../api/queries.ts';
import { Icon, type IconName } from '../components/icon.tsx';
import type { Language } from '../formatting/numbers.ts';
import { UploadNotice } from '../genomes/archive/upload-notice.tsx';
import { chooseLanguage } from '../i18n/language.ts';
import { toggleDensity, toggleTheme } from './preferences.ts';
import { SearchBox } from './search-box.tsx';
import { SyntheticMark, SyntheticProvider } from './synthetic.tsx';
import { installTips } from './tips.ts';

interface Area {
  to: '/' | '/variants' | '/genomes' | '/submissions' | '/datasets';
  also?: string;
  icon: IconName;
  word: string;
  operatorOnly?: boolean;
}

const areas: Area[] = [
  { to: '/', icon: 'start', word: 'overview' },
  { to: '/variants', also: '/regions', icon: 'variant', word: 'variants' },
  { to: '/genomes', icon: 'genomes', word: 'genomes', operatorOnly: true },
  { to: '/submissions', icon: 'submission', word: 'submissions', operatorOnly: true },
  { to: '/datasets', icon: 'dataset', word: 'datasets' },
];

function Areas({ onLeave }: { onLeave(): void }) {
  const { t } = useTranslation();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const { data: session } = useQuery(sessionQuery);
  const operator = session?.kind === 'operator';
  const { data: waiting } = useQuery({
    ...submissionsQuery({ state: 'quarantined', limit: 1 }),
    enabled: operator,
  });
  const here = (area: Area) =>
    area.to === '/'
      ? path === '/'
      : path.startsWith(area.to) || (area.also !== undefined && path.startsWith(area.also));
  return (
    <ul className="areas">
      {areas
        .filter((area) => operator || !area.operatorOnly)
        .map((area) => (
          <li key={area.to}>
            <Link to={area.to} aria-current={here(area) ? 'page' : undefined} onClick={onLeave}>
              <Icon name={area.icon} />
              {t(`frame:areas.${area.word}`)}
              {area.to === '/submissions' && (waiting?.total ?? 0) > 0 && (
                <span className="count" title={t('frame:waiting')}>
                  {waiting?.total}
                </span>
              )}
            </Link>
          </li>
        ))}
    </ul>
  );
}

/** Organisation and purpose of this visit: what the access log writes with every look-up. */
function Visit() {
  const { t } = useTranslation();
  const { data: session } = useQuery(sessionQuery);
  if (!session) return <div className="visit" />;
  const organisation = session.organisation ?? t('frame:noOrganisation');
  const purpose = t(`words:purpose.${session.purpose}`, { defaultValue: session.purpose });
  return (
    <div className="visit">
      <b>{session.kind === 'operator' ? organisation : t('frame:publicVisit')}</b>
      <span>{t('frame:purpose', { purpose })}</span>
    </div>
  );
}

function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  const languages: Language[] = ['da', 'en'];
  return (
    <fieldset className="lang" aria-label={t('frame:language')}>
      {languages.map((language) => (
        <button
          key={language}
          type="button"
          lang={language}
          aria-pressed={i18n.language === language}
          aria-label={language === 'da' ? 'Dansk' : 'English'}
          onClick={() => chooseLanguage(language)}
        >
          {language.toUpperCase()}
        </button>
      ))}
    </fieldset>
  );
}

/** The frame of every page. */
export function Frame() {
  const { t } = useTranslation();
  const [menu, setMenu] = useState(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  useEffect(() => installTips(), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: closes the menu whenever the page changes
  useEffect(() => setMenu(false), [path]);
  useEffect(() => {
    if (!menu) return;
    const close = (event: KeyboardEvent | MouseEvent) => {
      const outside = event instanceof MouseEvent && !(event.target as Element).closest('.side, .menu-button');
      if (outside || (event instanceof KeyboardEvent && event.key === 'Escape')) setMenu(false);
    };
    document.addEventListener('keydown', close);
    document.addEventListener('click', close);
    return () => {
      document.removeEventListener('keydown', close);
      document.removeEventListener('click', close);
    };
  }, [menu]);
  return (
    <SyntheticProvider>
      <a className="skip" href="#main">
        {t('frame:skip')}
      </a>
      <SyntheticMark />
      <div className={menu ? 'app menu-open' : 'app'}>
        <nav className="side" aria-label={t('frame:areasLabel')}>
          <div className="side-inner">
            <Link className="brand" to="/">
              <svg viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="2" aria-hidden="true">
                <path d="M5 1c0 6 10 6 10 12 0 3-2 4-3 6M15 1C15 7 5 7 5 13c0 3 2 4 3 6" />
              </svg>
              Idun
            </Link>
            <Areas onLeave={() => setMenu(false)} />
            <div className="side-foot">
              <a href="/api/openapi.json">{t('frame:api')}</a>
              <span>{t('frame:product')}</span>
            </div>
          </div>
        </nav>
        <header className="top">
          <button
            className="icon-button menu-button"
            type="button"
            aria-expanded={menu}
            aria-label={t('frame:areasLabel')}
            onClick={() => setMenu(!menu)}
          >
            <Icon name="menu" />
          </button>
          <SearchBox />
          <Visit />
          <LanguageSwitch />
          <button className="icon-button density" type="button" aria-label={t('frame:density')} onClick={toggleDensity}>
            <Icon name="rows" />
          </button>
          <button className="icon-button theme" type="button" aria-label={t('frame:theme')} onClick={toggleTheme}>
            <Icon name="theme" />
          </button>
        </header>
        <main className="main" id="main">
          <UploadNotice />
          <Outlet />
        </main>
      </div>
    </SyntheticProvider>
  );
}
