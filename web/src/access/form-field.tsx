import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useText } from '../formatting/use-text.ts';
import { bodiesQuery } from './access-api.ts';
import { readCodes } from './form-logic.ts';
import type { Field, ProjectPerson } from './model.ts';

interface FieldProps {
  field: Field;
  value: unknown;
  required: boolean;
  /** What the server found wrong with it. */
  wrong?: string | undefined;
  /** Bodies of which world can be chosen. */
  demo: boolean;
  onChange(value: unknown): void;
}

interface ControlProps extends FieldProps {
  id: string;
  describedBy: string | undefined;
}

function TextControl({ field, value, id, describedBy, wrong, onChange }: ControlProps) {
  const common = {
    id,
    className: 'input',
    value: typeof value === 'string' ? value : '',
    'aria-describedby': describedBy,
    'aria-invalid': wrong ? true : undefined,
    ...(field.most === undefined ? {} : { maxLength: field.most }),
  };
  if (field.kind === 'long')
    return <textarea {...common} rows={5} onChange={(event) => onChange(event.target.value)} />;
  return (
    <input
      {...common}
      type={field.kind === 'date' ? 'date' : 'text'}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function NumberControl({ field, value, id, describedBy, onChange }: ControlProps) {
  return (
    <input
      id={id}
      className="input"
      style={{ maxWidth: 160 }}
      type="number"
      min={0}
      max={field.most}
      aria-describedby={describedBy}
      value={typeof value === 'number' ? value : ''}
      onChange={(event) => onChange(event.target.value === '' ? undefined : Number(event.target.value))}
    />
  );
}

/** Codes, written by commas or blanks; what is half written stays as it was typed. */
function CodesControl({ value, id, describedBy, onChange }: ControlProps) {
  const codes = Array.isArray(value) ? value.map(String) : [];
  const [text, setText] = useState(codes.join(', '));
  return (
    <input
      id={id}
      className="input mono"
      spellCheck={false}
      aria-describedby={describedBy}
      value={text}
      onChange={(event) => {
        setText(event.target.value);
        onChange(readCodes(event.target.value));
      }}
      onBlur={() => setText(readCodes(text).join(', '))}
    />
  );
}

function SelectControl({
  options,
  value,
  id,
  describedBy,
  onChange,
}: ControlProps & { options: readonly { value: string; label: string }[] }) {
  const { t } = useTranslation();
  return (
    <select
      id={id}
      className="select"
      aria-describedby={describedBy}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
    >
      <option value="">{t('access:choose')}</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

function PeopleControl({ value, id, onChange }: ControlProps) {
  const { t } = useTranslation();
  const people = (Array.isArray(value) ? value : []) as ProjectPerson[];
  const set = (at: number, change: Partial<ProjectPerson>) =>
    onChange(people.map((one, i) => (i === at ? { ...one, ...change } : one)));
  return (
    <div className="stack tight-stack">
      {people.map((person, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: people have no identity but their place
        <fieldset key={at} className="person-line">
          <legend className="visually-hidden">{t('access:person', { number: at + 1 })}</legend>
          {(['name', 'organisation', 'task'] as const).map((part) => (
            <input
              key={part}
              id={part === 'name' && at === 0 ? id : undefined}
              className="input"
              aria-label={t(`access:personPart.${part}`)}
              placeholder={t(`access:personPart.${part}`)}
              value={person[part] ?? ''}
              onChange={(event) => set(at, { [part]: event.target.value })}
            />
          ))}
          <button
            type="button"
            className="btn small"
            aria-label={t('access:removePerson', { name: person.name || at + 1 })}
            onClick={() => onChange(people.filter((_, i) => i !== at))}
          >
            {t('access:remove')}
          </button>
        </fieldset>
      ))}
      <div>
        <button
          type="button"
          className="btn small"
          id={people.length === 0 ? id : undefined}
          onClick={() => onChange([...people, { name: '', organisation: '', task: '' }])}
        >
          {t('access:addPerson')}
        </button>
      </div>
    </div>
  );
}

function ManyControl({ field, value, id, onChange }: ControlProps) {
  const text = useText();
  const chosen = Array.isArray(value) ? value.map(String) : [];
  return (
    <div>
      {(field.options ?? []).map((option, at) => (
        <label key={option.value} className="choice">
          <input
            id={at === 0 ? id : undefined}
            type="checkbox"
            checked={chosen.includes(option.value)}
            onChange={(event) =>
              onChange(event.target.checked ? [...chosen, option.value] : chosen.filter((one) => one !== option.value))
            }
          />
          <span>{text(option.label)}</span>
        </label>
      ))}
    </div>
  );
}

function YesNoControl({ value, id, onChange }: ControlProps) {
  const { t } = useTranslation();
  return (
    <div className="row-choices">
      {[true, false].map((one) => (
        <label key={String(one)} className="choice">
          <input
            id={one ? id : undefined}
            type="radio"
            name={id}
            checked={value === one}
            onChange={() => onChange(one)}
          />
          <span>{t(one ? 'words:yes' : 'words:no')}</span>
        </label>
      ))}
    </div>
  );
}

function Control(props: ControlProps) {
  const { field, demo } = props;
  const text = useText();
  const { data: bodies } = useQuery({ ...bodiesQuery, enabled: field.kind === 'body' });
  switch (field.kind) {
    case 'text':
    case 'long':
    case 'date':
      return <TextControl {...props} />;
    case 'number':
      return <NumberControl {...props} />;
    case 'codes':
      return <CodesControl {...props} />;
    case 'choice': {
      const options = (field.options ?? []).map(({ value, label }) => ({ value, label: text(label) }));
      return <SelectControl {...props} options={options} />;
    }
    case 'body': {
      const fitting = (bodies?.items ?? []).filter(
        (body) => body.demo === demo && (field.bodies === undefined || field.bodies.includes(body.kind)),
      );
      return <SelectControl {...props} options={fitting.map(({ id, name }) => ({ value: id, label: name }))} />;
    }
    case 'many':
      return <ManyControl {...props} />;
    case 'yes-no':
      return <YesNoControl {...props} />;
    case 'people':
      return <PeopleControl {...props} />;
  }
}

const grouped: readonly Field['kind'][] = ['many', 'yes-no', 'people'];

/** One question of a form, as its data describe it. */
export function FormField(props: FieldProps) {
  const { field, required, wrong } = props;
  const { t } = useTranslation();
  const text = useText();
  const id = useId();
  const hintId = field.help || wrong ? `${id}-hint` : undefined;
  const name = (
    <>
      {text(field.label)}
      {!required && <span className="muted"> {t('access:optional')}</span>}
    </>
  );
  const hint = (field.help || wrong) && (
    <span className="hint" id={hintId}>
      {wrong && <span className="fail strong">{t(`access:finding.${wrong}`)} </span>}
      {field.help && text(field.help)}
    </span>
  );
  const control = <Control {...props} id={id} describedBy={hintId} />;
  if (grouped.includes(field.kind)) {
    return (
      <fieldset className="field" aria-describedby={hintId}>
        <legend>{name}</legend>
        {control}
        {hint}
      </fieldset>
    );
  }
  return (
    <div className="field">
      <label htmlFor={id}>{name}</label>
      {control}
      {hint}
    </div>
  );
}
