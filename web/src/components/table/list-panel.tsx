import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../formatting/use-format.ts';
import { copyText } from '../copy-button.tsx';
import type { Column, Sort } from '../data-table.tsx';
import { Panel } from '../panel.tsx';
import { ProblemView, SkeletonRows } from '../states.tsx';
import { rowsAsTsv, VirtualTable } from '../virtual-table.tsx';
import { useColumnChoice } from './column-choice.ts';
import { ColumnMenu } from './column-menu.tsx';
import { FilterButton, FilterChips, type TableFilters } from './filters.tsx';
import { useNarrow } from './use-narrow.ts';

interface ListPanelProps<Row> {
  /** Under this name the browser remembers the columns. */
  name: string;
  title: string;
  note?: ReactNode;
  foot?: ReactNode;
  columns: Column<Row>[];
  /** The rows that are here; undefined while the first are on their way. */
  rows: Row[] | undefined;
  rowKey(row: Row): string;
  /** Rows under the filters, and before them. */
  total?: number | undefined;
  unfiltered?: number | undefined;
  error?: unknown;
  sort: Sort;
  onSort(sort: Sort): void;
  ordered?: boolean;
  filters?: TableFilters;
  onClear?(): void;
  onOpen?(row: Row): void;
  onEnd?(): void;
  /** Address of the whole list as CSV with these columns; the server applies filters and disclosure rule. */
  csv?(columns: string[]): string;
  /** Beside the filters: a choice that is not a column's. */
  aside?: ReactNode;
  /** Says why there is nothing and what to do. */
  empty: ReactNode;
}

/** Rows before and after the filters, said in one breath. */
function useCountNote(): (rows: number, total: number | undefined, unfiltered: number | undefined) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (rows, total = rows, unfiltered = total) => {
    const said =
      total === unfiltered
        ? t('table:rows', { count: total, number: format.int(total) })
        : t('table:rowsOf', { count: unfiltered, number: format.int(total), all: format.int(unfiltered) });
    return rows < total ? `${said}, ${t('table:loaded', { number: format.int(rows) })}` : said;
  };
}

function CopyRows<Row>({ columns, rows, chosen }: { columns: Column<Row>[]; rows: Row[]; chosen: Row[] }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    setCopied(await copyText(rowsAsTsv(columns, chosen.length > 0 ? chosen : rows)));
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <button type="button" className="link" onClick={copy}>
      {copied
        ? t('words:copied')
        : chosen.length > 0
          ? t('table:copyChosen', { count: chosen.length, number: chosen.length })
          : t('words:copyTsv')}
    </button>
  );
}

/** A list as every page shows it: filters with counts, columns to choose, one fast table, and ways to take it away. */
export function ListPanel<Row>(props: ListPanelProps<Row>) {
  const { name, title, columns, rows, filters, csv, aside } = props;
  const { t } = useTranslation();
  const narrow = useNarrow();
  const choice = useColumnChoice(name, columns);
  const countNote = useCountNote();
  const [chosen, setChosen] = useState<Row[]>([]);
  const some = rows !== undefined && rows.length > 0;
  const filterable = columns.filter((column) => column.filter !== undefined);
  const left = columns.length - choice.shown.length;
  const narrowed = filters !== undefined && Object.values(filters.chosen).some((values) => (values?.length ?? 0) > 0);
  // A column that is not shown can still be narrowed by, and its button then stands above the table.
  const above = rows ? filterable.filter((column) => narrow || !choice.isShown(column.key) || !some) : [];
  return (
    <Panel
      title={title}
      note={
        <>
          {rows && countNote(rows.length, props.total, props.unfiltered)}
          {rows && props.note && ' · '}
          {props.note}
        </>
      }
      tools={
        some && (
          <>
            <ColumnMenu columns={columns} choice={choice} />
            <CopyRows columns={choice.shown} rows={rows} chosen={chosen} />
            {csv && (
              <a href={csv(choice.shown.map((column) => column.key))} download>
                CSV
              </a>
            )}
          </>
        )
      }
      foot={
        (props.foot || (left > 0 && some)) && (
          <>
            {props.foot} {left > 0 && some && t('table:leftOut', { count: left, number: left })}
          </>
        )
      }
    >
      {rows && (aside || (filters && (above.length > 0 || narrowed))) && (
        <div className="filter-row">
          {aside}
          {filters && above.map((column) => <FilterButton key={column.key} column={column} filters={filters} named />)}
          {filters && <FilterChips columns={columns} filters={filters} />}
          {narrowed && props.onClear && (
            <button type="button" className="link" onClick={props.onClear}>
              {t('words:clearFilters')}
            </button>
          )}
        </div>
      )}
      {props.error && !rows ? (
        <div className="body">
          <ProblemView error={props.error} />
        </div>
      ) : !rows ? (
        <div className="body stack" role="status" aria-label={t('words:loading')}>
          <SkeletonRows rows={8} />
        </div>
      ) : some ? (
        <VirtualTable
          caption={title}
          columns={choice.shown}
          rows={rows}
          rowKey={props.rowKey}
          sort={props.sort}
          onSort={props.onSort}
          ordered={props.ordered ?? true}
          onSelect={setChosen}
          {...(props.total === undefined ? {} : { total: props.total })}
          {...(filters ? { filters } : {})}
          {...(props.onOpen ? { onOpen: props.onOpen } : {})}
          {...(props.onEnd ? { onEnd: props.onEnd } : {})}
        />
      ) : (
        props.empty
      )}
    </Panel>
  );
}
