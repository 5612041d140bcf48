import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Panel } from '../components/panel.tsx';
import { Arrival } from '../components/states.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { useMoney } from '../formatting/use-money.ts';
import { estimateQuery } from './access-api.ts';
import type { Agreement } from './model.ts';
import { useStateWord } from './words.ts';

/** What each body asks, line by line. */
export function Fees({ fees }: { fees: Agreement['fees'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const money = useMoney();
  const all = fees.reduce((sum, { fee }) => sum + fee.total, 0);
  if (fees.length === 0) return <p className="soft">{t('access:noFees')}</p>;
  return (
    <dl className="dl">
      {fees.map(({ body, fee }) => [
        <dt key={`${body}-t`}>{body}</dt>,
        <dd key={`${body}-d`}>
          <span>
            <b>{money(fee.total, fee.currency)}</b>
            {fee.lines.map((line) => (
              <span key={line.code} className="under">
                {t('access:feeLine', {
                  code: line.code,
                  quantity: format.int(line.quantity),
                  price: money(line.price, fee.currency),
                })}
              </span>
            ))}
          </span>
        </dd>,
      ])}
      {fees.length > 1 && [
        <dt key="all-t">{t('access:sum')}</dt>,
        <dd key="all-d">
          <b>{money(all, fees[0]!.fee.currency)}</b>
        </dd>,
      ]}
    </dl>
  );
}

/** What an application will cost and how long it will take, as it is written now. */
export function EstimatePanel({ id, revision }: { id: string; revision: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const state = useStateWord();
  const { data, error } = useQuery(estimateQuery(id, revision));
  return (
    <Panel title={t('access:estimate')} foot={t('access:estimateFoot')} padded>
      <Arrival error={data ? null : error} data={data} rows={4}>
        {({ fees, steps, days }) => (
          <div className="stack">
            <p className="fact">{t('access:estimateDays', { count: days, number: format.int(days) })}</p>
            <dl className="dl">
              {steps.map((step) => [
                <dt key={`${step.step}-t`}>{state('application', step.step)}</dt>,
                <dd key={`${step.step}-d`}>
                  <span>
                    {t('access:days', { count: step.days, number: format.int(step.days) })}{' '}
                    <span className="muted small">{t(`access:estimateFrom.${step.from}`)}</span>
                  </span>
                </dd>,
              ])}
            </dl>
            <h3>{t('access:price')}</h3>
            <Fees fees={fees} />
          </div>
        )}
      </Arrival>
    </Panel>
  );
}
