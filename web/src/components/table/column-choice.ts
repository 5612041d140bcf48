import { useMemo, useState } from 'react';
import type { Column } from '../data-table.tsx';
import { useNarrow } from './use-narrow.ts';

/** What a reader changed of a table's columns: key → shown or not. Columns not named are as the table has them. */
type Changes = Record<string, boolean>;

function storageKey(table: string): string {
  return `idun.columns.${table}`;
}

/** What was chosen in this browser before; nothing when storage is refused or holds something else. */
export function readChanges(table: string): Changes {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(storageKey(table)) ?? '{}');
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(Object.entries(value).filter(([, shown]) => typeof shown === 'boolean')) as Changes;
  } catch {
    return {};
  }
}

function writeChanges(table: string, changes: Changes): void {
  try {
    if (Object.keys(changes).length === 0) localStorage.removeItem(storageKey(table));
    else localStorage.setItem(storageKey(table), JSON.stringify(changes));
  } catch {
    // The choice then lasts as long as the page.
  }
}

/** Which columns are shown: the first always; the rest as chosen, else as the width allows. */
export function shownColumns<Row>(columns: Column<Row>[], changes: Changes, narrow: boolean): Column<Row>[] {
  return columns.filter((column, at) => {
    if (at === 0) return true;
    const usual = column.off !== true && !(narrow && column.opt === true);
    return changes[column.key] ?? usual;
  });
}

export interface ColumnChoice<Row> {
  shown: Column<Row>[];
  isShown(key: string): boolean;
  change(key: string, shown: boolean): void;
  reset(): void;
  changed: boolean;
}

/** The columns of a table as its reader wants them, remembered in this browser. */
export function useColumnChoice<Row>(table: string, columns: Column<Row>[]): ColumnChoice<Row> {
  const narrow = useNarrow();
  const [changes, setChanges] = useState(() => readChanges(table));
  const shown = useMemo(() => shownColumns(columns, changes, narrow), [columns, changes, narrow]);
  const keep = (next: Changes) => {
    setChanges(next);
    writeChanges(table, next);
  };
  return {
    shown,
    isShown: (key) => shown.some((column) => column.key === key),
    change: (key, on) => keep({ ...changes, [key]: on }),
    reset: () => keep({}),
    changed: Object.keys(changes).length > 0,
  };
}
