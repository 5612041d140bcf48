import '../styles/access.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { ProblemPage } from '../components/problem-page.tsx';
import { ProblemView, Skeleton } from '../components/states.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { useText } from '../formatting/use-text.ts';
import { useMay } from '../session/rights.ts';
import { actOnEnquiry, assignCase, bodiesQuery, enquiryQuery, resourcesQuery, topicsQuery } from './access-api.ts';
import { ActButton, ActForm } from './act-form.tsx';
import { CaseMark, DueMark } from './case-marks.tsx';
import { Feed } from './messages-panel.tsx';
import type { Enquiry } from './model.ts';

function PassOn({ enquiry }: { enquiry: Enquiry }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data: bodies } = useQuery(bodiesQuery);
  const [body, setBody] = useState('');
  const id = useId();
  const pass = useMutation({
    mutationFn: () => actOnEnquiry(enquiry.id, 'pass-on', { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['access'] }),
  });
  return (
    <div className="stack tight-stack">
      <div className="field">
        <label htmlFor={id}>{t('access:passOnTo')}</label>
        <select id={id} className="select" value={body} onChange={(event) => setBody(event.target.value)}>
          <option value="">{t('access:choose')}</option>
          {(bodies?.items ?? []).map((one) => (
            <option key={one.id} value={one.id}>
              {one.name} ({t(`access:bodyKind.${one.kind}`)})
            </option>
          ))}
        </select>
      </div>
      <div className="actions">
        <button type="button" className="btn" disabled={body === '' || pass.isPending} onClick={() => pass.mutate()}>
          {t('access:passOn')}
        </button>
      </div>
      {pass.error && <ProblemView error={pass.error} />}
    </div>
  );
}

/** What the reader can do with a question now. */
function Acts({ enquiry }: { enquiry: Enquiry }) {
  const { t } = useTranslation();
  const answers = useMay('access.enquiries.answer');
  const handles = useMay('access.applications.process');
  const { party, state, id } = enquiry;
  if (party === 'applicant') {
    if (state === 'closed') return null;
    return (
      <Panel title={t('access:goOn')} padded>
        <div className="stack">
          <ActForm
            label={t('access:askOn')}
            verb={t('access:send')}
            primary
            act={(text) => actOnEnquiry(id, 'follow', { text })}
          />
          <div className="actions">
            <Link
              className="btn"
              to="/applications/new"
              search={{
                enquiry: id,
                name: enquiry.title,
                ...(enquiry.context['resource'] === undefined ? {} : { resource: enquiry.context['resource'] }),
              }}
            >
              {t('access:applyFromQuestion')}
            </Link>
            {(state === 'answered' || state === 'open') && (
              <ActButton verb={t('access:closeQuestion')} act={() => actOnEnquiry(id, 'follow', {})} />
            )}
          </div>
        </div>
      </Panel>
    );
  }
  const own = (state === 'open' && party === 'coordinator') || state === 'passed-on';
  if (!answers || !own) return null;
  return (
    <Panel title={t('access:answerIt')} padded>
      <div className="stack">
        <ActForm
          label={t('access:yourAnswer')}
          hint={t('access:answerHint')}
          verb={t('access:sendAnswer')}
          primary
          act={(text) => actOnEnquiry(id, 'answer', { text })}
        />
        {party === 'coordinator' && <PassOn enquiry={enquiry} />}
        {party === 'body' && (
          <ActButton verb={t('access:notOurs')} act={() => actOnEnquiry(id, 'pass-on', { body: null })} />
        )}
        {handles && <ActButton verb={t('access:take')} act={() => assignCase(id, true)} />}
      </div>
    </Panel>
  );
}

/** One question: what it is about, what was said, and what one can do. */
export function EnquiryPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const { id } = useParams({ from: '/enquiries/$id' });
  const asks = useMay('access.enquiries.use');
  const answers = useMay('access.enquiries.answer');
  const { data: enquiry, error } = useQuery(enquiryQuery(id, asks && !answers));
  const { data: topics } = useQuery(topicsQuery);
  const { data: resources } = useQuery(resourcesQuery);
  const crumbs = [
    answers
      ? { label: t('frame:areas.cases'), to: '/cases' }
      : { label: t('access:applications'), to: '/applications' },
    { label: enquiry?.title ?? id },
  ];
  if (error && !enquiry) return <ProblemPage error={error} crumbs={crumbs} />;
  if (!enquiry) return <Skeleton />;
  const topic = topics?.find(({ key }) => key === enquiry.topic);
  const resource = resources?.find((one) => one.id === enquiry.context['resource']);
  return (
    <Page
      heading={<span translate="no">{enquiry.title}</span>}
      title={enquiry.title}
      crumbs={crumbs}
      state={
        <>
          <CaseMark kind="enquiry" state={enquiry.state} />
          {enquiry.project && <span>{enquiry.project}</span>}
          <span>{t('access:opened', { date: format.date(enquiry.openedAt) })}</span>
          {enquiry.dueAt && (
            <span>
              {t('access:deadline')}: <DueMark dueAt={enquiry.dueAt} />
            </span>
          )}
        </>
      }
    >
      <div className="cols side-400">
        <Panel title={t('access:said')}>
          <Feed events={enquiry.events} kind="enquiry" />
        </Panel>
        <div className="stack">
          <Acts enquiry={enquiry} />
          <Panel title={t('access:about')} padded>
            <dl className="dl">
              <dt>{t('access:topic')}</dt>
              <dd>{topic ? text(topic.words) : enquiry.topic}</dd>
              {enquiry.organisation && (
                <>
                  <dt>{t('access:withWhom')}</dt>
                  <dd>{enquiry.organisation}</dd>
                </>
              )}
              {resource && (
                <>
                  <dt>{t('access:collection')}</dt>
                  <dd>{text(resource.name)}</dd>
                </>
              )}
              {enquiry.context['page'] && (
                <>
                  <dt>{t('access:askedFrom')}</dt>
                  <dd>
                    {isOurs(enquiry.context['page']) ? (
                      <a href={enquiry.context['page']}>{t('access:thePage')}</a>
                    ) : (
                      <span className="breakable">{enquiry.context['page']}</span>
                    )}
                  </dd>
                </>
              )}
              {enquiry.application && (
                <>
                  <dt>{t('access:becameApplication')}</dt>
                  <dd>
                    <Link to="/applications/$id" params={{ id: enquiry.application }}>
                      {t('access:kind.application')}
                    </Link>
                  </dd>
                </>
              )}
            </dl>
          </Panel>
        </div>
      </div>
    </Page>
  );
}

/** Whether an address that came with a question is a page of this house, as it was: encoded, and with its search. */
function isOurs(page: string): boolean {
  return /^\/(?![/\\])/.test(page);
}
