import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useText } from '../../formatting/use-text.ts';
import { type Disease, duoQuery, type EntryKind, type Quality } from '../catalogue-api.ts';
import { useListWord } from '../words.ts';
import { type FormField, kindOf, namesQuery } from './keep-api.ts';
import {
  linesOf,
  readDiseaseLines,
  readField,
  readQualityLines,
  writeDiseaseLine,
  writeField,
  writeQualityLine,
} from './record.ts';

interface ControlProps {
  field: FormField;
  id: string;
  value: unknown;
  describedBy: string | undefined;
  wrong: boolean;
  /** Parts of contact information. */
  contact: readonly string[];
  onChange(value: unknown): void;
}

/** What a field is filled in with, by its form in the schema. */
export function FieldControl(props: ControlProps) {
  const { field } = props;
  const { filling, many } = field;
  if (typeof filling === 'object') return <EntriesControl {...props} kind={filling.entry} />;
  if (filling === 'choice') return many ? <ListChoices {...props} /> : <ListChoice {...props} />;
  if (filling === 'duo') return <DuoChoices {...props} />;
  if (filling === 'yes-no') return <YesNo {...props} />;
  if (filling === 'contact') return <ContactParts {...props} />;
  if (filling === 'diseases') {
    const known = (props.value ?? []) as Disease[];
    return (
      <Lines {...props} text={known.map(writeDiseaseLine).join('\n')} read={(text) => readDiseaseLines(text, known)} />
    );
  }
  if (filling === 'quality') {
    const known = (props.value ?? []) as Quality[];
    return (
      <Lines {...props} text={known.map(writeQualityLine).join('\n')} read={(text) => readQualityLines(text, known)} />
    );
  }
  if (many) return <Lines {...props} text={((props.value ?? []) as string[]).join('\n')} read={linesOf} />;
  return <OneLine {...props} />;
}

function OneLine({ field, id, value, describedBy, wrong, onChange }: ControlProps) {
  const shared = { id, className: 'input', 'aria-describedby': describedBy, 'aria-invalid': wrong || undefined };
  const text = value === undefined ? '' : String(value);
  if (field.filling === 'long') {
    return <textarea {...shared} rows={4} value={text} onChange={(event) => onChange(event.target.value)} />;
  }
  if (field.filling === 'integer') {
    return (
      <input
        {...shared}
        type="number"
        min={0}
        style={{ maxWidth: 160 }}
        value={text}
        onChange={(event) => onChange(event.target.value === '' ? undefined : Number(event.target.value))}
      />
    );
  }
  const country = field.filling === 'country';
  return (
    <input
      {...shared}
      type={field.filling === 'url' ? 'url' : 'text'}
      {...(country ? { maxLength: 2, style: { maxWidth: 80 } } : {})}
      value={text}
      onChange={(event) => onChange(country ? event.target.value.toUpperCase() : event.target.value)}
    />
  );
}

/** Several values, one a line; what is half written stays as it was typed. */
function Lines({
  id,
  describedBy,
  wrong,
  text: given,
  read,
  onChange,
}: ControlProps & { text: string; read(text: string): unknown[] }) {
  const [text, setText] = useState(given);
  return (
    <textarea
      id={id}
      className="input"
      rows={Math.min(8, Math.max(3, given.split('\n').length + 1))}
      aria-describedby={describedBy}
      aria-invalid={wrong || undefined}
      value={text}
      onChange={(event) => {
        setText(event.target.value);
        onChange(read(event.target.value));
      }}
    />
  );
}

function ListChoice({ field, id, value, describedBy, onChange }: ControlProps) {
  const { t } = useTranslation();
  const listed = useListWord();
  return (
    <select
      id={id}
      className="select"
      aria-describedby={describedBy}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(event.target.value || undefined)}
    >
      <option value="">{t('catalogue:keep.unset')}</option>
      {field.list?.keys.map((key) => (
        <option key={key} value={key}>
          {listed(field.list!.name, key)}
        </option>
      ))}
    </select>
  );
}

/** Longer lists are folded, with what is chosen told. */
const fewOptions = 9;

interface Option {
  value: string;
  label: string;
}

function Checks({
  id,
  value,
  options,
  onChange,
}: Pick<ControlProps, 'id' | 'value' | 'onChange'> & { options: Option[] }) {
  const { t } = useTranslation();
  const chosen = Array.isArray(value) ? value.map(String) : [];
  const checks = (
    <div className="keep-checks">
      {options.map((option, at) => (
        <label key={option.value} className="choice">
          <input
            id={at === 0 ? id : undefined}
            type="checkbox"
            checked={chosen.includes(option.value)}
            onChange={(event) =>
              onChange(event.target.checked ? [...chosen, option.value] : chosen.filter((one) => one !== option.value))
            }
          />
          <span>{option.label}</span>
        </label>
      ))}
    </div>
  );
  if (options.length <= fewOptions) return checks;
  const names = options.filter(({ value: one }) => chosen.includes(one)).map(({ label }) => label);
  return (
    <details className="keep-fold">
      <summary>{names.length === 0 ? t('catalogue:keep.choose') : names.join(', ')}</summary>
      {checks}
    </details>
  );
}

function ListChoices(props: ControlProps) {
  const listed = useListWord();
  const { list } = props.field;
  return (
    <Checks {...props} options={(list?.keys ?? []).map((value) => ({ value, label: listed(list!.name, value) }))} />
  );
}

function DuoChoices(props: ControlProps) {
  const text = useText();
  const { data: terms } = useQuery(duoQuery);
  return <Checks {...props} options={(terms ?? []).map(({ id, words }) => ({ value: id, label: text(words) }))} />;
}

function YesNo({ id, value, describedBy, onChange }: ControlProps) {
  const { t } = useTranslation();
  return (
    <select
      id={id}
      className="select"
      aria-describedby={describedBy}
      value={typeof value === 'boolean' ? String(value) : ''}
      onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value === 'true')}
    >
      <option value="">{t('catalogue:keep.unset')}</option>
      <option value="true">{t('words:yes')}</option>
      <option value="false">{t('words:no')}</option>
    </select>
  );
}

function ContactParts({ id, value, contact, onChange }: ControlProps) {
  const { t } = useTranslation();
  const known = (value ?? {}) as Record<string, unknown>;
  return (
    <div className="keep-parts">
      {contact.map((part, at) => (
        <div key={part} className="field">
          <label htmlFor={at === 0 ? id : `${id}-${part}`}>{t(`catalogue:keep.contact.${part}`)}</label>
          <input
            id={at === 0 ? id : `${id}-${part}`}
            className="input"
            value={String(readField(known, part) ?? '')}
            onChange={(event) => onChange(writeField(known, part, event.target.value))}
          />
        </div>
      ))}
    </div>
  );
}

/** Entries of the catalogue: one is chosen from a list, several are ticked. */
function EntriesControl({ kind, ...props }: ControlProps & { kind: string }) {
  const { t } = useTranslation();
  const path = (Object.keys(kindOf) as EntryKind[]).find((one) => kindOf[one] === kind)!;
  const { data: entries } = useQuery(namesQuery(path));
  const known = (entries ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const chosen = [props.value].flat().filter((one): one is string => typeof one === 'string');
  // What is chosen and stands nowhere stays to be seen.
  const options = [
    ...known,
    ...chosen.filter((one) => !known.some(({ value }) => value === one)).map((one) => ({ value: one, label: one })),
  ];
  if (props.field.many) {
    return options.length === 0 ? (
      <p className="muted small">{t('catalogue:none')}</p>
    ) : (
      <Checks {...props} options={options} />
    );
  }
  return (
    <select
      id={props.id}
      className="select"
      aria-describedby={props.describedBy}
      value={chosen[0] ?? ''}
      onChange={(event) => props.onChange(event.target.value || undefined)}
    >
      <option value="">{t('catalogue:keep.unset')}</option>
      {options.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  );
}
