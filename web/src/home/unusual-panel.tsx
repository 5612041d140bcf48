import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/icon.tsx';
import { Panel } from '../components/panel.tsx';
import { Arrival, Empty } from '../components/states.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { useText } from '../formatting/use-text.ts';
import { unusualQuery } from '../trust/audit/audit-api.ts';
import { useAuditWords } from '../trust/audit/words.ts';

const tones = { notice: ['info', 'info'], warning: ['warn', 'warn'], serious: ['fail', 'fail'] } as const;

/** The reading of the last week that stands out, for those who watch over it. */
export function UnusualPanel() {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const words = useAuditWords();
  const { data, error } = useQuery(unusualQuery({}));
  return (
    <Panel
      title={t('security:title')}
      note={t('security:thisWeek')}
      tools={<Link to="/security">{t('security:all')}</Link>}
    >
      <Arrival error={error} data={data} rows={3}>
        {(data) =>
          data.items.length === 0 ? (
            <Empty why={t('security:none')} />
          ) : (
            <ul className="feed group">
              {data.items.slice(0, 5).map((item) => {
                const [tone, icon] = tones[item.severity];
                return (
                  <li key={`${item.rule}-${item.actor}-${item.at}`}>
                    <Icon name={icon} tone={tone} />
                    <div>
                      <p>
                        <b>{words.actor(item)}</b>
                        {': '}
                        {text(item.reason)}
                      </p>
                      <p className="small muted">
                        {t(`security:severity.${item.severity}`)} · {format.dateTime(item.at)}
                      </p>
                    </div>
                  </li>
                );
              })}
            </ul>
          )
        }
      </Arrival>
    </Panel>
  );
}
