import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from './copy-button.tsx';
import { type Column, HeadCell, type Sort, sortRows } from './data-table.tsx';
import { toTsv } from './take-away.ts';

interface VirtualTableProps<Row> {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey(row: Row): string;
  sort: Sort | undefined;
  onSort(sort: Sort): void;
  /** Enter on a selected row. */
  onOpen?(row: Row): void;
  /** Called when the end comes into sight. */
  onEnd?(): void;
}

function rowHeight(): number {
  const text = getComputedStyle(document.documentElement).getPropertyValue('--row');
  return Number.parseInt(text, 10) || 36;
}

/**
 * A table of up to 100,000 rows: only those in sight are in the page. Header and first column stay; arrows, Page, Home
 * and End move, Shift widens the selection, Ctrl+C copies it as TSV, Enter opens.
 */
export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const { caption, columns, rows, rowKey, sort, onSort, onOpen, onEnd } = props;
  const { i18n, t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(-1);
  const [anchor, setAnchor] = useState(-1);
  const ordered = useMemo(() => sortRows(rows, columns, sort, i18n.language), [rows, columns, sort, i18n.language]);
  const virtual = useVirtualizer({
    count: ordered.length,
    getScrollElement: () => scroller.current,
    estimateSize: rowHeight,
    overscan: 12,
    scrollPaddingStart: 40,
  });
  useEffect(() => {
    const measure = () => virtual.measure();
    window.addEventListener('resize', measure);
    return () => window.removeEventListener('resize', measure);
  }, [virtual]);

  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (onEnd && last >= ordered.length - 40) onEnd();
  }, [last, ordered.length, onEnd]);

  const move = (to: number, widen: boolean) => {
    const next = Math.max(0, Math.min(ordered.length - 1, to));
    setAt(next);
    if (!widen) setAnchor(next);
    virtual.scrollToIndex(next);
  };
  const low = Math.min(at, anchor);
  const high = Math.max(at, anchor);
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 360) / rowHeight()) - 2);
    const steps: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: ordered.length - 1,
    };
    const to = steps[event.key];
    if (to !== undefined) {
      event.preventDefault();
      move(to, event.shiftKey);
    } else if (event.key === 'Enter' && event.target === scroller.current && ordered[at]) {
      onOpen?.(ordered[at]);
    } else if (event.key === 'c' && (event.ctrlKey || event.metaKey) && at >= 0 && !getSelection()?.toString()) {
      event.preventDefault();
      const chosen = ordered.slice(low, high + 1);
      const head = columns.map((column) => column.head);
      void copyText(
        toTsv(
          head,
          chosen.map((row) => columns.map((column) => column.value(row))),
        ),
      );
    }
  };

  const width = columns.reduce((sum, column) => sum + (column.width ?? 100), 0);
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
      <table className="data tight" style={{ minWidth: width }} aria-rowcount={ordered.length + 1}>
        <colgroup>
          {columns.map((column) => (
            <col key={column.key} style={{ width: column.width ?? 100 }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <HeadCell key={column.key} column={column} sort={sort} onSort={onSort} stick={index === 0} />
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
                  setAt(item.index);
                  if (!event.shiftKey) setAnchor(item.index);
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
