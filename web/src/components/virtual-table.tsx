import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../formatting/use-format.ts';
import { copyText } from './copy-button.tsx';
import { type Column, HeadCell, type Sort, sortRows } from './data-table.tsx';
import { FilterButton, type TableFilters } from './table/filters.tsx';
import { rowOfKey, useSelection } from './table/selection.ts';
import { useNarrow } from './table/use-narrow.ts';
import { toTsv } from './take-away.ts';

interface VirtualTableProps<Row> {
  caption: string;
  /** The columns to show, in order. */
  columns: Column<Row>[];
  rows: Row[];
  rowKey(row: Row): string;
  sort: Sort | undefined;
  onSort(sort: Sort): void;
  /** The server gave the rows in order; otherwise the table orders what it has. */
  ordered?: boolean;
  /** Rows there are, where more come as the reader scrolls. */
  total?: number;
  filters?: TableFilters;
  /** Enter on a selected row. */
  onOpen?(row: Row): void;
  /** Called when the end comes into sight. */
  onEnd?(): void;
  /** Told of every change of the chosen rows. */
  onSelect?(rows: Row[]): void;
}

function rowHeight(): number {
  const text = getComputedStyle(document.documentElement).getPropertyValue('--row');
  return Number.parseInt(text, 10) || 36;
}

/** Rows as tab-separated text with the heads of their columns. */
export function rowsAsTsv<Row>(columns: Column<Row>[], rows: Row[]): string {
  return toTsv(
    columns.map((column) => column.head),
    rows.map((row) => columns.map((column) => column.value(row))),
  );
}

// Keys pressed in a filter's panel or a field belong to it, not to the rows.
function isElsewhere(target: EventTarget): boolean {
  return target instanceof Element && target.closest('[popover], input, select, textarea') !== null;
}

/**
 * A table of up to 100,000 rows: only those in sight are in the page. Header and first column stay; arrows, Page, Home
 * and End move, Shift widens the selection, Ctrl+A takes all, Ctrl+C copies it as TSV, Enter opens, Escape lets go.
 */
export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const {
    caption,
    columns,
    rows,
    rowKey,
    sort,
    onSort,
    ordered: given,
    total,
    filters,
    onOpen,
    onEnd,
    onSelect,
  } = props;
  const { i18n, t } = useTranslation();
  const format = useFormat();
  const narrow = useNarrow();
  const scroller = useRef<HTMLDivElement>(null);
  const ordered = useMemo(
    () => (given ? rows : sortRows(rows, columns, sort, i18n.language)),
    [given, rows, columns, sort, i18n.language],
  );
  const virtual = useVirtualizer({
    count: ordered.length,
    getScrollElement: () => scroller.current,
    estimateSize: rowHeight,
    overscan: 12,
    scrollPaddingStart: 40,
  });
  const selection = useSelection(ordered.length, (row) => virtual.scrollToIndex(row));
  const { at, low, high } = selection;
  useEffect(() => {
    const measure = () => virtual.measure();
    window.addEventListener('resize', measure);
    return () => window.removeEventListener('resize', measure);
  }, [virtual]);
  useEffect(() => {
    onSelect?.(at < 0 ? [] : ordered.slice(low, high + 1));
  }, [onSelect, ordered, at, low, high]);

  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (onEnd && last >= ordered.length - 40) onEnd();
  }, [last, ordered.length, onEnd]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (isElsewhere(event.target)) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 360) / rowHeight()) - 2);
    const to = rowOfKey(event, at, ordered.length, page);
    const command = event.ctrlKey || event.metaKey;
    if (to !== undefined) {
      event.preventDefault();
      selection.move(to, event.shiftKey);
    } else if (event.key === 'Enter' && event.target === scroller.current && ordered[at]) {
      onOpen?.(ordered[at]);
    } else if (event.key === 'Escape') {
      selection.clear();
    } else if (event.key === 'a' && command) {
      event.preventDefault();
      selection.all();
    } else if (event.key === 'c' && command && at >= 0 && !getSelection()?.toString()) {
      event.preventDefault();
      void copyText(rowsAsTsv(columns, ordered.slice(low, high + 1)));
    }
  };

  const widthOf = (column: Column<Row>) => (narrow ? column.narrowWidth : undefined) ?? column.width ?? 110;
  const width = columns.reduce((sum, column) => sum + widthOf(column), 0);
  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form fields
    <div
      ref={scroller}
      role="group"
      className="virtual"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the rows are moved through with the keyboard from here
      tabIndex={0}
      aria-label={`${caption}. ${t('words:tableKeys')}`}
      onKeyDown={onKeyDown}
    >
      <p className="visually-hidden" role="status">
        {at >= 0 && t('table:selected', { row: format.int(at + 1), number: format.int(selection.size) })}
      </p>
      <table
        className="data tight"
        style={{ minWidth: width }}
        aria-label={caption}
        aria-rowcount={(total ?? ordered.length) + 1}
        aria-colcount={columns.length}
      >
        <colgroup>
          {columns.map((column) => (
            <col key={column.key} style={{ width: widthOf(column) }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column, index) => (
              <HeadCell
                key={column.key}
                column={column}
                sort={sort}
                onSort={onSort}
                stick={index === 0}
                extra={filters && !narrow && <FilterButton column={column} filters={filters} />}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && (
            <tr className="spacer">
              <td colSpan={columns.length} style={{ height: before }} />
            </tr>
          )}
          {items.map((item) => {
            const row = ordered[item.index]!;
            return (
              <tr
                key={rowKey(row)}
                aria-rowindex={item.index + 2}
                aria-selected={at >= 0 && item.index >= low && item.index <= high}
                onMouseDown={(event) => {
                  if (!isElsewhere(event.target)) selection.move(item.index, event.shiftKey);
                }}
              >
                {columns.map((column, index) => {
                  const content = column.cell ? column.cell(row) : (column.value(row) ?? '–');
                  const name = column.num ? 'num' : '';
                  return index === 0 ? (
                    <th key={column.key} scope="row" className={`stick ${name}`}>
                      {content}
                    </th>
                  ) : (
                    <td key={column.key} className={name}>
                      {content}
                    </td>
                  );
                })}
              </tr>
            );
          })}
          {after > 0 && (
            <tr className="spacer">
              <td colSpan={columns.length} style={{ height: after }} />
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}
