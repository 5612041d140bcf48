import '../styles/catalogue.css';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../formatting/use-format.ts';
import { useMoney } from '../formatting/use-money.ts';
import { useText } from '../formatting/use-text.ts';
import { bodiesQuery, type Estimate } from './catalogue-api.ts';

/** How long each step takes and what each body charges, line by line. */
export function EstimateAnswer({ estimate }: { estimate: Estimate }) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const money = useMoney();
  const { data: bodies } = useQuery(bodiesQuery);
  const lines = new Map(
    bodies?.flatMap(({ rules }) => (rules.prices?.lines ?? []).map((line) => [line.code, line.words] as const)),
  );
  const most = Math.max(1, ...estimate.steps.map(({ days }) => days));
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
