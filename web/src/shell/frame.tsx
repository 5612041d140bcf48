import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { submissionsQuery } from '../api/queries.ts';
import { Icon } from '../components/icon.tsx';
import { ProblemView } from '../components/states.tsx';
import type { Language } from '../formatting/numbers.ts';
import { UploadNotice } from '../genomes/archive/upload-notice.tsx';
import { noteOpened } from '../home/home-api.ts';
import { openedThing } from '../home/opened-thing.ts';
import { chooseLanguage, withWords } from '../i18n/language.ts';
import { may } from '../session/rights.ts';
import { openAfresh, sessionQuery, signOut, signOutEverywhere, useSession } from '../session/session.ts';
import { StepUpDialog } from '../session/step-up-dialog.tsx';
import { areasOf, isIn } from './areas.ts';
import { OwnPages } from './own-pages.tsx';
import { toggleDensity, toggleTheme } from './preferences.ts';
import { SearchBox } from './search-box.tsx';
import { SyntheticMark, SyntheticProvider } from './synthetic.tsx';
import { installTips } from './tips.ts';
import { AccountMenu, Visit } from './visit.tsx';

function Areas({ onLeave }: { onLeave(): void }) {
  const { t } = useTranslation();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const session = useSession();
  const { data: waiting } = useQuery({
    ...submissionsQuery({ state: 'quarantined', limit: 1 }),
    enabled: may(session, 'genomes.submissions.read'),
  });
  return (
    <ul className="areas">
      {areasOf(session).map((area) => (
        <li key={area.to}>
          <Link to={area.to} aria-current={isIn(path, area) ? 'page' : undefined} onClick={onLeave}>
            <Icon name={area.icon} />
            {t(`frame:areas.${area.to === '/' && session?.kind !== 'person' ? 'overview' : area.word}`)}
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

/** Ends the session, here or everywhere, and opens the page to sign in. */
function useLeave(): { leave(everywhere: boolean): void; error: unknown } {
  const leave = useMutation({
    mutationFn: (everywhere: boolean) => (everywhere ? signOutEverywhere() : signOut()),
    onSuccess: () => openAfresh('/sign-in'),
  });
  return { leave: leave.mutate, error: leave.error };
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

// Citizens have a frame of their own; only they load it.
const CitizenFrame = lazy(async () => ({
  default: (await withWords(import('../citizen/citizen-frame.tsx'))).CitizenFrame,
}));

/** The frame of every page: a citizen's, or that of everybody else. Nothing is drawn before it is known whose. */
export function Frame() {
  const { data: session, isPending } = useQuery(sessionQuery);
  if (isPending) return null;
  if (session?.visit?.role !== 'citizen') return <WorkFrame />;
  return (
    <Suspense>
      <CitizenFrame />
    </Suspense>
  );
}

function WorkFrame() {
  const { t } = useTranslation();
  const [menu, setMenu] = useState(false);
  const { leave, error } = useLeave();
  const path = useRouterState({ select: (state) => state.location.pathname });
  useEffect(() => installTips(), []);
  const person = useSession()?.kind === 'person';
  useEffect(() => {
    const opened = person ? openedThing(path) : null;
    if (opened) noteOpened(opened);
  }, [path, person]);
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
          <AccountMenu onSignOut={() => leave(false)} onSignOutEverywhere={() => leave(true)} />
        </header>
        <main className="main" id="main">
          {error ? <ProblemView error={error} /> : null}
          <UploadNotice />
          <OwnPages />
          <footer className="page-foot">
            <Link to="/accessibility">{t('accessibility:link')}</Link>
          </footer>
        </main>
      </div>
      <StepUpDialog />
    </SyntheticProvider>
  );
}
