import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/icon.tsx';
import { FilterChoices } from '../components/table/filter-choices.tsx';
import { Popover } from '../components/table/popover.tsx';
import {
  type Condition,
  type FacetValue,
  type Field,
  newCondition,
  rangeFields,
  wordFields,
  yesNoFields,
} from './model.ts';
import { useValueWord } from './words.ts';

interface EditorProps {
  condition: Condition;
  /** Values to choose from, with the counts of everybody. */
  facets: Record<string, FacetValue[]> | undefined;
  /** Whether carriers may be asked for. */
  carriers: boolean;
  depth: number;
  onChange(condition: Condition | null): void;
}

/** One condition as a sentence of fields; groups hold further ones. */
export function ConditionEditor(props: EditorProps) {
  const { condition, onChange } = props;
  const { t } = useTranslation();
  const negated = 'not' in condition;
  const inner = negated ? condition.not : condition;
  const wrap = (next: Condition | null) => onChange(next === null ? null : negated ? { not: next } : next);
  return (
    <div className="condition">
      <button
        type="button"
        className="btn small"
        aria-pressed={negated}
        onClick={() => onChange(negated ? inner : { not: condition })}
      >
        {t(negated ? 'cohorts:isNot' : 'cohorts:is')}
      </button>
      {'field' in inner ? (
        <Question {...props} condition={inner} onChange={wrap} />
      ) : (
        <Group {...props} condition={inner} onChange={wrap} />
      )}
      <button
        type="button"
        className="icon-button"
        aria-label={t('cohorts:removeCondition')}
        onClick={() => onChange(null)}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}

function Group({ condition, facets, carriers, depth, onChange }: EditorProps) {
  const { t } = useTranslation();
  const every = 'all' in condition;
  const parts = every ? condition.all : 'any' in condition && !('field' in condition) ? condition.any : [];
  const write = (next: Condition[]) => onChange(next.length === 0 ? null : every ? { all: next } : { any: next });
  return (
    <fieldset className="condition-group">
      <legend>
        <select
          className="select"
          aria-label={t('cohorts:groupOf')}
          value={every ? 'all' : 'any'}
          onChange={(event) => onChange(event.target.value === 'all' ? { all: parts } : { any: parts })}
        >
          <option value="any">{t('cohorts:anyOf')}</option>
          <option value="all">{t('cohorts:allOf')}</option>
        </select>
      </legend>
      {parts.map((part, at) => (
        <ConditionEditor
          // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no name but their place
          key={at}
          condition={part}
          facets={facets}
          carriers={carriers}
          depth={depth + 1}
          onChange={(next) => write(parts.flatMap((one, i) => (i !== at ? [one] : next === null ? [] : [next])))}
        />
      ))}
      <AddCondition carriers={carriers} groups={depth < 2} onAdd={(next) => write([...parts, next])} />
    </fieldset>
  );
}

function Question({ condition, facets, onChange }: EditorProps) {
  const { t } = useTranslation();
  const word = useValueWord();
  const id = useId();
  if (!('field' in condition)) return null;
  const { field } = condition;
  const label = t(`cohorts:field.${field}`);
  if ('variant' in condition || 'gene' in condition) {
    const value = 'variant' in condition ? condition.variant : condition.gene;
    return (
      <span className="say">
        <label htmlFor={id}>{label}</label>
        <input
          id={id}
          className="input mono"
          value={value}
          placeholder={field === 'gene' ? 'PCSK9' : '1-55051215-G-A'}
          onChange={(event) =>
            onChange(
              'variant' in condition
                ? { field: 'variant', variant: event.target.value }
                : { field: 'gene', gene: event.target.value },
            )
          }
        />
      </span>
    );
  }
  if ('is' in condition) {
    return (
      <span className="say">
        <select
          className="select"
          aria-label={label}
          value={condition.is ? 'yes' : 'no'}
          onChange={(event) => onChange({ ...condition, is: event.target.value === 'yes' })}
        >
          <option value="yes">{t(`cohorts:yesNo.${field}.yes`)}</option>
          <option value="no">{t(`cohorts:yesNo.${field}.no`)}</option>
        </select>
      </span>
    );
  }
  if ('any' in condition) {
    const said = condition.any.map((one) => word(field, one)).join(` ${t('cohorts:say.or')} `);
    return (
      <span className="say">
        <span>{label}</span>
        <Popover
          name={`${label}: ${said || t('cohorts:choose')}`}
          className="btn small"
          pressed={condition.any.length > 0}
          label={said || t('cohorts:choose')}
        >
          <FilterChoices
            label={label}
            counts={facets?.[field]?.map(({ value, persons }) => ({ value, count: persons ?? Number.NaN }))}
            chosen={condition.any}
            word={(value) => word(field, value)}
            onChange={(any) => onChange({ ...condition, any })}
          />
        </Popover>
      </span>
    );
  }
  const number = (text: string) =>
    text.trim() === '' || Number.isNaN(Number(text)) ? undefined : Math.trunc(Number(text));
  const write = (change: { from?: number | undefined; to?: number | undefined }) => {
    const { from, to } = { from: condition.from, to: condition.to, ...change };
    onChange({ field: condition.field, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) });
  };
  return (
    <span className="say">
      <span>{label}</span>
      <input
        className="input number"
        inputMode="numeric"
        aria-label={t('cohorts:from', { what: label })}
        value={condition.from ?? ''}
        onChange={(event) => write({ from: number(event.target.value) })}
      />
      <span aria-hidden="true">–</span>
      <input
        className="input number"
        inputMode="numeric"
        aria-label={t('cohorts:to', { what: label })}
        value={condition.to ?? ''}
        onChange={(event) => write({ to: number(event.target.value) })}
      />
    </span>
  );
}

/** Adds a condition of a field, or a group of conditions. */
export function AddCondition({
  carriers,
  groups,
  onAdd,
}: {
  carriers: boolean;
  groups: boolean;
  onAdd(condition: Condition): void;
}) {
  const { t } = useTranslation();
  const fields: Field[] = [
    ...wordFields,
    ...rangeFields,
    ...yesNoFields,
    ...(carriers ? (['variant', 'gene'] as const) : []),
  ];
  return (
    <select
      className="select add-condition"
      aria-label={t('cohorts:add')}
      value=""
      onChange={(event) => {
        const chosen = event.target.value;
        if (chosen === 'any') onAdd({ any: [newCondition('sex')] });
        else if (chosen === 'all') onAdd({ all: [newCondition('sex')] });
        else if (chosen !== '') onAdd(newCondition(chosen as Field));
      }}
    >
      <option value="">{t('cohorts:add')}</option>
      {fields.map((field) => (
        <option key={field} value={field}>
          {t(`cohorts:field.${field}`)}
        </option>
      ))}
      {groups && <option value="any">{t('cohorts:anyOf')}</option>}
      {groups && <option value="all">{t('cohorts:allOf')}</option>}
    </select>
  );
}
