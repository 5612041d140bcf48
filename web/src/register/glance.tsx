import { useTranslation } from 'react-i18next';
import { useFormat } from '../formatting/use-format.ts';
import { useMoney } from '../formatting/use-money.ts';
import { useRegister } from './register-context.ts';
import { exposures, type Study, useEstimate, useHeld, usePower, useSize } from './study.ts';
import type { Matching } from './views/controls-view.tsx';

/** Power, price and time of a study of those found, in one line that follows the question as it is written. */
export function Glance(props: { study: Study; matching: Matching; onOpen(): void }) {
  const { study, matching, onOpen } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const money = useMoney();
  const { asked } = useRegister();
  const { cases, controls } = useSize(study, matching);
  const common = usePower(study, matching).find(({ exposure }) => exposure === exposures[1])?.data;
  const estimate = useEstimate(study, useHeld(asked), cases);
  if (cases === null || cases === 0) return null;
  const ratio = common?.detectableOddsRatio;
  const fees = estimate?.fees ?? [];
  const sums = [...new Set(fees.map(({ fee }) => fee.currency))].map((currency) =>
    money(
      fees.reduce((sum, { fee }) => sum + (fee.currency === currency ? fee.total : 0), 0),
      currency,
    ),
  );
  return (
    <div className="glance">
      <dl>
        <div>
          <dt>{t('register:glance.power', { power: format.percent(study.power) })}</dt>
          <dd>
            {ratio === undefined || ratio === null
              ? '–'
              : t('register:glance.ratio', { ratio: format.fixed(ratio, 2) })}{' '}
            <small>
              {t(study.allele ? 'register:glance.allele' : 'register:glance.exposed', {
                share: format.percent(exposures[1]),
                cases: format.int(cases),
                controls: format.int(controls),
              })}
            </small>
          </dd>
        </div>
        <div>
          <dt>{t('register:glance.price')}</dt>
          <dd>{sums.length === 0 ? '–' : sums.join(' + ')}</dd>
        </div>
        <div>
          <dt>{t('register:glance.time')}</dt>
          <dd>
            {estimate ? t('register:glance.days', { count: estimate.days, number: format.int(estimate.days) }) : '–'}
          </dd>
        </div>
      </dl>
      <button type="button" className="link small" onClick={onOpen}>
        {t('register:glance.open')}
      </button>
    </div>
  );
}
