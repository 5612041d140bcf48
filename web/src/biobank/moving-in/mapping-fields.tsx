import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { MaterialOptions } from '../material-options.tsx';
import { type Choices, type Field, fields, needed } from './mapping-form.ts';

interface MappingFieldsProps {
  choices: Choices;
  /** The columns of the file. */
  columns: readonly string[];
  collections: readonly { id: string; name: string }[];
  onChange(choices: Choices): void;
}

/** Which column of the file is which field, and what stands for all of its rows. */
export function MappingFields({ choices, columns, collections, onChange }: MappingFieldsProps) {
  const { t } = useTranslation();
  const id = useId();
  const set = (field: Field, column: string) => {
    const { [field]: _, ...rest } = choices.columns;
    onChange({ ...choices, columns: column === '' ? rest : { ...rest, [field]: column } });
  };
  return (
    <div className="form">
      <div className="field">
        <label htmlFor={`${id}-collection`}>{t('biobank:collection')}</label>
        <select
          id={`${id}-collection`}
          className="select"
          value={choices.collection}
          onChange={(event) => onChange({ ...choices, collection: event.target.value })}
        >
          <option value="">–</option>
          {collections.map(({ id: key, name }) => (
            <option key={key} value={name}>
              {name}
            </option>
          ))}
        </select>
      </div>
      {fields.map((field) => (
        <div key={field} className="field">
          <label htmlFor={`${id}-${field}`}>
            {t(`biobank:field.${field}`)}
            {needed.includes(field) ? ' *' : ''}
          </label>
          <select
            id={`${id}-${field}`}
            className="select"
            value={choices.columns[field] ?? ''}
            onChange={(event) => set(field, event.target.value)}
          >
            <option value="">–</option>
            {columns.map((column) => (
              <option key={column} value={column}>
                {column}
              </option>
            ))}
          </select>
        </div>
      ))}
      <div className="field">
        <label htmlFor={`${id}-people`}>{t('biobank:peopleBy')}</label>
        <select
          id={`${id}-people`}
          className="select"
          value={choices.people}
          onChange={(event) => onChange({ ...choices, people: event.target.value as Choices['people'] })}
        >
          <option value="namespace">{t('biobank:peopleNumbers')}</option>
          <option value="cpr">{t('biobank:peopleCpr')}</option>
        </select>
      </div>
      {choices.people === 'namespace' && (
        <div className="field">
          <label htmlFor={`${id}-namespace`}>{t('biobank:namespace')}</label>
          <input
            id={`${id}-namespace`}
            className="input mono"
            value={choices.namespace}
            onChange={(event) => onChange({ ...choices, namespace: event.target.value })}
          />
        </div>
      )}
      {choices.columns.type === undefined && (
        <div className="field">
          <label htmlFor={`${id}-material`}>{t('biobank:oneMaterial')}</label>
          <select
            id={`${id}-material`}
            className="select"
            value={choices.material}
            onChange={(event) => onChange({ ...choices, material: event.target.value })}
          >
            <option value="">–</option>
            <MaterialOptions />
          </select>
        </div>
      )}
      <div className="field">
        <label htmlFor={`${id}-decimal`}>{t('biobank:decimal')}</label>
        <select
          id={`${id}-decimal`}
          className="select"
          value={choices.decimal}
          onChange={(event) => onChange({ ...choices, decimal: event.target.value as Choices['decimal'] })}
        >
          <option value=".">{t('biobank:decimalPoint')}</option>
          <option value=",">{t('biobank:decimalComma')}</option>
        </select>
      </div>
      <div className="field">
        <label htmlFor={`${id}-dates`}>{t('biobank:dates')}</label>
        <input
          id={`${id}-dates`}
          className="input mono"
          placeholder="DD-MM-YYYY"
          value={choices.dates}
          onChange={(event) => onChange({ ...choices, dates: event.target.value })}
        />
      </div>
      {choices.columns.position !== undefined &&
        (['rows', 'columns'] as const).map((side) => (
          <div key={side} className="field">
            <label htmlFor={`${id}-${side}`}>{t(`biobank:grid.${side}`)}</label>
            <input
              id={`${id}-${side}`}
              className="input"
              type="number"
              min={1}
              max={1000}
              value={choices.grid[side]}
              onChange={(event) =>
                onChange({ ...choices, grid: { ...choices.grid, [side]: Number(event.target.value) } })
              }
            />
          </div>
        ))}
    </div>
  );
}

/** Words of the file that are no material here: each is said to be one, or stays a fault. */
export function WordFields(props: { words: readonly string[]; choices: Choices; onChange(choices: Choices): void }) {
  const { words, choices, onChange } = props;
  const { t } = useTranslation();
  const id = useId();
  if (words.length === 0) return null;
  return (
    <fieldset>
      <legend className="strong">{t('biobank:wordsOfFile')}</legend>
      <div className="form">
        {words.map((word, at) => (
          <div key={word} className="field">
            <label htmlFor={`${id}-${at}`} className="mono">
              {word}
            </label>
            <select
              id={`${id}-${at}`}
              className="select"
              value={choices.words[word] ?? ''}
              onChange={(event) => {
                const { [word]: _, ...rest } = choices.words;
                onChange({
                  ...choices,
                  words: event.target.value === '' ? rest : { ...rest, [word]: event.target.value },
                });
              }}
            >
              <option value="">–</option>
              <MaterialOptions />
            </select>
          </div>
        ))}
      </div>
    </fieldset>
  );
}
