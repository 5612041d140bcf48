import { useId } from 'react';
import { useTranslation } from 'react-i18next';

interface SelectFilterProps {
  label: string;
  value: string | undefined;
  options: { value: string; label: string }[];
  /** What no choice means; everything unless told otherwise. */
  unset?: string;
  onChange(value: string | undefined): void;
}

/** A filter over a few words; the choice stands in the address. */
export function SelectFilter({ label, value, options, unset, onChange }: SelectFilterProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="select"
        value={value ?? ''}
        onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
      >
        <option value="">{unset ?? t('words:all')}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
