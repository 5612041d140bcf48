import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemView } from '../../components/states.tsx';
import { identifyPerson, type Person } from '../patients/patients-api.ts';
import { usePersonLine } from '../patients/person-line.ts';
import { accessReport } from './privacy-api.ts';
import { PrivacyTabs } from './privacy-tabs.tsx';

/** Offers a file to keep. */
function keep(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function Report({ person }: { person: Person }) {
  const { t, i18n } = useTranslation();
  const line = usePersonLine();
  const make = useMutation({
    mutationFn: async (format: 'json' | 'pdf') =>
      keep(await accessReport({ person: person.id, format, lang: i18n.language }), `access-report.${format}`),
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
  const [text, setText] = useState('');
  const id = useId();
  const find = useMutation({ mutationFn: identifyPerson, onSuccess: () => setText('') });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    find.mutate(text.trim());
  };
  return (
    <Page
      heading={t('privacy:reportHeading')}
      title={t('privacy:report')}
      crumbs={[{ label: t('frame:areas.privacy'), to: '/privacy' }, { label: t('privacy:report') }]}
      state={<span>{t('privacy:reportWhy')}</span>}
    >
      <PrivacyTabs />
      <Panel title={t('privacy:reportFor')} note={t('patients:findNote')} foot={t('privacy:reportFoot')} padded>
        <div className="stack">
          <form onSubmit={submit} className="filters" style={{ padding: 0 }}>
            <div className="field">
              <label htmlFor={id}>{t('patients:number')}</label>
              <input
                id={id}
                className="input mono"
                autoComplete="off"
                spellCheck={false}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            </div>
            <button type="submit" className="btn" disabled={find.isPending || text.trim() === ''}>
              {t('patients:findIt')}
            </button>
          </form>
          {find.error && <ProblemView error={find.error} />}
          {find.data && <Report key={find.data.id} person={find.data} />}
        </div>
      </Panel>
    </Page>
  );
}
