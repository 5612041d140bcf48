import { useTranslation } from 'react-i18next';
import { Chip } from './chip.tsx';
import { ChoiceList } from './choice-list.tsx';
import {
  changed,
  type DiedCondition,
  type Range,
  type WordCondition,
  type YearsCondition,
  type YesNoCondition,
} from './model.ts';
import { DayRange, NumberRange } from './range-boxes.tsx';
import { useRegister } from './register-context.ts';
import { listed, sayAmount, sayDays, sayRange } from './sentence.ts';

interface FieldsProps<T> {
  condition: T;
  onChange(condition: T): void;
}

/** Sex, region or municipality: any of some words. */
export function WordFields({ condition, onChange }: FieldsProps<WordCondition>) {
  const { t } = useTranslation();
  const { words, contents, facets } = useRegister();
  const { field, any } = condition;
  const name = t(`register:field.${field}`);
  const counted = facets?.facets[field] ?? [];
  const known = (contents?.words[field] ?? []).filter((one) => one !== '');
  const values = [...new Set([...counted.map(({ value }) => value), ...known, ...any])];
  const text = listed(
    any.map((one) => words.value(field, one)),
    t('register:say.or'),
  );
  return (
    <Chip name={name} text={text === '' ? '' : t(`register:say.${field}`, { values: text })}>
      <ChoiceList
        label={name}
        choices={values.map((value) => ({
          value,
          word: words.value(field, value),
          cell: counted.find((one) => one.value === value),
          chosen: any.includes(value),
        }))}
        onToggle={(value) =>
          onChange({ field, any: any.includes(value) ? any.filter((one) => one !== value) : [...any, value] })
        }
      />
    </Chip>
  );
}

const thisYear = 2079;

/** Year of birth, or age on a day. */
export function YearsFields({ condition, onChange }: FieldsProps<YearsCondition>) {
  const { t } = useTranslation();
  const { words } = useRegister();
  const { field, on } = condition;
  const name = t(`register:field.${field}`);
  const written = condition.from !== undefined || condition.to !== undefined;
  const range = written ? (field === 'age' ? sayAmount(condition, words) : sayRange(condition, words, String)) : '';
  const write = ({ from, to }: Range<number>) => onChange(changed(condition, { from, to }));
  const text =
    range === ''
      ? ''
      : field === 'birthYear'
        ? t('register:say.birthYear', { range })
        : on === undefined
          ? t('register:say.ageToday', { range })
          : t('register:say.ageOn', { range, day: words.date(on) });
  return (
    <Chip name={name} text={text}>
      <NumberRange
        label={name}
        value={changed<Range<number>>({}, { from: condition.from, to: condition.to })}
        least={field === 'age' ? 0 : 1850}
        most={field === 'age' ? 130 : thisYear}
        onChange={write}
      />
      {field === 'age' && (
        <div className="field">
          <label>
            {t('register:ageOnDay')}
            <input
              className="input"
              type="date"
              defaultValue={on ?? ''}
              onChange={(event) => onChange(changed(condition, { on: event.target.value || undefined }))}
            />
          </label>
        </div>
      )}
    </Chip>
  );
}

/** When somebody died. */
export function DiedFields({ condition, onChange }: FieldsProps<DiedCondition>) {
  const { t } = useTranslation();
  const { words } = useRegister();
  const name = t('register:field.died');
  const written = condition.from !== undefined || condition.to !== undefined;
  return (
    <Chip name={name} text={written ? t('register:say.died', { range: sayDays(condition, words) }) : ''}>
      <DayRange
        label={name}
        value={changed<Range<string>>({}, { from: condition.from, to: condition.to })}
        onChange={({ from, to }) => onChange(changed(condition, { from, to }))}
      />
    </Chip>
  );
}

/** Whether somebody lives, or has a genome. */
export function YesNoFields({ condition, onChange }: FieldsProps<YesNoCondition>) {
  const { t } = useTranslation();
  const { field, is } = condition;
  return (
    <select
      className="select"
      aria-label={t(`register:field.${field}`)}
      value={is ? 'yes' : 'no'}
      onChange={(event) => onChange({ field, is: event.target.value === 'yes' })}
    >
      <option value="yes">{t(`register:say.${field}.yes`)}</option>
      <option value="no">{t(`register:say.${field}.no`)}</option>
    </select>
  );
}
