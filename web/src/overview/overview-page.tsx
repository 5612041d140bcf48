import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { overviewQuery, sessionQuery } from '../api/queries.ts';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { ProblemPage } from '../components/problem-page.tsx';
import { Provenance } from '../components/provenance.tsx';
import { Skeleton } from '../components/states.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { DatasetsTable } from '../genomes/archive/datasets-table.tsx';
import { shareOf, useSynthetic } from '../shell/synthetic.tsx';
import { FirstSteps } from './first-steps.tsx';
import { GrowthPanel } from './growth-panel.tsx';
import { RunningWork, WaitingAndRecent } from './work-panels.tsx';

/** What the database holds, how it grew, what runs and what waits. */
export function OverviewPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data: session } = useQuery(sessionQuery);
  const { data, error } = useQuery(overviewQuery);
  const parts = data ? [...data.datasets, ...data.references] : [];
  useSynthetic(shareOf(parts.map((one) => one.demo === true)));
  if (error && !data) return <ProblemPage error={error} />;
  if (!data) return <Skeleton rows={8} />;

  const operator = session?.kind === 'operator';
  const { totals } = data;
  const empty = totals.genomes === 0;
  const synthetic = data.datasets.filter((one) => one.demo).reduce((sum, one) => sum + (one.genomes ?? 0), 0);
  const apart = totals.demo === false ? synthetic : 0;
  return (
    <Page
      heading={
        empty
          ? t(data.jobs.length > 0 ? 'overview:headingFilling' : 'overview:headingEmpty')
          : t('overview:heading', {
              count: totals.genomes,
              genomes: format.int(totals.genomes),
              people: format.int(totals.persons),
            })
      }
      state={
        <>
          <span>{t('words:asOf', { time: format.dateTime(data.asOf.at) })}</span>
          <span>
            {t('overview:references', { count: data.references.length, number: format.int(data.references.length) })}
          </span>
          {apart > 0 && <span>{t('overview:apart', { count: apart, number: format.int(apart) })}</span>}
          {data.jobs.length > 0 && (
            <span className="info">
              {t('overview:jobs', { count: data.jobs.length, number: format.int(data.jobs.length) })}
            </span>
          )}
        </>
      }
      actions={
        operator ? (
          <>
            <Link className="btn" to="/variants">
              {t('overview:lookUp')}
            </Link>
            <Link className="btn primary" to="/submissions/new">
              {t('overview:add')}
            </Link>
          </>
        ) : (
          <Link className="btn primary" to="/variants">
            {t('overview:lookUp')}
          </Link>
        )
      }
    >
      <div className="cols side-360">
        <div className="stack">
          {empty ? <FirstSteps operator={operator} /> : <GrowthPanel growth={data.growth} totals={totals} />}
          <Panel
            title={t('overview:datasets')}
            note={t('overview:datasetsNote')}
            tools={<Link to="/datasets">{t('overview:allDatasets')}</Link>}
          >
            <DatasetsTable datasets={data.datasets} />
          </Panel>
        </div>
        <div className="stack">
          {(operator || data.jobs.length > 0) && <RunningWork jobs={data.jobs} />}
          {operator && <WaitingAndRecent />}
        </div>
      </div>
      <Provenance asOf={data.asOf} rule={t('overview:rule')} counted={t('words:countedRule')} />
    </Page>
  );
}
