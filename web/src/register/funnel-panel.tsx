import { useTranslation } from 'react-i18next';
import { type Column, DataTable, TableTools } from '../components/data-table.tsx';
import { Panel } from '../components/panel.tsx';
import { useFormat } from '../formatting/use-format.ts';
import type { Shown, ShownCounts } from './answers.ts';
import { completed } from './model.ts';
import { lostAt } from './question-panel.tsx';
import { useRegister } from './register-context.ts';
import { sayCondition } from './sentence.ts';
import { ShownNumber, specimensOf, useShownText } from './shown.tsx';

interface StepRow {
  key: string;
  text: string;
  left: ShownCounts;
  alone: Shown;
  lost: number | null;
}

/** Where people drop out: each condition with a bar of who is left, how many it took away, and whom it gives by itself. */
export function FunnelPanel() {
  const { t } = useTranslation();
  const format = useFormat();
  const shownText = useShownText();
  const { asked, words, funnel } = useRegister();
  if (!funnel || funnel.steps.length === 0) return null;
  const said = completed(asked).conditions;
  const { everybody } = funnel;
  const lefts = [everybody, ...funnel.steps.map(({ left }) => left)];
  const all = everybody.persons ?? 0;
  const rows: StepRow[] = [
    { key: 'all', text: t('register:everybody'), left: everybody, alone: everybody, lost: null },
    ...funnel.steps.map(({ left, alone }, at) => ({
      key: `${at}`,
      text: said[at] ? sayCondition(said[at], words) : '',
      ...{ left, alone, lost: lostAt(lefts, at + 1) },
    })),
  ];
  const columns: Column<StepRow>[] = [
    { key: 'text', head: t('register:condition'), value: (row) => row.text, wrap: true, sortable: false },
    {
      key: 'bar',
      head: t('register:shareOf'),
      opt: true,
      sortable: false,
      value: (row) => (row.left.persons === null || all === 0 ? null : row.left.persons / all),
      cell: (row) => (
        <span className="bar wide" aria-hidden="true">
          <i style={{ width: `${all === 0 ? 0 : (100 * (row.left.persons ?? 0)) / all}%` }} />
        </span>
      ),
    },
    {
      key: 'left',
      head: t('register:peopleLeft'),
      num: true,
      sortable: false,
      value: (row) => row.left.persons ?? shownText(row.left),
      cell: (row) => <ShownNumber shown={row.left} />,
    },
    {
      key: 'lost',
      head: t('register:takenAway'),
      num: true,
      sortable: false,
      value: (row) => row.lost,
      cell: (row) =>
        row.lost === null ? (
          <span className="muted">–</span>
        ) : (
          <>
            {row.lost > 0 && '−'}
            {format.int(row.lost)}
          </>
        ),
    },
    {
      key: 'specimens',
      head: t('register:specimens'),
      num: true,
      opt: true,
      sortable: false,
      value: (row) => row.left.specimens ?? shownText(specimensOf(row.left)),
      cell: (row) => <ShownNumber shown={specimensOf(row.left)} />,
    },
    {
      key: 'alone',
      head: t('register:alone'),
      num: true,
      opt: true,
      sortable: false,
      value: (row) => row.alone.persons ?? shownText(row.alone),
      cell: (row) => <ShownNumber shown={row.alone} />,
    },
  ];
  return (
    <Panel
      title={t('register:funnel')}
      note={t('register:funnelNote')}
      foot={t(funnel.roundedTo > 1 ? 'register:funnelRounded' : 'register:funnelExact', { to: funnel.roundedTo })}
      tools={<TableTools name="funnel" columns={columns} rows={rows} />}
    >
      <div className="funnel">
        <DataTable
          caption={t('register:funnel')}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.key}
          onSort={() => undefined}
        />
      </div>
    </Panel>
  );
}
