import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { Empty, Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { BiobankTabs, useBanks } from '../biobank-tabs.tsx';
import { storesQuery } from '../storage/storage-api.ts';
import { RobotMark } from './robot-marks.tsx';
import { type Robot, robotsQuery } from './robots-api.ts';

/** The automated stores: how each is, what it has to do, and where somebody must look. */
export function RobotsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error } = useQuery(robotsQuery);
  const { data: stores = [] } = useQuery(storesQuery);
  useBanks();
  const crumbs = [{ label: t('biobank:biobank'), to: '/biobank' }, { label: t('biobank:robots') }];
  if (error && !data) return <ProblemPage error={error} crumbs={crumbs} />;
  if (!data) return <Skeleton />;
  const count = (robot: Robot, ...states: (keyof Robot['commands'])[]) =>
    states.reduce((sum, state) => sum + (robot.commands[state] ?? 0), 0);
  const unknown = data.reduce((sum, robot) => sum + count(robot, 'unknown'), 0);
  const columns: Column<Robot>[] = [
    {
      key: 'name',
      head: t('biobank:store'),
      value: (row) => row.name,
      cell: (row) => (
        <Link className="rowlink" to="/biobank/robots/$id" params={{ id: row.id }}>
          {row.name}
        </Link>
      ),
    },
    {
      key: 'state',
      head: t('words:stateWord'),
      wrap: true,
      value: (row) => row.problem ?? (row.active ? t('robots:ready') : t('robots:off')),
      cell: (row) => (
        <>
          <RobotMark robot={row} />
          {row.problem && (
            <span className="under" lang="en">
              {row.problem}
            </span>
          )}
        </>
      ),
    },
    {
      key: 'temperature',
      head: t('biobank:temperature'),
      value: (row) => stores.find(({ id }) => id === row.store)?.temperature?.celsius,
      cell: (row) => {
        const reading = stores.find(({ id }) => id === row.store)?.temperature;
        return reading ? `${format.decimal(reading.celsius, 1)}\u00A0°C` : <span className="muted">–</span>;
      },
    },
    {
      key: 'waiting',
      head: t('robots:waiting'),
      num: true,
      value: (row) => count(row, 'planned', 'sent', 'acknowledged'),
      cell: (row) => format.int(count(row, 'planned', 'sent', 'acknowledged')),
    },
    {
      key: 'unknown',
      head: t('robots:state.unknown'),
      num: true,
      value: (row) => count(row, 'unknown'),
      cell: (row) =>
        count(row, 'unknown') > 0 ? (
          <span className="warn strong">{format.int(count(row, 'unknown'))}</span>
        ) : (
          format.int(0)
        ),
    },
    { key: 'done', head: t('robots:state.done'), num: true, opt: true, value: (row) => count(row, 'done') },
    { key: 'failed', head: t('robots:state.failed'), num: true, opt: true, value: (row) => count(row, 'failed') },
    {
      key: 'seen',
      head: t('robots:lastSeen'),
      opt: true,
      value: (row) => row.lastSeenAt,
      cell: (row) => (row.lastSeenAt ? format.ago(row.lastSeenAt) : <span className="muted">–</span>),
    },
  ];
  return (
    <Page
      heading={
        unknown > 0
          ? t('robots:headingUnknown', { count: unknown, number: format.int(unknown) })
          : t('robots:heading', { count: data.length, number: format.int(data.length) })
      }
      title={t('biobank:robots')}
      crumbs={crumbs}
    >
      <BiobankTabs />
      <Panel title={t('biobank:robots')}>
        {data.length === 0 ? (
          <Empty why={t('robots:none')}>
            <p>
              {t('robots:noneWhy')} <code>idun biobank robot add</code>
            </p>
          </Empty>
        ) : (
          <DataTable caption={t('biobank:robots')} columns={columns} rows={data} rowKey={(row) => row.id} />
        )}
      </Panel>
    </Page>
  );
}
