import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Panel } from '../components/panel.tsx';
import { Arrival } from '../components/states.tsx';
import { useText } from '../formatting/use-text.ts';
import { templatesQuery } from './catalogue-api.ts';

/** Documents to be filled in, in both languages: whoever writes in one may need the other for a partner. */
export function TemplatesPanel() {
  const { t } = useTranslation();
  const text = useText();
  const { data, error } = useQuery(templatesQuery);
  return (
    <Panel title={t('guidance:documents.title')} foot={t('guidance:documents.foot')}>
      <Arrival error={error} data={data} rows={6}>
        {(templates) => (
          <ul className="entries">
            {templates.map(({ key, title, lead, sections }) => (
              <li key={key}>
                <h3>{text(title)}</h3>
                <p className="soft">{text(lead)}</p>
                <p className="small muted">{sections.map(({ heading }) => text(heading)).join(' · ')}</p>
                <p className="actions">
                  {(['da', 'en'] as const).map((language) => (
                    <a
                      key={language}
                      className="btn small"
                      href={`/api/access/templates/${key}?language=${language}`}
                      download
                      aria-label={`${text(title)}: ${t(`guidance:documents.${language}`)}`}
                    >
                      {t(`guidance:documents.${language}`)}
                    </a>
                  ))}
                </p>
              </li>
            ))}
          </ul>
        )}
      </Arrival>
    </Panel>
  );
}
