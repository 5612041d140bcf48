import { useQueries } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Panel } from '../components/panel.tsx';
import type { ShownCounts } from './answers.ts';
import { isComplete, type Question } from './model.ts';
import { countQuery } from './queries.ts';
import { useRegister } from './register-context.ts';
import { sayCondition } from './sentence.ts';
import { ShownNumber } from './shown.tsx';

/** Whether so few fit that the views would show nothing. */
export const isFew = (found: ShownCounts | undefined): boolean =>
  found !== undefined && (found.persons === 0 || (found.persons === null && found.protected?.startsWith('<') === true));

/** So many conditions are tried without. */
const most = 8;

/** Nobody or too few fit: how many would without each condition, and a button that leaves it out. */
export function FewFound() {
  const { t } = useTranslation();
  const { question, asked, write, words } = useRegister();
  const places = asked.conditions.flatMap((one, at) => (isComplete(one) ? [at] : [])).slice(0, most);
  const without = (from: Question, at: number): Question => ({
    ...from,
    conditions: from.conditions.filter((_, i) => i !== at),
  });
  const answers = useQueries({ queries: places.map((at) => countQuery(without(asked, at))) });
  return (
    <Panel title={t('register:few.title')} padded foot={t('register:few.foot')}>
      <p>{t(places.length > 1 ? 'register:few.why' : 'register:few.whyOne')}</p>
      <ul className="few-list">
        {places.map((at, n) => {
          const said = sayCondition(asked.conditions[at]!, words);
          return (
            <li key={said}>
              <span>{said}</span>
              <span className="num">
                {t('register:few.without')}{' '}
                <b>
                  <ShownNumber shown={answers[n]?.data} />
                </b>
              </span>
              <button
                type="button"
                className="btn small"
                aria-label={`${t('register:few.leaveOut')}: ${said}`}
                onClick={() => write(without(question, at))}
              >
                {t('register:few.leaveOut')}
              </button>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
