import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../components/panel.tsx';
import { SkeletonRows } from '../../components/states.tsx';
import { FieldControl } from './field-control.tsx';
import { type Draft, type Fault, type FormField, formsQuery } from './keep-api.ts';
import { readField, writeField } from './record.ts';

interface EntryFormProps {
  kind: Draft['kind'];
  record: Record<string, unknown>;
  /** What another states, where a field was not written here. */
  stated: Record<string, unknown>;
  faults: readonly Fault[];
  /** Fields that are not changed once an entry is there. */
  fixed: readonly string[];
  onChange(record: Record<string, unknown>): void;
}

/** The form of an entry, as the server's schema has it: a panel for each part. */
export function EntryForm(props: EntryFormProps) {
  const { t } = useTranslation();
  const { data: forms } = useQuery(formsQuery);
  if (forms === undefined) return <SkeletonRows rows={8} />;
  const fields = forms.kinds[props.kind];
  return forms.parts.map((part) => {
    const own = fields.filter((one) => one.part === part);
    return own.length === 0 ? null : (
      <Panel key={part} title={t(`catalogue:keep.parts.${part}`)} padded>
        <div className="stack">
          {own.map((field) => (
            <Field key={field.field} {...props} field={field} contact={forms.contact} />
          ))}
        </div>
      </Panel>
    );
  });
}

const grouped: readonly unknown[] = ['contact', 'duo'];
/** Whether several controls belong to a field, so that it has a legend and no label. */
const isGroup = ({ filling, many }: FormField): boolean =>
  grouped.includes(filling) || (many && (filling === 'choice' || typeof filling === 'object'));

function Field({
  field,
  record,
  stated,
  faults,
  fixed,
  contact,
  onChange,
}: EntryFormProps & { field: FormField; contact: readonly string[] }) {
  const { t } = useTranslation();
  const id = `keep-${field.field.replaceAll('.', '-')}`;
  const key = field.field.replaceAll('.', '_');
  const value = readField(record, field.field);
  // What is missing stands at the heading, and beside the button that saves.
  const wrong = faults.filter(
    (one) => one.kind !== 'missing' && (one.field === field.field || one.field.startsWith(`${field.field}.`)),
  );
  const said = readField(stated, field.field);
  const label = t(`catalogue:keep.fields.${key}`);
  const control = fixed.includes(field.field) ? (
    <p className="mono small">{typeof value === 'string' ? value : '–'}</p>
  ) : (
    <FieldControl
      {...{ field, id, value, contact }}
      describedBy={`${id}-hint`}
      wrong={wrong.some((one) => one.kind === 'wrong')}
      onChange={(next) => onChange(writeField(record, field.field, next))}
    />
  );
  const heading = (
    <>
      {label}{' '}
      {field.needed ? (
        <span className="muted small">{t('catalogue:keep.needed')}</span>
      ) : (
        field.asked && <span className="muted small">{t('catalogue:keep.asked')}</span>
      )}
    </>
  );
  const notes = (
    <div id={`${id}-hint`} className="keep-notes">
      {wrong.map((one) => (
        <p key={`${one.field} ${one.kind}`} className={one.kind === 'wrong' ? 'small fail' : 'hint'}>
          {t(`catalogue:keep.faults.${faultOf(field, one)}`, {
            part: one.field.includes('.') ? t(`catalogue:keep.contact.${one.field.split('.').at(-1)}`, '') : '',
            most: field.most,
          })}
        </p>
      ))}
      {hints.has(key) && !fixed.includes(field.field) && <p className="hint">{t(`catalogue:keep.hints.${key}`)}</p>}
      {said !== undefined && JSON.stringify(said) !== JSON.stringify(value) && (
        <button type="button" className="link small" onClick={() => onChange(writeField(record, field.field, said))}>
          {t('catalogue:keep.takeBack')}
        </button>
      )}
    </div>
  );
  if (isGroup(field)) {
    return (
      <fieldset className="field" aria-describedby={`${id}-hint`}>
        <legend>{heading}</legend>
        {control}
        {notes}
      </fieldset>
    );
  }
  return (
    <div className="field">
      <label htmlFor={id}>{heading}</label>
      {control}
      {notes}
    </div>
  );
}

const hints: ReadonlySet<string> = new Set([
  'id',
  'diseases',
  'quality',
  'publications',
  'members',
  'description',
  'subjects',
  'samples',
]);

/** What is wrong with a field, in a word of ours. */
function faultOf({ filling }: FormField, { kind, field }: Fault): string {
  if (kind === 'advice') return 'long';
  if (field === 'id' || field === 'ageHigh') return field;
  if (field.endsWith('.email')) return 'email';
  if (field.endsWith('.country') || filling === 'country') return 'country';
  return filling === 'url' ? 'url' : 'other';
}
