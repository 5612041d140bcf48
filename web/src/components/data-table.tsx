import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from './copy-button.tsx';
import { Icon } from './icon.tsx';
import { Scroll } from './scroll.tsx';
import { type Cell, download, toCsv, toTsv } from './take-away.ts';

/** A column: what it is called, the value that sorts and leaves the page, and how it is drawn. */
export interface Column<Row> {
  key: string;
  head: string;
  value(row: Row): Cell;
  cell?(row: Row): ReactNode;
  num?: boolean;
  /** Left out on a narrow screen; the foot of the panel says so. */
  opt?: boolean;
  wrap?: boolean;
  /** Not shown until the reader asks for it. */
  off?: boolean;
  /** Width in pixels in a virtual table, and on a narrow screen where that differs. */
  width?: number;
  narrowWidth?: number;
  sortable?: boolean;
  /** The field the server filters and counts by, and the words for its values. */
  filter?: { field: string; word(value: string): string };
}

/** Order of a list: a column's key, with `-` in front for descending. */
export type Sort = string;

/** The order that a click on a column's head asks for. */
export function nextSort(sort: Sort | undefined, key: string): Sort {
  return sort === key ? `-${key}` : key;
}

/** Orders rows by a column; text by the reader's alphabet, empty cells last. */
export function sortRows<Row>(rows: Row[], columns: Column<Row>[], sort: Sort | undefined, locale: string): Row[] {
  const descending = sort?.startsWith('-') ?? false;
  const column = columns.find((one) => one.key === (descending ? sort?.slice(1) : sort));
  if (!column) return rows;
  const collator = new Intl.Collator(locale, { numeric: true });
  const sign = descending ? -1 : 1;
  return rows
    .map((row) => ({ row, value: column.value(row) }))
    .sort((a, b) => {
      const left = a.value ?? null;
      const right = b.value ?? null;
      if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
      if (typeof left === 'number' && typeof right === 'number') return sign * (left - right);
      return sign * collator.compare(String(left), String(right));
    })
    .map((entry) => entry.row);
}

/** A column's head; a click sorts, and the arrow and aria-sort say how. */
export function HeadCell<Row>(props: {
  column: Column<Row>;
  sort: Sort | undefined;
  onSort?: ((sort: Sort) => void) | undefined;
  stick?: boolean;
  /** Stands after the name: a filter. */
  extra?: ReactNode;
}) {
  const { column, sort, onSort, stick, extra } = props;
  const descending = sort === `-${column.key}`;
  const sorted = sort === column.key || descending;
  const names = [stick ? 'stick' : '', column.num ? 'num' : '', column.opt ? 'opt' : ''].filter(Boolean).join(' ');
  return (
    <th scope="col" className={names} aria-sort={sorted ? (descending ? 'descending' : 'ascending') : undefined}>
      {onSort && column.sortable !== false ? (
        <button type="button" onClick={() => onSort(nextSort(sort, column.key))}>
          {column.head}
          {sorted && <Icon name={descending ? 'down' : 'up'} />}
        </button>
      ) : (
        <span className="unsorted">{column.head}</span>
      )}
      {extra}
    </th>
  );
}

/** Copy as TSV and keep as CSV, for any set of rows. */
export function TableTools<Row>({ name, columns, rows }: { name: string; columns: Column<Row>[]; rows: Row[] }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const head = columns.map((column) => column.head);
  const cells = () => rows.map((row) => columns.map((column) => column.value(row)));
  return (
    <>
      <button
        type="button"
        className="link"
        onClick={async () => {
          setCopied(await copyText(toTsv(head, cells())));
          setTimeout(() => setCopied(false), 1500);
        }}
      >
        {copied ? t('words:copied') : t('words:copyTsv')}
      </button>
      <button type="button" className="link" onClick={() => download(`${name}.csv`, toCsv(head, cells()), 'text/csv')}>
        CSV
      </button>
    </>
  );
}

interface DataTableProps<Row> {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey(row: Row): string;
  /** Given when the server orders the rows; otherwise the table orders what it has. */
  sort?: Sort | undefined;
  onSort?: (sort: Sort) => void;
  tight?: boolean;
  /** Scrolls by itself when it grows tall. */
  capped?: boolean;
}

/** A table of up to a few hundred rows: the first column names the row and stays in sight. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, rowKey, sort, onSort, tight, capped } = props;
  const { i18n } = useTranslation();
  const [own, setOwn] = useState<Sort | undefined>();
  const ordered = useMemo(
    () => (onSort ? rows : sortRows(rows, columns, own, i18n.language)),
    [rows, columns, own, onSort, i18n.language],
  );
  return (
    <Scroll label={caption} capped={capped ?? false}>
      <table className={tight ? 'data tight' : 'data'}>
        <thead>
          <tr>
            {columns.map((column, at) => (
              <HeadCell
                key={column.key}
                column={column}
                sort={onSort ? sort : own}
                onSort={onSort ?? setOwn}
                stick={at === 0}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {ordered.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column, at) => {
                const content = column.cell
                  ? column.cell(row)
                  : (column.value(row) ?? <span className="muted">–</span>);
                const names = [column.num ? 'num' : '', column.opt ? 'opt' : '', column.wrap ? 'wrap' : ''];
                return at === 0 ? (
                  <th key={column.key} scope="row" className={['stick', ...names].filter(Boolean).join(' ')}>
                    {content}
                  </th>
                ) : (
                  <td key={column.key} className={names.filter(Boolean).join(' ')}>
                    {content}
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
