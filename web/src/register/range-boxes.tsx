import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Range } from './model.ts';

interface NumberBoxProps {
  label: string;
  value: number | undefined;
  least: number;
  most: number;
  onChange(value: number | undefined): void;
}

/** A whole number between two others; what is none yet is marked and changes nothing. */
export function NumberBox({ label, value, least, most, onChange }: NumberBoxProps) {
  const [text, setText] = useState(value === undefined ? '' : String(value));
  useEffect(() => {
    setText((written) =>
      numberOf(written, least, most) === value ? written : value === undefined ? '' : String(value),
    );
  }, [value, least, most]);
  const read = numberOf(text, least, most);
  return (
    <input
      className="input number"
      inputMode="numeric"
      aria-label={label}
      aria-invalid={text.trim() !== '' && read === undefined}
      title={`${least}–${most}`}
      value={text}
      onChange={(event) => {
        const written = event.target.value;
        setText(written);
        const next = numberOf(written, least, most);
        if (next !== undefined || written.trim() === '') onChange(next);
      }}
    />
  );
}

function numberOf(text: string, least: number, most: number): number | undefined {
  const number = Number(text);
  if (text.trim() === '' || !Number.isInteger(number) || number < least || number > most) return undefined;
  return number;
}

interface RangeProps<T> {
  label: string;
  unit?: string;
  value: Range<T>;
  onChange(value: Range<T>): void;
}

const range = <T,>(from: T | undefined, to: T | undefined): Range<T> => ({
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to }),
});

/** From and to, whole numbers; either may be left out. */
export function NumberRange(props: RangeProps<number> & { least: number; most: number }) {
  const { label, unit, value, least, most, onChange } = props;
  const { t } = useTranslation();
  const { from, to } = value;
  return (
    <fieldset className="range-boxes">
      <legend>{unit ? `${label} (${unit})` : label}</legend>
      <NumberBox
        label={t('register:from')}
        value={from}
        least={least}
        most={to ?? most}
        onChange={(next) => onChange(range(next, to))}
      />
      <span aria-hidden="true">–</span>
      <NumberBox
        label={t('register:to')}
        value={to}
        least={from ?? least}
        most={most}
        onChange={(next) => onChange(range(from, next))}
      />
    </fieldset>
  );
}

const firstDay = '1850-01-01';
const lastDay = '2079-06-05';
const isDay = (day: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(day) && day >= firstDay && day <= lastDay;

/** From one day to another; either may be left out. */
export function DayRange({ label, value, onChange }: RangeProps<string>) {
  const { t } = useTranslation();
  const id = useId();
  const { from, to } = value;
  const box = (which: 'from' | 'to', day: string | undefined) => (
    <span className="field">
      <label htmlFor={`${id}-${which}`}>{t(which === 'from' ? 'register:from' : 'register:to')}</label>
      <input
        id={`${id}-${which}`}
        className="input"
        type="date"
        min={firstDay}
        max={lastDay}
        defaultValue={day ?? ''}
        onChange={(event) => {
          const next = event.target.value;
          if (next !== '' && !isDay(next)) return;
          const given = next === '' ? undefined : next;
          onChange(which === 'from' ? range(given, to) : range(from, given));
        }}
      />
    </span>
  );
  return (
    <fieldset className="range-boxes">
      <legend>{label}</legend>
      {box('from', from)}
      {box('to', to)}
    </fieldset>
  );
}
