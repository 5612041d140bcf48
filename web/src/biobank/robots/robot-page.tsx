import '../../styles/bench.css';
import '../../styles/storage.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, sendJson } from '../../api/client.ts';
import { Icon } from '../../components/icon.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { ProblemView, Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useMay } from '../../session/rights.ts';
import { useBanks } from '../biobank-tabs.tsx';
import { TemperaturePanel } from '../overview/temperature-panel.tsx';
import { CommandsPanel } from './commands-panel.tsx';
import { ComparisonPanel } from './comparison-panel.tsx';
import { MoveForm } from './move-form.tsx';
import { ReconcileForm } from './reconcile-form.tsx';
import { RobotMark } from './robot-marks.tsx';
import { type Robot, type RobotDetail, robotQuery } from './robots-api.ts';

/** Begins or stops working with a store. */
function Switch({ robot }: { robot: Robot }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: () => sendJson('POST', apiPath(`/biobank/robots/${robot.id}/state`), { active: !robot.active }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['biobank', 'robots'] }),
  });
  return (
    <>
      <button type="button" className="btn" disabled={change.isPending} onClick={() => change.mutate()}>
        {t(robot.active ? 'robots:switchOff' : 'robots:switchOn')}
      </button>
      {change.error && <ProblemView error={change.error} />}
    </>
  );
}

function headingOf(robot: RobotDetail, t: ReturnType<typeof useTranslation>['t'], int: (value: number) => string) {
  const unknown = robot.open.filter(({ state }) => state === 'unknown').length;
  const waiting = robot.open.length - unknown;
  if (unknown > 0) return t('robots:robotUnknown', { name: robot.name, count: unknown, number: int(unknown) });
  return t('robots:robotWaiting', { name: robot.name, count: waiting, number: int(waiting) });
}

/** One automated store: its queue, what nobody can tell, what it did last, its temperature, and its own inventory. */
export function RobotPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { id } = useParams({ from: '/biobank/robots/$id' });
  const { data, error } = useQuery(robotQuery(id));
  const dispenses = useMay('biobank.dispensing.dispense');
  const manages = useMay('biobank.manage');
  const [asked, setAsked] = useState(false);
  useBanks();
  const crumbs = [
    { label: t('biobank:biobank'), to: '/biobank' },
    { label: t('biobank:robots'), to: '/biobank/robots' },
    { label: data?.name ?? id },
  ];
  if (error && !data) return <ProblemPage error={error} crumbs={crumbs} />;
  if (!data) return <Skeleton />;
  const unknown = data.open.filter(({ state }) => state === 'unknown');
  return (
    <Page
      heading={headingOf(data, t, format.int)}
      title={data.name}
      crumbs={crumbs}
      state={
        <>
          <RobotMark robot={data} />
          <span>{data.biobank}</span>
          <span className="mono">{data.protocol}</span>
          {data.lastSeenAt && <span>{t('robots:seenAt', { time: format.dateTime(data.lastSeenAt) })}</span>}
          <Link to="/biobank/storage" search={{ at: data.store }}>
            {t('biobank:showOnMap')}
          </Link>
        </>
      }
      actions={manages && <Switch robot={data} />}
    >
      <div className="stack">
        {data.problem !== null && (
          <div className="alert fail" role="alert">
            <Icon name="fail" />
            <div>
              <p>
                <b>{t('robots:waitsForYou')}</b>
              </p>
              <p lang="en">{data.problem}</p>
            </div>
          </div>
        )}
        <div className="cols side-360">
          <div className="stack">
            {unknown.length > 0 && dispenses && (
              <Panel
                title={t('robots:unknownPanel')}
                note={t('robots:commands', { count: unknown.length, number: format.int(unknown.length) })}
                padded
              >
                <div className="stack">
                  {unknown.map((command) => (
                    <ReconcileForm key={command.id} robot={data.id} command={command} />
                  ))}
                </div>
              </Panel>
            )}
            <CommandsPanel
              title={t('robots:queue')}
              name={`idun-${data.id}-queue`}
              commands={data.open}
              open
              empty={t('robots:queueEmpty')}
            />
            <CommandsPanel
              title={t('robots:latest')}
              name={`idun-${data.id}-latest`}
              commands={data.latest}
              open={false}
              empty={t('robots:latestEmpty')}
            />
          </div>
          <div className="stack">
            {data.moves === 'tube' && (
              <ComparisonPanel robot={data} asked={asked || unknown.length > 0} onAsk={() => setAsked(true)} />
            )}
            {dispenses && <MoveForm robot={data} />}
            <TemperaturePanel only={data.store} />
          </div>
        </div>
      </div>
    </Page>
  );
}
