import { useTranslation } from 'react-i18next';
import { Panel } from '../components/panel.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { DueMark } from './case-marks.tsx';
import type { Application } from './model.ts';
import { useStateWord, useTurnWord } from './words.ts';

/** The steps an application has gone through, the days of each, and whose turn it is now. */
export function Timeline({ application }: { application: Application }) {
  const { t } = useTranslation();
  const format = useFormat();
  const state = useStateWord();
  const turn = useTurnWord();
  const { steps, dueAt, approvals } = application;
  const total = steps.filter(({ state: one }) => one !== 'draft').reduce((sum, { days }) => sum + days, 0);
  const longest = Math.max(1, ...steps.map(({ days }) => days));
  const waiting = approvals.filter((part) => part.state === 'asked' || part.state === 'question');
  const days = (value: number) =>
    t('access:days', { count: Math.round(value), number: format.decimal(value, value < 10 ? 1 : 0) });
  return (
    <Panel title={t('access:timeline')} note={t('access:daysSoFar', { days: days(total) })}>
      <ol className="timeline">
        {steps.map((step) => {
          const now = step.until === null;
          return (
            <li key={`${step.state} ${step.from}`} className={now ? 'now' : 'done'}>
              <b>{state('application', step.state)}</b>
              <span className="small muted">
                {format.date(step.from)} · {days(step.days)}
              </span>
              <span className="bar" aria-hidden="true">
                <i style={{ width: `${(step.days / longest) * 100}%` }} />
              </span>
              {now && waiting.length > 0 && (
                <ul className="small">
                  {waiting.map((part) => (
                    <li key={part.id}>
                      {part.state === 'question' ? turn('applicant') : part.bodyName} · <DueMark dueAt={part.dueAt} />
                    </li>
                  ))}
                </ul>
              )}
              {now && waiting.length === 0 && dueAt !== null && (
                <span className="small">
                  {t('access:deadline')}: <DueMark dueAt={dueAt} />
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}
