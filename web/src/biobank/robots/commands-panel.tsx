import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, sendJson } from '../../api/client.ts';
import { type Column, DataTable, TableTools } from '../../components/data-table.tsx';
import { Panel } from '../../components/panel.tsx';
import { Arrival, Empty, ProblemView } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useMay } from '../../session/rights.ts';
import { CommandMark } from './robot-marks.tsx';
import { commandQuery, type RobotCommand } from './robots-api.ts';

/** Takes a command back, if the arm has not begun. */
function Cancel({ command }: { command: RobotCommand }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => sendJson('POST', apiPath(`/biobank/robot-commands/${command.id}/cancel`), {}),
    onSettled: () => client.invalidateQueries({ queryKey: ['biobank', 'robots'] }),
  });
  if (command.cancelAsked) return <span className="muted">{t('robots:cancelAsked')}</span>;
  return (
    <>
      <button
        type="button"
        className="btn small"
        disabled={cancel.isPending}
        aria-label={t('robots:cancelCommand', { code: command.code })}
        onClick={() => cancel.mutate()}
      >
        {t('robots:cancel')}
      </button>
      {cancel.error && <ProblemView error={cancel.error} />}
    </>
  );
}

/** What happened with one command, step by step. */
function Steps({ id, onClose }: { id: string; onClose(): void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error } = useQuery(commandQuery(id));
  return (
    <Panel
      title={data ? `${t(`robots:kind.${data.kind}`)} ${data.code}` : t('robots:steps')}
      note={t('robots:steps')}
      tools={
        <button type="button" className="link" onClick={onClose}>
          {t('robots:closeSteps')}
        </button>
      }
    >
      <Arrival error={error} data={data} rows={3}>
        {(command) => (
          <ol className="feed">
            <li style={{ gridTemplateColumns: 'minmax(0, 1fr)' }}>
              <p>
                <CommandMark state="planned" />{' '}
                <span className="muted">{`${format.dateTime(command.askedAt)}, ${command.askedBy}`}</span>
              </p>
            </li>
            {command.steps.map((step) => (
              <li key={`${step.at}${step.to}${step.from}`} style={{ gridTemplateColumns: 'minmax(0, 1fr)' }}>
                <div>
                  <p>
                    <CommandMark state={step.to} />{' '}
                    <span className="muted">{`${format.dateTime(step.at)}, ${step.by}`}</span>
                  </p>
                  {step.note && (
                    <p className="small" lang="en">
                      {step.note}
                    </p>
                  )}
                </div>
              </li>
            ))}
          </ol>
        )}
      </Arrival>
    </Panel>
  );
}

interface CommandsPanelProps {
  title: string;
  name: string;
  commands: RobotCommand[];
  /** Still to be done: they may be taken back. */
  open: boolean;
  empty: string;
}

/** Commands of a store: the queue, or what was last done. A command opens its history. */
export function CommandsPanel({ title, name, commands, open, empty }: CommandsPanelProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const dispenses = useMay('biobank.dispensing.dispense');
  const [shown, setShown] = useState<string | null>(null);
  const columns: Column<RobotCommand>[] = [
    {
      key: 'code',
      head: t('robots:what'),
      value: (row) => row.code,
      cell: (row) => (
        <>
          <button
            type="button"
            className="link"
            style={{ textAlign: 'start' }}
            aria-expanded={shown === row.id}
            onClick={() => setShown(row.id)}
          >
            <span className="mono">{row.code}</span>
          </button>
          <span className="under">{`${t(`robots:kind.${row.kind}`)} ${row.address}`}</span>
        </>
      ),
    },
    {
      key: 'state',
      head: t('words:stateWord'),
      wrap: true,
      value: (row) => t(`robots:state.${row.state}`),
      cell: (row) => (
        <>
          <CommandMark state={row.state} />
          {row.because && (
            <span className="under" lang="en">
              {row.because}
            </span>
          )}
        </>
      ),
    },
    {
      key: 'reason',
      head: t('robots:why'),
      opt: true,
      value: (row) => t(`robots:reason.${row.reason}`),
      cell: (row) =>
        row.reservation ? (
          <Link to="/biobank/reservations/$id" params={{ id: row.reservation }}>
            {t(`robots:reason.${row.reason}`)}
          </Link>
        ) : (
          t(`robots:reason.${row.reason}`)
        ),
    },
    { key: 'attempt', head: t('robots:attempt'), num: true, opt: true, value: (row) => row.attempt },
    {
      key: 'changed',
      head: t('biobank:when'),
      opt: true,
      value: (row) => row.changedAt,
      cell: (row) => <span className="nowrap">{format.dateTime(row.changedAt)}</span>,
    },
  ];
  if (open && dispenses) {
    columns.push({
      key: 'cancel',
      head: t('robots:takeBack'),
      sortable: false,
      value: () => null,
      cell: (row) => (row.state === 'unknown' ? null : <Cancel command={row} />),
    });
  }
  return (
    <>
      {shown !== null && commands.some(({ id }) => id === shown) && <Steps id={shown} onClose={() => setShown(null)} />}
      <Panel
        title={title}
        note={t('robots:commands', { count: commands.length, number: format.int(commands.length) })}
        tools={commands.length > 0 && <TableTools name={name} columns={columns} rows={commands} />}
      >
        {commands.length === 0 ? (
          <Empty why={empty} />
        ) : (
          <DataTable caption={title} columns={columns} rows={commands} rowKey={(row) => row.id} capped />
        )}
      </Panel>
    </>
  );
}
