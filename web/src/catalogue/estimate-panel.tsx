import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../components/panel.tsx';
import { SelectFilter } from '../components/select-filter.tsx';
import { Arrival } from '../components/states.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { useText } from '../formatting/use-text.ts';
import { bodiesQuery, type Estimate, type EstimateRequest, estimateQuery, resourcesQuery } from './catalogue-api.ts';
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
        {(estimate) => <Answer estimate={estimate} />}
      </Arrival>
    </Panel>
  );
}

function Answer({ estimate }: { estimate: Estimate }) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const { data: bodies } = useQuery(bodiesQuery);
  const lines = new Map(
    bodies?.flatMap(({ rules }) => (rules.prices?.lines ?? []).map((line) => [line.code, line.words] as const)),
  );
  const most = Math.max(1, ...estimate.steps.map(({ days }) => days));
  const money = (amount: number, currency: string) => `${format.fixed(amount / 100, 2)} ${currency}`;
  return (
    <div className="body cols two-up">
      <div className="stack">
        <h3>{t('guidance:estimate.time')}</h3>
        <p className="estimate-total">
          {t('guidance:estimate.days', { count: estimate.days, number: format.int(estimate.days) })}
        </p>
        <ol className="estimate-steps">
          {estimate.steps.map(({ step, days, from }) => (
            <li key={step}>
              <span>
                {t(`guidance:estimate.steps.${step}`)}{' '}
                <span className="muted tiny">{t(`guidance:estimate.from.${from}`)}</span>
              </span>
              <span className="bar" aria-hidden="true">
                <i style={{ width: `${(100 * days) / most}%` }} />
              </span>
              <span className="num">{t('guidance:estimate.days', { count: days, number: format.int(days) })}</span>
            </li>
          ))}
        </ol>
      </div>
      <div className="stack">
        <h3>{t('guidance:estimate.price')}</h3>
        {estimate.fees.length === 0 && <p className="soft">{t('guidance:estimate.noPrice')}</p>}
        {estimate.fees.map(({ body, fee }) => (
          <div key={body} className="stack">
            <p>
              <span className="strong">{body}</span>
            </p>
            <p className="estimate-total">{money(fee.total, fee.currency)}</p>
            <ul className="plain-list small">
              {fee.lines.map(({ code, quantity, price, amount }) => (
                <li key={code}>
                  {lines.get(code) ? text(lines.get(code)!) : code}: {format.int(quantity)} ×{' '}
                  {money(price, fee.currency)} = {money(amount, fee.currency)}
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </div>
  );
}
