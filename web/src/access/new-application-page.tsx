import '../styles/access.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cohortsQuery } from '../cohorts/queries.ts';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { ProblemView } from '../components/states.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { useText } from '../formatting/use-text.ts';
import { QuestionSaid } from '../register/question-said.tsx';
import { savedQuestionsQuery } from '../register/saved.ts';
import { beginApplication, resourcesQuery } from './access-api.ts';

/** What the group of an application may come from. */
function GroupChoice({ cohort, onChange }: { cohort: string; onChange(cohort: string): void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data: cohorts } = useQuery(cohortsQuery);
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{t('access:cohort')}</label>
      <select id={id} className="select" value={cohort} onChange={(event) => onChange(event.target.value)}>
        <option value="">{t('access:noCohort')}</option>
        {(cohorts ?? []).map((one) => (
          <option key={one.id} value={one.id}>
            {t('access:cohortVersion', {
              name: one.name,
              version: one.version,
              date: format.date(one.frozenAt),
            })}
          </option>
        ))}
      </select>
      <span className="hint">{t('access:cohortHint')}</span>
    </div>
  );
}

/** One of the questions that are kept, or the way to the register where one is built. */
function KeptChoice() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ from: '/applications/new' });
  const { data: kept } = useQuery(savedQuestionsQuery);
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{t('access:question')}</label>
      <select
        id={id}
        className="select"
        value=""
        onChange={(event) => {
          const found = kept?.find((one) => one.id === event.target.value);
          if (!found) return;
          void navigate({
            to: '/applications/new',
            search: { ...search, question: found.question, name: found.name },
            replace: true,
          });
        }}
      >
        <option value="">{t('access:noKeptQuestion')}</option>
        {(kept ?? []).map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </select>
      <span className="hint">
        {t('access:noQuestion')} <Link to="/register">{t('register:title')}</Link>
      </span>
    </div>
  );
}

/** Begins an application: its title, and the question or cohort that is frozen into it. */
export function NewApplicationPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { question, name, cohort: handed, enquiry, resource } = useSearch({ from: '/applications/new' });
  const [title, setTitle] = useState(name ?? '');
  const [cohort, setCohort] = useState(handed ?? '');
  const { data: resources } = useQuery(resourcesQuery);
  const chosen = resources?.find((one) => one.id === resource);
  const text = useText();
  const id = useId();
  const begin = useMutation({
    mutationFn: () =>
      beginApplication({
        title: title.trim(),
        ...(enquiry ? { enquiry } : {}),
        ...(chosen === undefined ? {} : { request: { resources: [chosen.id], specimens: [] } }),
        ...(cohort === '' ? {} : { cohort: { id: cohort } }),
        ...(question ? { question: { name: name ?? title.trim(), query: question } } : {}),
      }),
    onSuccess: async ({ id: made }) => {
      await client.invalidateQueries({ queryKey: ['access', 'cases'] });
      await navigate({ to: '/applications/$id', params: { id: made } });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (title.trim() !== '') begin.mutate();
  };
  return (
    <Page
      heading={t('access:newHeading')}
      title={t('access:newApplication')}
      crumbs={[{ label: t('access:applications'), to: '/applications' }, { label: t('access:newApplication') }]}
    >
      <div className="cols side-360">
        <Panel title={t('access:begin')} padded>
          <form className="stack" onSubmit={submit}>
            <div className="field">
              <label htmlFor={id}>{t('access:projectTitle')}</label>
              <input
                id={id}
                className="input"
                required
                maxLength={200}
                value={title}
                onChange={(event) => setTitle(event.target.value)}
              />
              <span className="hint">{t('access:projectTitleHint')}</span>
            </div>
            {question ? (
              <div className="field">
                <h3>{t('access:question')}</h3>
                <p>
                  {t('access:questionTaken', {
                    count: question.conditions.length,
                    number: question.conditions.length,
                  })}
                </p>
                <p>
                  <QuestionSaid question={question} />
                </p>
              </div>
            ) : (
              <KeptChoice />
            )}
            {chosen && (
              <div className="field">
                <h3>{t('access:appliedFor')}</h3>
                <p>{t('access:resourceTaken', { name: text(chosen.name), body: chosen.bodyName })}</p>
              </div>
            )}
            <GroupChoice cohort={cohort} onChange={setCohort} />
            <div className="actions">
              <button type="submit" className="btn primary" disabled={title.trim() === '' || begin.isPending}>
                {t('access:beginNow')}
              </button>
            </div>
            {begin.error && <ProblemView error={begin.error} />}
          </form>
        </Panel>
        <Panel title={t('access:whatFollows')} padded>
          <ol className="said">
            {(['write', 'check', 'ethics', 'protection', 'custodians', 'sign'] as const).map((step) => (
              <li key={step}>{t(`access:follows.${step}`)}</li>
            ))}
          </ol>
          <p style={{ marginTop: 12 }}>
            <Link to="/enquiries/new" search={resource === undefined ? {} : { topic: 'collection', resource }}>
              {t('access:askFirst')}
            </Link>
          </p>
        </Panel>
      </div>
    </Page>
  );
}
