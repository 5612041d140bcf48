import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable, TableTools } from '../components/data-table.tsx';
import { Panel } from '../components/panel.tsx';
import { Arrival, Empty } from '../components/states.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { machinesQuery, stepsQuery } from './access-api.ts';
import type { CaseKind, Machine, StepDays } from './model.ts';
import { useStateWord } from './words.ts';

/** Steps that lead on, in the order they are gone through. */
function stepsInOrder(rows: StepDays[], machines: Record<CaseKind, Machine> | undefined): StepDays[] {
  if (machines === undefined) return [];
  const place = ({ kind, state }: StepDays) => Object.keys(machines[kind].states).indexOf(state);
  const leadsOn = ({ kind, state }: StepDays) => machines[kind].transitions.some(({ from }) => from === state);
  const waits = ({ kind, state }: StepDays) => machines[kind].states[state]?.waitsFor != null;
  const kinds = Object.keys(machines);
  return rows
    .filter((row) => leadsOn(row) && (row.median !== null || (row.now > 0 && waits(row))))
    .sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || place(a) - place(b));
}

/** Days that cases stayed in each step, measured: where time goes. @param narrow beside other things, with fewer columns */
export function StepsPanel({ narrow = false }: { narrow?: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const state = useStateWord();
  const { data: all, error } = useQuery(stepsQuery);
  const { data: machines } = useQuery(machinesQuery);
  const data = all && stepsInOrder(all, machines);
  const longest = Math.max(1, ...(data ?? []).map(({ p90 }) => p90 ?? 0));
  const days = (value: number | null) => (value === null ? '–' : format.decimal(value, value < 10 ? 1 : 0));
  const columns: (Column<StepDays> & { wide?: boolean })[] = [
    {
      key: 'step',
      head: t('access:step'),
      wrap: true,
      value: (row) => `${t(`access:kind.${row.kind}`)}: ${state(row.kind, row.state)}`,
    },
    { key: 'median', head: t('access:median'), num: true, value: (row) => row.median, cell: (row) => days(row.median) },
    {
      key: 'bar',
      head: t('access:upTo'),
      opt: true,
      wide: true,
      sortable: false,
      value: (row) => row.p90,
      cell: (row) => (
        <span className="bar" aria-hidden="true">
          <i style={{ width: `${((row.median ?? 0) / longest) * 100}%` }} />
        </span>
      ),
    },
    { key: 'p90', head: t('access:p90'), num: true, value: (row) => row.p90, cell: (row) => days(row.p90) },
    { key: 'cases', head: t('access:ended'), num: true, opt: true, wide: true, value: (row) => row.cases },
    { key: 'now', head: t('access:now'), num: true, wide: true, value: (row) => row.now },
  ];
  return (
    <Panel
      title={t('access:stepsTitle')}
      note={t('access:stepsNote')}
      foot={t('access:stepsFoot')}
      tools={data && data.length > 0 && <TableTools name="idun-steps" columns={columns} rows={data} />}
    >
      <Arrival error={error} data={data} rows={6}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty why={t('access:noSteps')} />
          ) : (
            <DataTable
              caption={t('access:stepsTitle')}
              columns={columns.filter(({ wide }) => !narrow || !wide)}
              rows={rows}
              rowKey={(row) => `${row.kind} ${row.state}`}
              tight
            />
          )
        }
      </Arrival>
    </Panel>
  );
}
