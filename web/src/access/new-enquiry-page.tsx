import '../styles/access.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { ProblemView } from '../components/states.tsx';
import { useText } from '../formatting/use-text.ts';
import { askQuestion, bodiesQuery, resourcesQuery, topicsQuery } from './access-api.ts';
import { StepsPanel } from './steps-panel.tsx';

/** A question to whoever knows, with what it is about. */
export function NewEnquiryPage() {
  const { t } = useTranslation();
  const text = useText();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { about, topic: handed, resource: known, application, page } = useSearch({ from: '/enquiries/new' });
  const { data: topics } = useQuery(topicsQuery);
  const { data: resources } = useQuery(resourcesQuery);
  const { data: bodies } = useQuery(bodiesQuery);
  const [title, setTitle] = useState(about ?? '');
  const [picked, setTopic] = useState(handed ?? (known ? 'collection' : ''));
  // An address may name a topic that is none of ours.
  const topic = topics === undefined || topics.some(({ key }) => key === picked) ? picked : '';
  const [resource, setResource] = useState(known ?? '');
  const [words, setWords] = useState('');
  const id = useId();
  const ask = useMutation({
    mutationFn: () => {
      const context = {
        // What it is about goes along whatever is asked of it: a price is a collection's too.
        ...(resource !== '' && resources?.some((one) => one.id === resource) ? { resource } : {}),
        ...(application ? { application } : {}),
        ...(page ? { page } : {}),
      };
      return askQuestion({ title: title.trim(), topic, text: words.trim(), context });
    },
    onSuccess: async ({ id: made }) => {
      await client.invalidateQueries({ queryKey: ['access', 'cases'] });
      await navigate({ to: '/enquiries/$id', params: { id: made } });
    },
  });
  const ready = title.trim() !== '' && topic !== '' && words.trim() !== '' && !ask.isPending;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) ask.mutate();
  };
  const chosen = resources?.find((one) => one.id === resource);
  const guidance = bodies?.items.find((one) => one.id === chosen?.body)?.rules.guidance;
  return (
    <Page
      heading={t('access:askHeading')}
      title={t('access:askQuestion')}
      crumbs={[{ label: t('access:applications'), to: '/applications' }, { label: t('access:askQuestion') }]}
    >
      <div className="cols side-400">
        <Panel title={t('access:yourQuestion')} padded>
          <form className="stack" onSubmit={submit}>
            <div className="field">
              <label htmlFor={`${id}-topic`}>{t('access:topic')}</label>
              <select
                id={`${id}-topic`}
                className="select"
                value={topic}
                onChange={(event) => setTopic(event.target.value)}
              >
                <option value="">{t('access:choose')}</option>
                {(topics ?? []).map((one) => (
                  <option key={one.key} value={one.key}>
                    {text(one.words)}
                  </option>
                ))}
              </select>
            </div>
            {topic === 'collection' && (
              <div className="field">
                <label htmlFor={`${id}-resource`}>{t('access:whichCollection')}</label>
                <select
                  id={`${id}-resource`}
                  className="select"
                  value={resource}
                  onChange={(event) => setResource(event.target.value)}
                >
                  <option value="">{t('access:noneOfThem')}</option>
                  {(resources ?? []).map((one) => (
                    <option key={one.id} value={one.id}>
                      {text(one.name)} ({one.bodyName})
                    </option>
                  ))}
                </select>
                {guidance && <span className="hint">{text(guidance)}</span>}
              </div>
            )}
            <div className="field">
              <label htmlFor={`${id}-title`}>{t('access:inOneLine')}</label>
              <input
                id={`${id}-title`}
                className="input"
                maxLength={200}
                value={title}
                onChange={(event) => setTitle(event.target.value)}
              />
            </div>
            <div className="field">
              <label htmlFor={`${id}-text`}>{t('access:yourQuestion')}</label>
              <textarea
                id={`${id}-text`}
                className="input"
                rows={6}
                value={words}
                onChange={(event) => setWords(event.target.value)}
              />
              <span className="hint">{t('access:noPersonalData')}</span>
            </div>
            {chosen && topic !== 'collection' && (
              <p className="small muted">{t('access:aboutResource', { name: text(chosen.name) })}</p>
            )}
            {(page || application) && <p className="small muted">{t('access:contextGoesAlong')}</p>}
            <div className="actions">
              <button type="submit" className="btn primary" disabled={!ready}>
                {t('access:send')}
              </button>
            </div>
            {ask.error && <ProblemView error={ask.error} />}
          </form>
        </Panel>
        <div className="stack">
          <Panel title={t('access:whoAnswers')} padded>
            <p>
              {chosen && topic === 'collection'
                ? t('access:answeredBy', { body: chosen.bodyName })
                : t('access:answeredByCentre')}
            </p>
            <p style={{ marginTop: 8 }}>
              <Link to="/projects">{t('access:seeProjects')}</Link>
            </p>
          </Panel>
          <StepsPanel narrow />
        </div>
      </div>
    </Page>
  );
}
