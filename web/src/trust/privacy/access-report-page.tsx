import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemView } from '../../components/states.tsx';
import { keepFile } from '../../components/take-away.ts';
import type { Person } from '../patients/patients-api.ts';
import { PersonFinder } from '../patients/person-finder.tsx';
import { usePersonLine } from '../patients/person-line.ts';
import { accessReport } from './privacy-api.ts';
import { PrivacyTabs } from './privacy-tabs.tsx';

function Report({ person }: { person: Person }) {
  const { t, i18n } = useTranslation();
  const line = usePersonLine();
  const make = useMutation({
    mutationFn: async (format: 'json' | 'pdf') =>
      keepFile(`access-report.${format}`, await accessReport({ person: person.id, format, lang: i18n.language })),
  });
  return (
    <div className="stack">
      <p>
        <b>{person.name ?? t('patients:nameless')}</b> <span className="soft">{line(person)}</span>
      </p>
      <div className="actions">
        <button type="button" className="btn primary" disabled={make.isPending} onClick={() => make.mutate('pdf')}>
          {t('privacy:asPdf')}
        </button>
        <button type="button" className="btn" disabled={make.isPending} onClick={() => make.mutate('json')}>
          {t('privacy:asJson')}
        </button>
      </div>
      {make.error && <ProblemView error={make.error} />}
      {make.isSuccess && <p role="status">{t('privacy:reportMade')}</p>}
    </div>
  );
}

/** The access report of one citizen (article 15), for whoever asked by letter. */
export function AccessReportPage() {
  const { t } = useTranslation();
  return (
    <Page
      heading={t('privacy:reportHeading')}
      title={t('privacy:report')}
      crumbs={[{ label: t('frame:areas.privacy'), to: '/privacy' }, { label: t('privacy:report') }]}
      state={<span>{t('privacy:reportWhy')}</span>}
    >
      <PrivacyTabs />
      <Panel title={t('privacy:reportFor')} note={t('patients:findNote')} foot={t('privacy:reportFoot')} padded>
        <PersonFinder>{(person) => <Report key={person.id} person={person} />}</PersonFinder>
      </Panel>
    </Page>
  );
}
