import { useTranslation } from 'react-i18next';
import type { Column } from '../data-table.tsx';
import type { ColumnChoice } from './column-choice.ts';
import { Popover } from './popover.tsx';

/** Which columns a table shows; the first names the row and stays. */
export function ColumnMenu<Row>({ columns, choice }: { columns: Column<Row>[]; choice: ColumnChoice<Row> }) {
  const { t } = useTranslation();
  const label = t('table:columnsOf', { shown: choice.shown.length, total: columns.length });
  return (
    <Popover label={label} name={label} className="link">
      <fieldset className="choices">
        <legend>{t('table:columns')}</legend>
        {columns.slice(1).map((column) => (
          <label key={column.key} className="choice">
            <input
              type="checkbox"
              checked={choice.isShown(column.key)}
              onChange={(event) => choice.change(column.key, event.target.checked)}
            />
            <span>{column.head}</span>
          </label>
        ))}
      </fieldset>
      {choice.changed && (
        <button type="button" className="link" onClick={choice.reset}>
          {t('table:usualColumns')}
        </button>
      )}
    </Popover>
  );
}
