import { useTranslation } from 'react-i18next';
import type { Column } from '../data-table.tsx';
import { Icon } from '../icon.tsx';
import { type FacetCount, FilterChoices } from './filter-choices.tsx';
import { Popover } from './popover.tsx';

/** The filters of a table as its address has them, and the counts of their values. */
export interface TableFilters {
  chosen: Readonly<Record<string, readonly string[] | undefined>>;
  facets: Readonly<Record<string, FacetCount[]>> | undefined;
  onChange(field: string, values: string[]): void;
}

interface FilterButtonProps<Row> {
  column: Column<Row>;
  filters: TableFilters;
  /** With the column's name, where the button stands alone. */
  named?: boolean;
}

/** Opens the values of a column. In the head of the table it is an icon; above a narrow table it carries the name. */
export function FilterButton<Row>({ column, filters, named = false }: FilterButtonProps<Row>) {
  const { t } = useTranslation();
  const filter = column.filter;
  if (!filter) return null;
  const chosen = filters.chosen[filter.field] ?? [];
  const name = t(chosen.length > 0 ? 'table:filterByOn' : 'table:filterBy', {
    what: column.head,
    number: chosen.length,
  });
  return (
    <Popover
      name={name}
      className={named ? 'btn small' : 'filter-button'}
      pressed={chosen.length > 0}
      label={
        <>
          {named && column.head}
          {named && chosen.length > 0 ? ` (${chosen.length})` : ''}
          <Icon name="filter" />
        </>
      }
    >
      <FilterChoices
        label={column.head}
        counts={filters.facets?.[filter.field]}
        chosen={chosen}
        word={filter.word}
        onChange={(values) => filters.onChange(filter.field, values)}
      />
    </Popover>
  );
}

/** What the table is narrowed to, one chip a value, each taken away with a click. */
export function FilterChips<Row>({ columns, filters }: { columns: Column<Row>[]; filters: TableFilters }) {
  const { t } = useTranslation();
  const chips = columns.flatMap((column) => {
    const { filter } = column;
    if (!filter) return [];
    const chosen = filters.chosen[filter.field] ?? [];
    return chosen.map((value) => ({
      key: `${filter.field}=${value}`,
      text: `${column.head}: ${filter.word(value)}`,
      remove: () =>
        filters.onChange(
          filter.field,
          chosen.filter((other) => other !== value),
        ),
    }));
  });
  if (chips.length === 0) return null;
  return (
    <ul className="chips" aria-label={t('table:filters')}>
      {chips.map(({ key, text, remove }) => (
        <li key={key}>
          <button type="button" className="chip" onClick={remove} aria-label={t('table:remove', { what: text })}>
            {text}
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}
