import '../styles/access.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { ProblemPage } from '../components/problem-page.tsx';
import { Skeleton } from '../components/states.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { useMay } from '../session/rights.ts';
import { useSynthetic } from '../shell/synthetic.tsx';
import { actOnApplication, applicationQuery, documentPath } from './access-api.ts';
import { ActForm } from './act-form.tsx';
import { AgreementPanel } from './agreement-panel.tsx';
import { AnswersPanel } from './answers-panel.tsx';
import { ApplicationForm } from './application-form.tsx';
import { CaseMark, DueMark } from './case-marks.tsx';
import { DriftPanel } from './drift-panel.tsx';
import { HandlingPanel } from './handling-panel.tsx';
import { MessagesPanel } from './messages-panel.tsx';
import type { Application } from './model.ts';
import { PartsPanel } from './parts-panel.tsx';
import { Timeline } from './timeline.tsx';
import { useStateWord } from './words.ts';

/** Whether the asker can write on it now. */
function isWritable({ state, part }: Application): boolean {
  return part === 'applicant' && (state === 'draft' || state === 'returned');
}

function Withdraw({ id }: { id: string }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  return (
    <Panel title={t('access:withdrawTitle')} padded>
      {asked ? (
        <ActForm
          label={t('access:withdrawWhy')}
          hint={t('access:withdrawHint')}
          verb={t('access:withdraw')}
          danger
          act={(reason) => actOnApplication(id, 'withdraw', { reason })}
          onDone={() => setAsked(false)}
        />
      ) : (
        <button type="button" className="btn small danger" onClick={() => setAsked(true)}>
          {t('access:withdraw')}
        </button>
      )}
    </Panel>
  );
}

/** What was sent back with: the newest message of those who check. */
function Missing({ application }: { application: Application }) {
  const { t } = useTranslation();
  const said = [...application.events].reverse().find(({ to }) => to === 'returned')?.detail['missing'];
  if (application.state !== 'returned' || typeof said !== 'string') return null;
  return (
    <div className="alert warn" style={{ marginBottom: 16 }}>
      <div>
        <p className="strong">{t('access:returnedBecause')}</p>
        <p className="pre">{said}</p>
      </div>
    </div>
  );
}

/** One application for everybody who has a part in it: each sees what is theirs to do, and what has become of it. */
export function ApplicationPage() {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const { id } = useParams({ from: '/applications/$id' });
  const { data: application, error } = useQuery(applicationQuery(id, i18n.language === 'da' ? 'da' : 'en'));
  const writes = useMay('access.applications.write');
  const state = useStateWord();
  useSynthetic(application?.demo ? 'all' : 'none');
  const applicant = application?.part === 'applicant';
  const crumbs = [
    applicant || !application
      ? { label: t('access:applications'), to: '/applications' }
      : { label: t('frame:areas.cases'), to: '/cases' },
    { label: application?.title ?? id },
  ];
  if (error && !application) return <ProblemPage error={error} crumbs={crumbs} />;
  if (!application) return <Skeleton />;
  const writable = isWritable(application);
  return (
    <Page
      heading={t('access:applicationHeading', {
        title: application.title,
        state: state('application', application.state).toLowerCase(),
      })}
      title={application.title}
      crumbs={crumbs}
      state={
        <>
          <CaseMark kind="application" state={application.state} />
          <span>{t(`access:applicationKind.${application.kind}`)}</span>
          {application.project && <span>{application.project}</span>}
          <span>{t('access:opened', { date: format.date(application.openedAt) })}</span>
          {application.dueAt && (
            <span>
              {t('access:deadline')}: <DueMark dueAt={application.dueAt} />
            </span>
          )}
          <span className="mono muted">{application.id}</span>
        </>
      }
      actions={
        <>
          {application.permit && (
            <Link className="btn" to="/permits/$id" params={{ id: application.permit }}>
              {t('access:permit')}
            </Link>
          )}
          <a className="btn" href={documentPath(id, i18n.language === 'da' ? 'da' : 'en')} download>
            PDF
          </a>
        </>
      }
    >
      <Missing application={application} />
      {writable ? (
        <>
          <ApplicationForm application={application} />
          <div className="cols side-360" style={{ marginTop: 16 }}>
            <MessagesPanel application={application} />
            <div className="stack">
              <Timeline application={application} />
              {writes && application.may.includes('withdrawn') && <Withdraw id={id} />}
            </div>
          </div>
        </>
      ) : (
        <div className="cols side-400">
          <div className="stack">
            <HandlingPanel application={application} />
            <AgreementPanel application={application} />
            <PartsPanel application={application} />
            <DriftPanel application={application} />
            <AnswersPanel application={application} />
          </div>
          <div className="stack">
            <Timeline application={application} />
            <MessagesPanel application={application} />
            {writes && applicant && application.may.includes('withdrawn') && <Withdraw id={id} />}
          </div>
        </div>
      )}
    </Page>
  );
}
