import { useTranslation } from 'react-i18next';
import type { Step, Submission } from '../../api/answers.ts';
import { isRunning } from '../../api/queries.ts';
import { Icon, type IconName } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { currentStep, plannedSteps, type StepLook, shareDone, stepKey, stepLook, stepShare } from './progress.ts';

const looks: Record<StepLook, [IconName, string | undefined]> = {
  done: ['pass', 'pass'],
  now: ['running', undefined],
  failed: ['fail', 'fail'],
  wait: ['clock', undefined],
};

function StepLine({ step }: { step: Step }) {
  const { t } = useTranslation();
  const format = useFormat();
  const look = stepLook(step);
  const [icon, tone] = looks[look];
  const unit = step.unit ? t(`submission:unit.${step.unit}`, { defaultValue: step.unit }) : '';
  const amount =
    step.unit === 'bytes' || step.unit === 'byte'
      ? (value: number) => format.bytes(value)
      : (value: number) => `${format.int(value)} ${unit}`.trim();
  return (
    <li
      className={look}
      style={{ ['--at' as string]: `${(stepShare(step) ?? 0.5) * 100}%` }}
      aria-current={look === 'now' ? 'step' : undefined}
    >
      <b>
        <Icon name={icon} tone={tone} />
        {t(`submission:step.${stepKey(step.name)}`, { defaultValue: step.name })}
      </b>
      <span>
        {typeof step.done === 'number' && typeof step.total === 'number' && step.total > 0
          ? t('submission:doneOf', { done: amount(step.done), total: amount(step.total) })
          : typeof step.done === 'number' && step.done > 0
            ? amount(step.done)
            : ''}
      </span>
    </li>
  );
}

/** Steps, rate and time left of a submission that is being taken in. Leaving the page is safe. */
export function ProgressPanel({ submission }: { submission: Submission }) {
  const { t } = useTranslation();
  const format = useFormat();
  const progress = submission.progress;
  const running = isRunning(submission.state);
  const share = shareDone(progress);
  const step = currentStep(progress);
  const unit = step?.unit ?? null;
  const rate = progress?.rate;
  return (
    <Panel title={t('submission:progress')} note={running ? t('submission:mayLeave') : undefined} padded>
      <div className="stack">
        <dl className="facts">
          <div>
            <dt>{t('submission:doneSoFar')}</dt>
            <dd>{share === null ? t('words:starting') : format.percent(share, 0)}</dd>
          </div>
          {typeof rate === 'number' && rate > 0 && (
            <div>
              <dt>{t('submission:rate')}</dt>
              <dd>
                {unit === 'bytes' ? format.bytes(rate) : format.int(rate)}{' '}
                <small>
                  {unit === 'bytes' || unit === null
                    ? t('submission:aSecond')
                    : t('submission:unitASecond', { unit: t(`submission:unit.${unit}`, { defaultValue: unit }) })}
                </small>
              </dd>
            </div>
          )}
          {typeof progress?.secondsLeft === 'number' && running && (
            <div>
              <dt>{t('submission:timeLeft')}</dt>
              <dd>{format.duration(progress.secondsLeft)}</dd>
            </div>
          )}
        </dl>
        {(running || progress) && (
          <ol className="steps">
            {plannedSteps(progress).map((one) => (
              <StepLine key={one.name} step={one} />
            ))}
          </ol>
        )}
      </div>
    </Panel>
  );
}
