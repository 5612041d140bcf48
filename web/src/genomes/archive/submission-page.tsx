import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Submission } from '../../api/answers.ts';
import { isRunning, sessionQuery, submissionQuery } from '../../api/queries.ts';
import { Icon } from '../../components/icon.tsx';
import { StateMark } from '../../components/marks.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { may } from '../../session/rights.ts';
import { useSyntheticParts } from '../synthetic-parts.ts';
import { FilesPanel } from './files-panel.tsx';
import { FindingsPanel } from './findings-panel.tsx';
import { LogPanel } from './log-panel.tsx';
import { ProgressPanel } from './progress-panel.tsx';
import { QualityPanels } from './quality-panels.tsx';
import { SubmissionActions } from './submission-actions.tsx';
import { TotalsPanel } from './totals-panel.tsx';

/** Number of genomes a submission brings, as far as it is known. */
export function genomesOf(submission: Submission): number | null {
  if (submission.report && submission.report.genomes.length > 0) return submission.report.genomes.length;
  if (typeof submission.genomes === 'number' && submission.genomes > 0) return submission.genomes;
  const counts = submission.files.map((file) => (Array.isArray(file.samples) ? file.samples.length : file.samples));
  const known = counts.filter((count): count is number => typeof count === 'number');
  const sum = known.reduce((total, count) => total + count, 0);
  return sum > 0 ? sum : null;
}

function useHeading(submission: Submission): string {
  const { t } = useTranslation();
  const format = useFormat();
  const genomes = genomesOf(submission);
  const errors =
    submission.report?.findings.filter((finding) => finding.severity === 'error' || finding.holds).length ?? 0;
  const what =
    genomes === null
      ? t('submission:oneSubmission', { dataset: submission.dataset })
      : t('submission:genomesFor', { count: genomes, number: format.int(genomes), dataset: submission.dataset });
  const key = `submission:heading.${submission.state}`;
  return t(key, { what, count: errors, number: format.int(errors), defaultValue: what });
}

/** One submission: how far it is, how good the data are, what was found, and what can be done. */
export function SubmissionPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/submissions/$id' });
  const { data, error } = useQuery(submissionQuery(id));
  if (error && !data)
    return (
      <ProblemPage
        error={error}
        crumbs={[
          { label: t('submissions:title'), to: '/submissions' },
          { label: id, mono: true },
        ]}
      />
    );
  if (!data) return <Skeleton rows={8} />;
  return <SubmissionView submission={data} />;
}

function SubmissionView({ submission }: { submission: Submission }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data: session } = useQuery(sessionQuery);
  useSyntheticParts(submission.reference, submission.dataset);
  const heading = useHeading(submission);
  const report = submission.report;
  return (
    <Page
      heading={heading}
      crumbs={[
        { label: t('submissions:title'), to: '/submissions' },
        { label: submission.id, mono: true },
      ]}
      state={
        <>
          <StateMark state={submission.state} />
          {submission.source && (
            <span>{t(`words:source.${submission.source}`, { defaultValue: submission.source })}</span>
          )}
          <span>{t('submission:receivedAt', { time: format.dateTime(submission.createdAt) })}</span>
          {submission.acceptedAt && (
            <span>{t('submission:acceptedAt', { time: format.dateTime(submission.acceptedAt) })}</span>
          )}
          {submission.replaces && (
            <span>
              {t('submission:replaces')}{' '}
              <Link className="mono" to="/submissions/$id" params={{ id: submission.replaces }}>
                {submission.replaces.slice(0, 12)}…
              </Link>
            </span>
          )}
          <span>{t(`submission:next.${submission.state}`, { defaultValue: '' })}</span>
        </>
      }
      actions={may(session, 'genomes.submissions.decide') && <SubmissionActions submission={submission} />}
    >
      <div className="stack">
        {submission.sameAs && (
          <div className="alert info" role="status">
            <Icon name="info" />
            <div>
              {t('submission:already')}{' '}
              <Link to="/submissions/$id" params={{ id: submission.sameAs }}>
                {t('submission:alreadyOpen')}
              </Link>
            </div>
          </div>
        )}
        {(isRunning(submission.state) || !report) && <ProgressPanel submission={submission} />}
        <div className="cols side-400 findings-first">
          <div className="stack">
            {report && Object.keys(report.totals).length > 0 && <TotalsPanel report={report} />}
            {report && <QualityPanels report={report} name={submission.id} />}
            <FilesPanel submission={submission} />
            <LogPanel submission={submission} />
          </div>
          <div className="stack">
            <FindingsPanel submission={submission} />
          </div>
        </div>
      </div>
      <footer className="prov">
        <span>
          <b>{t('words:reference')}</b> {submission.reference ?? t('words:notKnown')}
        </span>
        {report?.references && (
          <span>
            <b>{t('submission:checkedWord')}</b>{' '}
            {report.references.checked
              ? t('submission:checkedYes', { mismatches: format.int(report.references.mismatches) })
              : t('submission:checkedNo')}
          </span>
        )}
        <span>
          <b>{t('submission:allOrNothing')}</b> {t(`submission:inDatabase.${submission.state}`, { defaultValue: '' })}
        </span>
      </footer>
    </Page>
  );
}
