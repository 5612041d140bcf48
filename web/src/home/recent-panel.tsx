import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Icon, type IconName } from '../components/icon.tsx';
import { Panel } from '../components/panel.tsx';
import { Empty } from '../components/states.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { may } from '../session/rights.ts';
import type { Session } from '../session/session.ts';
import { areasOf } from '../shell/areas.ts';
import type { Recent } from './home-api.ts';

const icons: Record<Recent['kind'], IconName> = {
  genome: 'genomes',
  submission: 'submission',
  variant: 'variant',
  region: 'region',
  dataset: 'dataset',
  patient: 'person',
  entry: 'log',
};

/** What the person opened last. */
export function RecentPanel({ recent }: { recent: Recent[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Panel title={t('home:recent')}>
      {recent.length === 0 ? (
        <Empty why={t('home:noRecent')}>
          <p>{t('home:noRecentWhy')}</p>
        </Empty>
      ) : (
        <ul className="links">
          {recent.map((one) => (
            <li key={`${one.kind}-${one.key}`}>
              <Link to={one.href}>
                <Icon name={icons[one.kind]} />
                <span
                  className={one.kind === 'patient' || one.kind === 'dataset' ? 'breakable' : 'mono small breakable'}
                >
                  {one.kind === 'entry' ? t('home:entry', { number: one.label }) : one.label}
                </span>
                <span>{format.ago(one.at)}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** The areas of the role, in words: what one can do here, for those who come seldom. */
export function TasksPanel({ session }: { session: Session }) {
  const { t } = useTranslation();
  const areas = areasOf(session).filter((area) => area.to !== '/');
  if (areas.length === 0) return null;
  return (
    <Panel title={t('home:canDo')}>
      <ul className="links tasks">
        {areas.map((area) => (
          <li key={area.to}>
            <Link to={area.to}>
              <Icon name={area.icon} />
              <span>{t(`home:does.${area.word}`)}</span>
            </Link>
          </li>
        ))}
        {may(session, 'genomes.submissions.create') && (
          <li>
            <Link to="/submissions/new">
              <Icon name="up" />
              <span>{t('home:does.submit')}</span>
            </Link>
          </li>
        )}
      </ul>
    </Panel>
  );
}
