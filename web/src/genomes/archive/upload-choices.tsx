import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { datasetsQuery, referencesQuery } from '../../api/queries.ts';
import { Panel } from '../../components/panel.tsx';
import { assays, genomeTypes, sources } from '../../search-params.ts';
import type { UploadChoices } from './upload-roles.ts';
import { setChoices } from './upload-store.ts';

function Select<Word extends string>(props: {
  label: string;
  hint?: string;
  value: Word;
  options: { value: Word; label: string }[];
  onChange(value: Word): void;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      <select
        id={id}
        className="select"
        value={props.value}
        onChange={(event) => props.onChange(event.target.value as Word)}
      >
        {props.options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      {props.hint && <span className="hint">{props.hint}</span>}
    </div>
  );
}

/** The choices of the command line, with defaults that suit one person with one VCF. */
export function UploadChoicesForm({ choices }: { choices: UploadChoices }) {
  const { t } = useTranslation();
  const id = useId();
  const datasets = useQuery(datasetsQuery);
  const references = useQuery(referencesQuery);
  const known = (datasets.data ?? []).filter((one) => !one.demo);
  return (
    <Panel title={t('upload:choices')} note={t('upload:choicesNote')} padded>
      <div className="form">
        <div className="field">
          <label htmlFor={`${id}-dataset`}>{t('words:dataset')}</label>
          <input
            id={`${id}-dataset`}
            className="input"
            list={`${id}-datasets`}
            autoComplete="off"
            placeholder="default"
            value={choices.dataset}
            onChange={(event) => setChoices({ dataset: event.target.value })}
          />
          <datalist id={`${id}-datasets`}>
            {known.map((one) => (
              <option key={one.name} value={one.name} />
            ))}
          </datalist>
          <span className="hint">{t('upload:datasetHint')}</span>
        </div>
        <Select
          label={t('words:reference')}
          hint={t('upload:referenceHint')}
          value={choices.reference}
          options={[
            { value: '', label: t('upload:referenceByHeader') },
            ...(references.data ?? []).filter((one) => !one.demo).map((one) => ({ value: one.name, label: one.name })),
          ]}
          onChange={(reference) => setChoices({ reference })}
        />
        <Select
          label={t('words:sourceWord')}
          value={choices.source}
          options={sources.map((value) => ({ value, label: t(`words:source.${value}`) }))}
          onChange={(source) => setChoices({ source })}
        />
        <Select
          label={t('words:typeWord')}
          hint={choices.type === 'germline' ? t('upload:germlineHint') : t('upload:otherTypeHint')}
          value={choices.type}
          options={genomeTypes.map((value) => ({ value, label: t(`words:type.${value}`) }))}
          onChange={(type) => setChoices({ type })}
        />
        <Select
          label={t('words:assayWord')}
          hint={choices.assay === 'wgs' ? t('upload:wgsHint') : t('upload:targetHint')}
          value={choices.assay}
          options={assays.map((value) => ({ value, label: t(`words:assay.${value}`) }))}
          onChange={(assay) => setChoices({ assay })}
        />
        <div className="field">
          <span className="strong small">{t('upload:absentTitle')}</span>
          <label className="choice">
            <input
              type="checkbox"
              checked={choices.absentReference}
              onChange={(event) => setChoices({ absentReference: event.target.checked })}
            />
            <span>{t('upload:absent')}</span>
          </label>
          <span className="hint">{t('upload:absentHint')}</span>
        </div>
      </div>
    </Panel>
  );
}
