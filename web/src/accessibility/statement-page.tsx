import { useTranslation } from 'react-i18next';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { useFormat } from '../formatting/use-format.ts';

/** When the statement was last looked through. */
const reviewed = '2026-11-22';

/** The headings and their paragraphs, in the order the law's form has them. */
const parts = [
  ['status', ['standard', 'partly']],
  ['shortcomings', ['igv', 'drawings', 'pdf', 'people']],
  ['tested', ['machine', 'eyes', 'notYet']],
  ['contact', ['write', 'answer']],
  ['enforcement', ['agency']],
] as const;

/** The accessibility statement, in the form that Danish law asks of public bodies. */
export function StatementPage() {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Page
      heading={t('accessibility:heading')}
      crumbs={[{ label: 'Idun', to: '/' }, { label: t('accessibility:link') }]}
      state={<span>{t('accessibility:reviewed', { date: format.date(reviewed) })}</span>}
    >
      <div className="stack statement">
        <p>{t('accessibility:intro')}</p>
        {parts.map(([part, paragraphs]) => (
          <Panel key={part} padded title={t(`accessibility:${part}.title`)}>
            {paragraphs.map((one) => (
              <p key={one}>{t(`accessibility:${part}.${one}`)}</p>
            ))}
          </Panel>
        ))}
      </div>
    </Page>
  );
}
