import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, getJson, sendJson } from '../../api/client.ts';
import { Icon } from '../../components/icon.tsx';
import { Mark } from '../../components/marks.tsx';
import { Panel } from '../../components/panel.tsx';
import { Arrival, ProblemView } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useMay } from '../../session/rights.ts';

interface Robot {
  id: string;
  name: string;
  protocol: string;
  active: boolean;
  lastSeenAt: string | null;
  problem: string | null;
  /** How many commands there are in each state. */
  commands: Record<string, number>;
}

interface RobotCommand {
  id: string;
  kind: 'pick' | 'put';
  code: string;
  address: string;
  state: string;
  because: string | null;
  changedAt: string;
}

const robotsQuery = queryOptions({
  queryKey: ['biobank', 'robots'],
  queryFn: async ({ signal }) => (await getJson<{ items: Robot[] }>(apiPath('/biobank/robots'), signal)).items,
  refetchInterval: 15_000,
});

function robotQuery(id: string) {
  return queryOptions({
    queryKey: ['biobank', 'robots', id],
    queryFn: ({ signal }) => getJson<{ open: RobotCommand[] }>(apiPath(`/biobank/robots/${id}`), signal),
  });
}

/** Says what became of a command that nobody can tell: somebody has looked. */
function Reconcile({ command }: { command: RobotCommand }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const id = useId();
  const [note, setNote] = useState('');
  const [happened, setHappened] = useState(true);
  const keep = useMutation({
    mutationFn: () =>
      sendJson('POST', apiPath(`/biobank/robot-commands/${command.id}/reconcile`), { happened, note: note.trim() }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['biobank'] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (note.trim() !== '') keep.mutate();
  };
  return (
    <form className="stack" onSubmit={submit}>
      <p>
        <Icon name="warn" tone="warn" /> {t(`biobank:robot.${command.kind}`)}{' '}
        <span className="mono breakable">{command.code}</span> {command.address}
      </p>
      {([true, false] as const).map((value) => (
        <label key={String(value)} className="choice">
          <input type="radio" name={id} checked={happened === value} onChange={() => setHappened(value)} />
          <span>{t(value ? 'biobank:robot.happened' : 'biobank:robot.didNot')}</span>
        </label>
      ))}
      <div className="field">
        <label htmlFor={id}>{t('words:reason')}</label>
        <input id={id} className="input" value={note} onChange={(event) => setNote(event.target.value)} />
      </div>
      <p>
        <button type="submit" className="btn small" disabled={note.trim() === '' || keep.isPending}>
          {t('biobank:robot.reconcile')}
        </button>
      </p>
      {keep.error && <ProblemView error={keep.error} />}
    </form>
  );
}

function Unknown({ robot }: { robot: Robot }) {
  const dispenses = useMay('biobank.dispensing.dispense');
  const unknown = robot.commands['unknown'] ?? 0;
  const { data } = useQuery({ ...robotQuery(robot.id), enabled: dispenses && unknown > 0 });
  return (data?.open ?? [])
    .filter(({ state }) => state === 'unknown')
    .map((command) => <Reconcile key={command.id} command={command} />);
}

/** The automated stores: whether each answers, what it has to do, and the commands nobody can tell what became of. */
export function RobotsPanel() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error } = useQuery(robotsQuery);
  if (data?.length === 0) return null;
  return (
    <Panel title={t('biobank:robots')}>
      <Arrival error={error} data={data} rows={3}>
        {(robots) => (
          <ul className="feed">
            {robots.map((robot) => {
              const well = robot.active && robot.problem === null;
              return (
                <li key={robot.id}>
                  <Icon name="device" />
                  <div className="stack">
                    <p>
                      <b>{robot.name}</b>{' '}
                      <Mark
                        tone={well ? 'pass' : robot.active ? 'fail' : 'muted'}
                        icon={well ? 'pass' : robot.active ? 'fail' : 'close'}
                      >
                        {t(
                          well ? 'biobank:robot.answers' : robot.active ? 'biobank:robot.trouble' : 'biobank:robot.off',
                        )}
                      </Mark>
                    </p>
                    {robot.problem && (
                      <p className="small" lang="en">
                        {robot.problem}
                      </p>
                    )}
                    <p className="small muted">
                      {robot.lastSeenAt && t('biobank:robot.seen', { time: format.dateTime(robot.lastSeenAt) })}{' '}
                      {Object.entries(robot.commands)
                        .filter(([, count]) => count > 0)
                        .map(
                          ([state, count]) =>
                            `${t(`biobank:robotState.${state}`, { defaultValue: state })} ${format.int(count)}`,
                        )
                        .join(', ')}
                    </p>
                    <Unknown robot={robot} />
                  </div>
                </li>
              );
            })}
          </ul>
        )}
      </Arrival>
    </Panel>
  );
}
