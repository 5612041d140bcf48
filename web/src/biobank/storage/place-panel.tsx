import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../components/panel.tsx';
import { Arrival, Empty } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { positionQuery } from './storage-api.ts';

/** Where a specimen stands, and where it stood. */
export function PlacePanel({ code }: { code: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error } = useQuery(positionQuery(code));
  return (
    <Panel title={t('biobank:place')}>
      <Arrival error={error} data={data} rows={2}>
        {({ place, history }) => (
          <div className="body stack">
            {place ? (
              <div className="place-now">
                <ol aria-label={t('bench:standsAt')}>
                  {place.text.split(' › ').map((part) => (
                    <li key={part}>{part}</li>
                  ))}
                </ol>
                <Link to="/biobank/storage" search={{ at: place.container, find: code }}>
                  {t('biobank:showOnMap')}
                </Link>
              </div>
            ) : (
              <Empty why={t('biobank:noPlace')} />
            )}
            {history.filter(({ until }) => until !== null).length > 0 && (
              <details>
                <summary>{t('biobank:stoodBefore')}</summary>
                <ul>
                  {history
                    .filter(({ until }) => until !== null)
                    .map(({ place: before, since, until }) => (
                      <li key={since} className="small">
                        {before.text}
                        <span className="muted">
                          {' '}
                          {format.date(since)} – {until && format.date(until)}
                        </span>
                      </li>
                    ))}
                </ul>
              </details>
            )}
          </div>
        )}
      </Arrival>
    </Panel>
  );
}
