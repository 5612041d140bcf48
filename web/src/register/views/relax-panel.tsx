import { useTranslation } from 'react-i18next';
import { type Column, DataTable, TableTools } from '../../components/data-table.tsx';
import { Panel } from '../../components/panel.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import type { MatchAnswer, MatchRule, Shown } from '../answers.ts';
import { ShownNumber, useShownText } from '../shown.tsx';

type Row = Pick<MatchAnswer, 'controls' | 'casesByControls'> &
  ({ relaxed: null } | Pick<MatchAnswer['relaxations'][number], 'relaxed' | 'rule'>);

/** How many controls there are, and cases with all of theirs, when one part of the rule is relaxed. */
export function RelaxPanel({ answer, rule }: { answer: MatchAnswer; rule: MatchRule }) {
  const { t } = useTranslation();
  const format = useFormat();
  const shownText = useShownText();
  // The rule as it is stands first: what the others are measured by.
  const asItIs: Row = { relaxed: null, controls: answer.controls, casesByControls: answer.casesByControls };
  const rows: Row[] = [asItIs, ...answer.relaxations];
  const full = (cases: readonly Shown[]): Shown => cases.at(-1) ?? { persons: null };
  const gain = (row: Row): number | null => {
    if (row.relaxed === null) return null;
    const [before, after] = [full(answer.casesByControls).persons, full(row.casesByControls).persons];
    return before === null || after === null ? null : after - before;
  };
  const said = (row: Row) => {
    if (row.relaxed === null) return t('register:match.asItIs');
    const { relaxed, rule: looser } = row;
    if (relaxed === 'birthYears')
      return t('register:match.looser.birthYears', { from: rule.birthYears, to: looser.birthYears });
    if (relaxed === 'samplingDays')
      return t('register:match.looser.samplingDays', { from: rule.samplingDays ?? 0, to: looser.samplingDays ?? 0 });
    return t(`register:match.looser.${relaxed}`);
  };
  const columns: Column<Row>[] = [
    { key: 'relaxed', head: t('register:match.relaxed'), value: said, wrap: true },
    {
      key: 'controls',
      head: t('register:match.controls'),
      num: true,
      value: (row) => row.controls.persons ?? shownText(row.controls),
      cell: (row) => <ShownNumber shown={row.controls} />,
    },
    {
      key: 'full',
      head: t('register:match.full'),
      num: true,
      value: (row) => full(row.casesByControls).persons ?? shownText(full(row.casesByControls)),
      cell: (row) => <ShownNumber shown={full(row.casesByControls)} />,
    },
    {
      key: 'gain',
      head: t('register:match.gain'),
      num: true,
      value: gain,
      cell: (row) => {
        const number = gain(row);
        return number === null ? <span className="muted">–</span> : `${number > 0 ? '+' : ''}${format.int(number)}`;
      },
    },
  ];
  return (
    <Panel
      title={t('register:match.relaxTitle')}
      note={t('register:match.relaxNote')}
      tools={<TableTools name="register-relaxations" columns={columns} rows={rows} />}
    >
      <DataTable
        caption={t('register:match.relaxTitle')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.relaxed ?? 'now'}
      />
    </Panel>
  );
}
