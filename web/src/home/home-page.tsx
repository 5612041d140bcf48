import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Mark } from '../components/marks.tsx';
import { Page } from '../components/page.tsx';
import { ProblemPage } from '../components/problem-page.tsx';
import { Skeleton } from '../components/states.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { withWords } from '../i18n/language.ts';
import { may } from '../session/rights.ts';
import { type Session, useSession } from '../session/session.ts';
import { areasOf } from '../shell/areas.ts';
import { useSynthetic } from '../shell/synthetic.tsx';
import { ChangesPanel } from './changes-panel.tsx';
import { dueOf } from './due.ts';
import { type Home, homeQuery } from './home-api.ts';
import { CohortsPanel, PatientsPanel } from './own-panels.tsx';
import { RecentPanel, TasksPanel } from './recent-panel.tsx';
import { SeriesPanel } from './series-panel.tsx';
import { UnusualPanel } from './unusual-panel.tsx';
import { WaitingPanel } from './waiting-panel.tsx';

// Its panels draw; only those who see it load them.
const StoredPage = lazy(async () => ({ default: (await withWords(import('../citizen/stored-page.tsx'))).StoredPage }));
const OverviewPage = lazy(async () => ({
  default: (await withWords(import('../overview/overview-page.tsx'))).OverviewPage,
}));

/** A greeting fits the hour. */
function greetingOf(hour: number): string {
  if (hour < 5 || hour >= 18) return 'evening';
  return hour < 10 ? 'morning' : 'day';
}

function useHeading(home: Home, session: Session): string {
  const { t } = useTranslation();
  const format = useFormat();
  const now = new Date(home.at);
  const first = session.account?.name.split(' ')[0] ?? '';
  const late = home.waiting.filter((one) => dueOf(one.deadline, now.getTime()) === 'late').length;
  const greeting = t(`home:greeting.${greetingOf(now.getHours())}`, { name: first });
  const count = home.waiting.length;
  const waits = t('home:waits', { count, number: format.int(count) });
  const past = late > 0 ? ` ${t('home:waitsLate', { count: late, number: format.int(late) })}` : '';
  return `${greeting} ${count === 0 ? t('home:waitsNone') : waits}${past}`;
}

function PrimaryAction({ home, session }: { home: Home; session: Session }) {
  const { t } = useTranslation();
  const first = home.waiting[0];
  if (first?.href) {
    return (
      <Link className="btn primary" to={first.href}>
        {t('home:openFirst')}
      </Link>
    );
  }
  if (may(session, 'genomes.submissions.create')) {
    return (
      <Link className="btn primary" to="/submissions/new">
        {t('overview:add')}
      </Link>
    );
  }
  if (session.visit?.role === 'citizen') return null;
  return (
    <Link className="btn primary" to="/variants">
      {t('overview:lookUp')}
    </Link>
  );
}

function RolePage({ session }: { session: Session }) {
  const { data: home, error } = useQuery(homeQuery);
  useSynthetic(session.account?.demo ? 'all' : 'none');
  if (error && !home) return <ProblemPage error={error} />;
  if (!home) return <Skeleton rows={8} />;
  return <LoadedPage home={home} session={session} />;
}

function LoadedPage({ home, session }: { home: Home; session: Session }) {
  const { t } = useTranslation();
  const format = useFormat();
  const heading = useHeading(home, session);
  const now = new Date(home.at).getTime();
  const late = home.waiting.filter((one) => dueOf(one.deadline, now) === 'late').length;
  const today = home.waiting.filter((one) => dueOf(one.deadline, now) === 'today').length;
  const role = session.visit?.role;
  return (
    <Page
      heading={heading}
      title={t('frame:areas.start')}
      state={
        <>
          {role && <span>{t(`roles:${role}.name`)}</span>}
          <span>{format.dateTime(home.at)}</span>
          <span className="muted">
            {home.since ? t('home:lastHere', { time: format.dateTime(home.since) }) : t('home:firstTime')}
          </span>
          {late > 0 && (
            <Mark tone="fail" icon="fail">
              {t('home:late', { count: late, number: format.int(late) })}
            </Mark>
          )}
          {today > 0 && (
            <Mark tone="warn" icon="warn">
              {t('home:today', { count: today, number: format.int(today) })}
            </Mark>
          )}
        </>
      }
      actions={<PrimaryAction home={home} session={session} />}
    >
      <div className="cols home">
        <div className="stack">
          <WaitingPanel waiting={home.waiting} now={now} role={role} />
          {may(session, 'audit.security.read') && <UnusualPanel />}
          {areasOf(session).some((area) => area.to === '/patients') && <PatientsPanel role={role} />}
          {may(session, 'cohorts.use') && <CohortsPanel />}
          <ChangesPanel changes={home.changes} since={home.since} lookedBackTo={home.lookedBackTo} />
        </div>
        <div className="stack">
          {home.series.map((series) => (
            <SeriesPanel key={series.kind} series={series} />
          ))}
          <TasksPanel session={session} />
          <RecentPanel recent={home.recent} />
        </div>
      </div>
    </Page>
  );
}

/** The first page: for a person in a role what waits for them, for everybody else what the database holds. */
export function HomePage() {
  const session = useSession();
  if (!session) return <Skeleton rows={8} />;
  if (session.visit?.role === 'citizen') {
    return (
      <Suspense fallback={<Skeleton rows={8} />}>
        <StoredPage />
      </Suspense>
    );
  }
  if (session.kind === 'person' && session.visit) return <RolePage session={session} />;
  return (
    <Suspense fallback={<Skeleton rows={8} />}>
      <OverviewPage />
    </Suspense>
  );
}
