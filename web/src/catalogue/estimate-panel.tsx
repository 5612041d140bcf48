import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../components/panel.tsx';
import { SelectFilter } from '../components/select-filter.tsx';
import { Arrival } from '../components/states.tsx';
import { useText } from '../formatting/use-text.ts';
import { type EstimateRequest, estimateQuery, resourcesQuery } from './catalogue-api.ts';
import { EstimateAnswer } from './estimate-answer.tsx';
import { useListWord } from './words.ts';

const numberOf = (text: string, most: number): number => Math.min(most, Math.max(0, Math.floor(Number(text) || 0)));

/** What a project would cost and how long its application would take, by the bodies' own price lists and measured days. */
export function EstimatePanel() {
  const { t } = useTranslation();
  const text = useText();
  const listed = useListWord();
  const navigate = useNavigate();
  const { resource } = useSearch({ from: '/catalogue/guidance/$page' });
  const { data: resources } = useQuery(resourcesQuery);
  const [asked, setAsked] = useState<Omit<EstimateRequest, 'resources'>>({
    ...{ specimens: 200, material: 'serum', persons: 200, months: 24, payer: 'public' },
  });
  const chosen = resource ?? resources?.find(({ kind }) => kind === 'collection')?.id;
  const { data, error } = useQuery({
    ...estimateQuery({ ...asked, resources: chosen === undefined ? [] : [chosen] }),
    enabled: resources !== undefined,
  });
  const number = (field: 'specimens' | 'persons' | 'months', most: number) => (
    <div className="field">
      <label htmlFor={`estimate-${field}`}>{t(`guidance:estimate.${field}`)}</label>
      <input
        id={`estimate-${field}`}
        className="input"
        inputMode="numeric"
        value={asked[field]}
        onChange={(event) => setAsked({ ...asked, [field]: numberOf(event.target.value, most) })}
      />
    </div>
  );
  return (
    <Panel title={t('guidance:estimate.title')} foot={t('guidance:estimate.foot')}>
      <div className="filters">
        <SelectFilter
          label={t('guidance:estimate.resource')}
          value={chosen}
          options={(resources ?? []).map((one) => ({ value: one.id, label: text(one.name) }))}
          unset={t('guidance:estimate.nothing')}
          onChange={(value) =>
            navigate({
              to: '/catalogue/guidance/$page',
              params: { page: 'price-and-time' },
              search: value === undefined ? {} : { resource: value },
              replace: true,
            })
          }
        />
        <SelectFilter
          label={t('catalogue:fields.material')}
          value={asked.material}
          options={['serum', 'plasma', 'dna', 'blood', 'tissue-frozen', 'tissue-ffpe'].map((value) => ({
            ...{ value, label: listed('sampleType', value) },
          }))}
          unset={t('catalogue:any')}
          onChange={(material) => setAsked({ ...asked, material: material ?? 'serum' })}
        />
        {number('specimens', 10_000_000)}
        {number('persons', 10_000_000)}
        {number('months', 120)}
        <SelectFilter
          label={t('guidance:estimate.payer')}
          value={asked.payer === 'company' ? 'company' : undefined}
          options={[{ value: 'company', label: t('guidance:estimate.company') }]}
          unset={t('guidance:estimate.public')}
          onChange={(value) => setAsked({ ...asked, payer: value === 'company' ? 'company' : 'public' })}
        />
      </div>
      <Arrival error={error} data={data} rows={5}>
        {(estimate) => <EstimateAnswer estimate={estimate} />}
      </Arrival>
    </Panel>
  );
}
