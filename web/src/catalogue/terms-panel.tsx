import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Panel } from '../components/panel.tsx';
import { useText } from '../formatting/use-text.ts';
import { bodiesQuery, resourcesQuery, type ShownEntry } from './catalogue-api.ts';
import { useConditionWord } from './words.ts';

/** On what terms a collection is given out, who says yes, and what to read before asking. */
export function TermsPanel({ entry }: { entry: ShownEntry }) {
  const { t } = useTranslation();
  const text = useText();
  const word = useConditionWord();
  const { data: resources } = useQuery(resourcesQuery);
  const { data: bodies } = useQuery(bodiesQuery);
  const resource = resources?.find(({ ref }) => ref === entry.id);
  const body = bodies?.find(({ id }) => id === resource?.body);
  const { record } = entry;
  const duo = [...new Set([...(resource?.terms.duo.map(({ id }) => id) ?? []), ...(record.duo ?? [])])];
  const own = resource?.terms.own.flatMap(({ words }) => (words === undefined ? [] : [text(words)])) ?? [];
  const access = (record['access'] as string[] | undefined) ?? [];
  return (
    <Panel title={t('catalogue:terms')} note={duo.length > 0 ? t('catalogue:termsNote') : undefined} padded>
      <div className="stack">
        {duo.length + own.length + access.length === 0 && <p className="muted">{t('catalogue:noTerms')}</p>}
        <ul className="plain-list">
          {duo.map((id) => (
            <li key={id}>
              <span>{word(id)}</span>
              <span className="tiny mono muted">{id}</span>
            </li>
          ))}
          {own.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
        {access.length > 0 && (
          <p className="small">
            {t('catalogue:mayChange')} {access.map((key) => word(`access:${key}`).toLowerCase()).join(', ')}.
          </p>
        )}
        {record.accessDescription && (
          <p className="small" lang="en">
            {record.accessDescription}
          </p>
        )}
        <h3>{t('catalogue:howTo')}</h3>
        {resource ? (
          <ol className="numbered">
            <li>{t('catalogue:step1')}</li>
            <li>{t('catalogue:step2')}</li>
            <li>{t('catalogue:step3', { body: resource.bodyName })}</li>
          </ol>
        ) : (
          <p>{t('catalogue:notOpen')}</p>
        )}
        {body?.rules.guidance && <p className="small">{text(body.rules.guidance)}</p>}
        <p className="small">
          {resource && (
            <>
              <Link
                to="/catalogue/guidance/$page"
                params={{ page: 'price-and-time' }}
                search={{ resource: resource.id }}
              >
                {t('catalogue:priceAndTime')}
              </Link>
              {' · '}
            </>
          )}
          <Link to="/catalogue/guidance/$page" params={{ page: 'steps' }}>
            {t('catalogue:allSteps')}
          </Link>
        </p>
      </div>
    </Panel>
  );
}
