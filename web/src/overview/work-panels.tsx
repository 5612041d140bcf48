import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { RunningJob, SubmissionSummary } from '../api/answers.ts';
import { isRunning, submissionsQuery } from '../api/queries.ts';
import { StateMark } from '../components/marks.tsx';
import { Panel } from '../components/panel.tsx';
import { Empty, ProblemView, SkeletonRows } from '../components/states.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { DatasetName } from '../genomes/archive/dataset-name.tsx';
import { currentStep, shareDone, stepKey, stepShare } from '../genomes/archive/progress.ts';

function Job({ job }: { job: RunningJob }) {
  const { t } = useTranslation();
  const format = useFormat();
  const step = currentStep(job.progress);
  const share = job.kind === 'submission' ? shareDone(job.progress) : step ? stepShare(step) : null;
  const key = `words:job.${job.kind.replaceAll('.', '-')}`;
  const name = t(key, { dataset: job.dataset ?? '', defaultValue: job.label ?? job.kind });
  const left = job.progress?.secondsLeft;
  return (
    <li style={{ gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <div className="stack" style={{ gap: 6 }}>
        <p className="strong">
          {job.submission ? (
            <Link to="/submissions/$id" params={{ id: job.submission }}>
              {name}
            </Link>
          ) : (
            name
          )}
        </p>
        <span className="bar">
          <i style={{ width: `${(share ?? 0) * 100}%` }} />
        </span>
        <p className="small soft">
          {step && `${t(`submission:step.${stepKey(step.name)}`, { defaultValue: step.name })}: `}
          {share === null ? t('words:starting') : format.percent(share, 0)}
          {left !== null && left !== undefined && ` · ${t('words:timeLeft', { time: format.duration(left) })}`}
        </p>
      </div>
    </li>
  );
}

/** Work that runs now, with how far it is and how long it takes. */
export function RunningWork({ jobs }: { jobs: RunningJob[] }) {
  const { t } = useTranslation();
  return (
    <Panel title={t('overview:running')} note={jobs.length > 0 ? t('overview:runningNote') : undefined}>
      {jobs.length === 0 ? (
        <Empty why={t('overview:nothingRuns')} />
      ) : (
        <ul className="feed">
          {jobs.map((job) => (
            <Job key={job.id} job={job} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function SubmissionLine({ row }: { row: SubmissionSummary }) {
  const format = useFormat();
  return (
    <li>
      <Link to="/submissions/$id" params={{ id: row.id }}>
        <StateMark state={row.state} />
        <span className="breakable">
          <DatasetName name={row.dataset} />
        </span>
        <span>{format.date(row.acceptedAt ?? row.createdAt)}</span>
      </Link>
    </li>
  );
}

/** Submissions that wait for a person, the stopped ones first; then what came last. */
export function WaitingAndRecent() {
  const { t } = useTranslation();
  const quarantined = useQuery(submissionsQuery({ state: 'quarantined', limit: 8 }));
  const recent = useQuery(submissionsQuery({ sort: '-created', limit: 8 }));
  const stopped = quarantined.data?.items ?? [];
  const moving = (recent.data?.items ?? []).filter((row) => isRunning(row.state));
  const waiting = [...stopped, ...moving];
  const done = (recent.data?.items ?? []).filter((row) => !waiting.some((one) => one.id === row.id));
  const error = quarantined.error ?? recent.error;
  const loading = quarantined.isPending || recent.isPending;
  return (
    <>
      <Panel title={t('overview:waiting')} tools={<Link to="/submissions">{t('overview:allSubmissions')}</Link>}>
        {error ? (
          <div className="body">
            <ProblemView error={error} />
          </div>
        ) : loading ? (
          <div className="body stack">
            <SkeletonRows rows={3} />
          </div>
        ) : waiting.length === 0 ? (
          <Empty why={t('overview:nothingWaits')} />
        ) : (
          <ul className="links">
            {waiting.map((row) => (
              <SubmissionLine key={row.id} row={row} />
            ))}
          </ul>
        )}
      </Panel>
      {done.length > 0 && (
        <Panel title={t('overview:recent')}>
          <ul className="links">
            {done.map((row) => (
              <SubmissionLine key={row.id} row={row} />
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}
