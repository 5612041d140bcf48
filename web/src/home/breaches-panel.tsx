import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/icon.tsx';
import { Panel } from '../components/panel.tsx';
import { Arrival, Empty } from '../components/states.tsx';
import { BreachClock } from '../trust/privacy/breach-clock.tsx';
import { breachesQuery } from '../trust/privacy/privacy-api.ts';

/** Breaches that are open, each with what is left of its 72 hours. */
export function BreachesPanel() {
  const { t } = useTranslation();
  const { data, error } = useQuery(breachesQuery);
  const open = (data ?? []).filter((breach) => breach.closedAt === null);
  return (
    <Panel
      title={t('breaches:title')}
      note={t('breaches:openNow')}
      tools={<Link to="/privacy/breaches">{t('breaches:all')}</Link>}
    >
      <Arrival error={error} data={data} rows={2}>
        {() =>
          open.length === 0 ? (
            <Empty why={t('breaches:headingNone')} />
          ) : (
            <ul className="feed">
              {open.map((breach) => (
                <li key={breach.id}>
                  <Icon name="clock" tone={breach.overdue ? 'fail' : 'warn'} />
                  <div>
                    <p>
                      <Link to="/privacy/breaches/$id" params={{ id: breach.id }}>
                        {breach.title}
                      </Link>
                    </p>
                    <BreachClock breach={breach} />
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </Arrival>
    </Panel>
  );
}
