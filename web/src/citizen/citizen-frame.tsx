import '../styles/citizen.css';
import { useMutation } from '@tanstack/react-query';
import { Link, useRouterState } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/icon.tsx';
import { ProblemView } from '../components/states.tsx';
import { chooseLanguage } from '../i18n/language.ts';
import { openAfresh, signOut, useSession } from '../session/session.ts';
import { StepUpDialog } from '../session/step-up-dialog.tsx';
import { OwnPages } from '../shell/own-pages.tsx';
import { toggleTheme } from '../shell/preferences.ts';
import { SyntheticMark, SyntheticProvider } from '../shell/synthetic.tsx';
import { useWho } from './who.ts';

/** The pages of a citizen, in the order they stand. */
const pages = [
  ['/', 'stored'],
  ['/me/log', 'log'],
  ['/me/uses', 'uses'],
  ['/me/choices', 'choices'],
  ['/me/children', 'children'],
  ['/me/copy', 'copy'],
] as const;

function Tools() {
  const { t, i18n } = useTranslation();
  const session = useSession();
  const leave = useMutation({ mutationFn: signOut, onSuccess: () => openAfresh('/sign-in') });
  return (
    <div className="c-tools">
      <span>
        {t('citizen:signedInAs')} <b>{session?.account?.name}</b>
      </span>
      <div className="c-buttons">
        {(['da', 'en'] as const).map((language) => (
          <button
            key={language}
            type="button"
            className="c-tool"
            lang={language}
            aria-pressed={i18n.language === language}
            onClick={() => chooseLanguage(language)}
          >
            {language === 'da' ? 'Dansk' : 'English'}
          </button>
        ))}
        <button type="button" className="c-tool" aria-label={t('frame:theme')} onClick={toggleTheme}>
          <Icon name="theme" />
        </button>
        <Link className="c-tool" to="/profile">
          {t('frame:profile')}
        </Link>
        <button type="button" className="c-tool" onClick={() => leave.mutate()}>
          {t('frame:signOut')}
        </button>
      </div>
      {leave.error && <ProblemView error={leave.error} />}
    </div>
  );
}

function Pages() {
  const { t } = useTranslation();
  const { person } = useWho();
  const path = useRouterState({ select: (state) => state.location.pathname });
  return (
    <nav className="c-nav" aria-label={t('citizen:menu')}>
      <ul className="wrap">
        {pages.map(([to, word]) => {
          const here = path === to || (to === '/' && path === '/me');
          return (
            <li key={to}>
              <Link
                to={to === '/' && person ? '/me' : to}
                search={person ? { person } : {}}
                aria-current={here ? 'page' : undefined}
              >
                {t(`citizen:pages.${word}`)}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

/** The frame of a citizen's pages: large, plain, the same in every width. */
export function CitizenFrame() {
  const { t } = useTranslation();
  return (
    <SyntheticProvider>
      <div className="citizen">
        <a className="skip" href="#main">
          {t('frame:skip')}
        </a>
        <SyntheticMark />
        <header>
          <div className="c-portal">
            <div className="wrap">
              <Link className="brand" to="/">
                <svg viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="2" aria-hidden="true">
                  <path d="M5 1c0 6 10 6 10 12 0 3-2 4-3 6M15 1C15 7 5 7 5 13c0 3 2 4 3 6" />
                </svg>
                Idun
              </Link>
              <Tools />
            </div>
          </div>
          <Pages />
        </header>
        <main id="main" className="wrap">
          <OwnPages />
        </main>
        <footer className="c-foot">
          <div className="wrap">
            <div>
              <b>{t('citizen:foot.rights')}</b>
              <p>{t('citizen:foot.rightsText')}</p>
            </div>
            <div>
              <b>{t('citizen:foot.log')}</b>
              <p>{t('citizen:foot.logText')}</p>
            </div>
            <p>
              <Link className="c-foot-link" to="/accessibility">
                {t('accessibility:link')}
              </Link>
            </p>
          </div>
        </footer>
      </div>
      <StepUpDialog />
    </SyntheticProvider>
  );
}
