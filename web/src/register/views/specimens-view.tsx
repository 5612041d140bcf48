import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PicturePanel } from '../../charts/picture-panel.tsx';
import { type Column, TableTools } from '../../components/data-table.tsx';
import { Panel } from '../../components/panel.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { Arrival, Empty } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import type { CrossCell, Shown, ShownCell } from '../answers.ts';
import { Bars } from '../charts/bars.tsx';
import { heatSteps, heatTone } from '../charts/heat.ts';
import { specimenOf, withoutPart } from '../model.ts';
import { crossQuery, lagsQuery } from '../queries.ts';
import { useRegister } from '../register-context.ts';
import { ShownNumber, specimensOf, useShownText } from '../shown.tsx';

/** What a table can be crossed by. */
export const axes = ['biobank', 'collection', 'type', 'temperature', 'state', 'sprec'] as const;
export type Axis = (typeof axes)[number];

interface SpecimensViewProps {
  rows: Axis;
  columns: Axis;
  onAxes(axes: { rows?: Axis; columns?: Axis }): void;
}

/** Which specimens there are: a cross table, and when in time and life they were taken. */
export function SpecimensView(props: SpecimensViewProps) {
  return (
    <div className="stack">
      <CrossPanel {...props} />
      <div className="cols two-up">
        <YearsPanel />
        <AgesPanel />
      </div>
    </div>
  );
}

function CrossPanel({ rows, columns, onAxes }: SpecimensViewProps) {
  const { t } = useTranslation();
  const { asked, words } = useRegister();
  const [measure, setMeasure] = useState<'persons' | 'specimens'>('persons');
  const cross = useQuery(crossQuery(asked, rows, columns));
  const shownText = useShownText();
  const cells = cross.data?.cells ?? [];
  const shown = (cell: CrossCell): Shown => (measure === 'persons' ? cell : specimensOf(cell));
  const table: Column<CrossCell>[] = [
    { key: 'row', head: t(`register:facet.${rows}`), value: (cell) => words.value(rows, cell.row) },
    { key: 'column', head: t(`register:facet.${columns}`), value: (cell) => words.value(columns, cell.column) },
    { key: 'persons', head: t('register:people'), num: true, value: (cell) => cell.persons ?? shownText(cell) },
    {
      key: 'specimens',
      head: t('register:specimens'),
      num: true,
      value: (cell) => cell.specimens ?? shownText(specimensOf(cell)),
    },
  ];
  const axisSelect = (which: 'rows' | 'columns', value: Axis) => (
    <select
      className="select small"
      aria-label={t(`register:axis.${which}`)}
      value={value}
      onChange={(event) => onAxes({ [which]: event.target.value as Axis })}
    >
      {axes.map((axis) => (
        <option key={axis} value={axis}>
          {t(`register:facet.${axis}`)}
        </option>
      ))}
    </select>
  );
  return (
    <Panel
      title={t('register:cross.title')}
      note={t('register:cross.note')}
      tools={
        <>
          {axisSelect('rows', rows)}
          {axisSelect('columns', columns)}
          <select
            className="select small"
            aria-label={t('register:measure')}
            value={measure}
            onChange={(event) => setMeasure(event.target.value === 'specimens' ? 'specimens' : 'persons')}
          >
            <option value="persons">{t('register:people')}</option>
            <option value="specimens">{t('register:specimens')}</option>
          </select>
          <TableTools name="register-cross" columns={table} rows={cells} />
        </>
      }
      foot={<CrossFoot cells={cells} shown={shown} />}
    >
      <Arrival error={cross.error} data={cross.data} rows={5}>
        {(data) =>
          data.cells.length === 0 ? (
            <Empty why={t('register:noSpecimens')} />
          ) : (
            <HeatTable {...{ rows, columns, shown }} cells={data.cells} busy={cross.isPlaceholderData} />
          )
        }
      </Arrival>
    </Panel>
  );
}

function CrossFoot({ cells, shown }: { cells: readonly CrossCell[]; shown(cell: CrossCell): Shown }) {
  const { t } = useTranslation();
  const format = useFormat();
  const hidden = cells.filter((cell) => shown(cell).persons === null).length;
  const most = Math.max(0, ...cells.map((cell) => shown(cell).persons ?? 0));
  return (
    <>
      {hidden > 0
        ? t('register:cross.protected', { count: hidden, number: format.int(hidden) })
        : t('register:cross.none')}{' '}
      {most > 0 && t('register:cross.steps', { steps: heatSteps(most).map(format.int).join(', ') })}
    </>
  );
}

function HeatTable(props: {
  cells: readonly CrossCell[];
  rows: Axis;
  columns: Axis;
  busy: boolean;
  shown(cell: CrossCell): Shown;
}) {
  const { cells, rows, columns, busy, shown } = props;
  const { t } = useTranslation();
  const { words } = useRegister();
  const weight = (own: readonly CrossCell[]) => own.reduce((sum, cell) => sum + (cell.persons ?? 1), 0);
  const order = (side: 'row' | 'column') =>
    [...new Set(cells.map((cell) => cell[side]))]
      .map((value) => ({ value, weight: weight(cells.filter((cell) => cell[side] === value)) }))
      .sort((a, b) => b.weight - a.weight)
      .map(({ value }) => value);
  const [rowValues, columnValues] = [order('row'), order('column')];
  const byPlace = new Map(cells.map((cell) => [`${cell.row}\n${cell.column}`, cell]));
  const most = Math.max(0, ...cells.map((cell) => shown(cell).persons ?? 0));
  return (
    <Scroll label={t('register:cross.title')} capped>
      <table className="data heat" aria-busy={busy}>
        <thead>
          <tr>
            <th scope="col" className="stick">
              {t(`register:facet.${rows}`)}
            </th>
            {columnValues.map((column) => (
              <th key={column} scope="col" className="num">
                {words.value(columns, column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rowValues.map((row) => (
            <tr key={row}>
              <th scope="row" className="stick">
                {words.value(rows, row)}
              </th>
              {columnValues.map((column) => {
                const cell = byPlace.get(`${row}\n${column}`);
                const number = cell && shown(cell);
                if (!number)
                  return (
                    <td key={column} className="num q-0">
                      0
                    </td>
                  );
                const tone = number.persons === null ? 'hatched' : `q-${heatTone(number.persons, most)}`;
                return (
                  <td key={column} className={`num ${tone}`}>
                    <ShownNumber shown={number} />
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

interface CountRow extends ShownCell {
  key: string;
  label: string;
  on: boolean;
}

function useCountColumns(head: string): Column<CountRow>[] {
  const { t } = useTranslation();
  const shownText = useShownText();
  return [
    { key: 'label', head, value: (row) => row.label },
    {
      key: 'persons',
      head: t('register:people'),
      num: true,
      value: (row) => row.persons ?? shownText(row),
      cell: (row) => <ShownNumber shown={row} />,
    },
    {
      key: 'specimens',
      head: t('register:specimens'),
      num: true,
      value: (row) => row.specimens ?? shownText(specimensOf(row)),
      cell: (row) => <ShownNumber shown={specimensOf(row)} />,
    },
  ];
}

// Years without a specimen are drawn too: a gap in time is a finding.
function everyYear(known: readonly (Shown & { value: string })[]): number[] {
  // Years that hold nobody are protected as small ones are: the picture goes from the first that is told to the last.
  const years = known.filter(({ persons }) => (persons ?? 0) > 0).map(({ value }) => Number(value));
  if (years.length === 0) return [];
  const [first, last] = [Math.min(...years), Math.max(...years)];
  return Array.from({ length: last - first + 1 }, (_, n) => first + n);
}

function YearsPanel() {
  const { t } = useTranslation();
  const format = useFormat();
  const shownText = useShownText();
  const { facets, asked } = useRegister();
  const cells = facets?.facets['year'] ?? [];
  const taken = specimenOf(asked)?.taken;
  const inside = (year: number) => (taken?.from ?? '') <= `${year}-12-31` && (taken?.to ?? '9') >= `${year}-01-01`;
  const rows: CountRow[] = everyYear(cells).map((year) => {
    const cell = cells.find(({ value }) => value === `${year}`) ?? { persons: 0, specimens: 0 };
    return { ...cell, key: `${year}`, label: `${year}`, on: inside(year) };
  });
  const columns = useCountColumns(t('register:years.head'));
  return (
    <PicturePanel
      title={t('register:years.title')}
      note={t('register:peoplePerYear')}
      foot={taken ? t('register:years.foot') : undefined}
      name="register-sampling-years"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.key}
      draw={(width) => (
        <Bars
          width={width}
          bars={rows.map((row) => ({ ...row, value: row.persons, shown: shownText(row) }))}
          label={t('register:years.title')}
          axis={t('register:years.head')}
          write={format.int}
        />
      )}
    />
  );
}

/** Five years in days: the width of a bar of ages. */
const fiveYears = 1826;

function AgesPanel() {
  const { t } = useTranslation();
  const format = useFormat();
  const shownText = useShownText();
  const { asked } = useRegister();
  const { data } = useQuery(lagsQuery(withoutPart(asked, 'ageAtSampling'), 'birth', fiveYears));
  const range = specimenOf(asked)?.ageAtSampling;
  const rows: CountRow[] = (data?.lags ?? [])
    .filter(({ fromDays }) => fromDays >= 0)
    .map((lag) => {
      const age = Math.round(lag.fromDays / fiveYears) * 5;
      const on = (range?.from ?? 0) <= age + 4 && (range?.to ?? 200) >= age;
      return { ...lag, key: `${age}`, label: `${age}–${age + 4}`, on };
    });
  const columns = useCountColumns(t('register:ages.head'));
  return (
    <PicturePanel
      title={t('register:ages.title')}
      note={t('register:peoplePerFive')}
      foot={range ? t('register:years.foot') : undefined}
      name="register-ages"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.key}
      draw={(width) => (
        <Bars
          width={width}
          bars={rows.map((row) => ({ ...row, value: row.persons, shown: shownText(row) }))}
          label={t('register:ages.title')}
          axis={t('register:ages.head')}
          write={format.int}
        />
      )}
    />
  );
}
