import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../formatting/use-format.ts';

/** A value of a field and how many rows have it. */
export interface FacetCount {
  value: string | null;
  count: number;
}

/** From so many values on, a field helps to find one. */
const many = 10;

interface FilterChoicesProps {
  label: string;
  /** Counts by value; undefined while they are on their way. */
  counts: FacetCount[] | undefined;
  chosen: readonly string[];
  /** The word for a value. */
  word(value: string): string;
  onChange(chosen: string[]): void;
}

/** The values of one field with their counts; several may be chosen. A chosen value that nothing has stays, with 0. */
export function FilterChoices({ label, counts, chosen, word, onChange }: FilterChoicesProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const id = useId();
  const [find, setFind] = useState('');
  const known = (counts ?? []).filter((one): one is { value: string; count: number } => one.value !== null);
  const gone = chosen.filter((value) => !known.some((one) => one.value === value));
  const all = [...known, ...gone.map((value) => ({ value, count: counts ? 0 : Number.NaN }))];
  const shown = all.filter(({ value }) => word(value).toLowerCase().includes(find.trim().toLowerCase()));
  const most = Math.max(1, ...all.map(({ count }) => count || 0));
  const toggle = (value: string, on: boolean) =>
    onChange(on ? [...chosen, value] : chosen.filter((other) => other !== value));
  return (
    <>
      {all.length >= many && (
        <div className="field">
          <label htmlFor={id}>{t('table:find', { what: label })}</label>
          <input id={id} className="input" value={find} onChange={(event) => setFind(event.target.value)} />
        </div>
      )}
      <fieldset className="choices facet">
        <legend>{label}</legend>
        {shown.map(({ value, count }) => (
          <label key={value} className="choice">
            <input
              type="checkbox"
              checked={chosen.includes(value)}
              onChange={(event) => toggle(value, event.target.checked)}
            />
            <span className="breakable">{word(value)}</span>
            <span className="num">{Number.isNaN(count) ? '' : format.int(count)}</span>
            <span className="bar" aria-hidden="true">
              <i style={{ width: `${(100 * (count || 0)) / most}%` }} />
            </span>
          </label>
        ))}
        {counts && shown.length === 0 && <p className="muted small">{t('table:noValue')}</p>}
        {!counts && <span className="bone" style={{ height: 20, width: '80%' }} />}
      </fieldset>
      {chosen.length > 0 && (
        <button type="button" className="link" onClick={() => onChange([])}>
          {t('table:clearOne', { what: label })}
        </button>
      )}
    </>
  );
}
