import { useTranslation } from 'react-i18next';
import { frequencyParts } from '../formatting/numbers.ts';
import { useFormat } from '../formatting/use-format.ts';
import { Icon, type IconName } from './icon.tsx';

/** Icon and word for a state; never colour alone. */
export function Mark({ tone, icon, children }: { tone: string; icon: IconName; children: string }) {
  return (
    <span className={`mark ${tone}`}>
      <Icon name={icon} />
      {children}
    </span>
  );
}

const submissionMarks: Record<string, [string, IconName]> = {
  received: ['info', 'clock'],
  validating: ['info', 'running'],
  accepted: ['pass', 'pass'],
  quarantined: ['warn', 'warn'],
  rejected: ['fail', 'fail'],
  retracted: ['muted', 'back'],
  replaced: ['muted', 'back'],
  superseded: ['muted', 'back'],
  erased: ['muted', 'close'],
  current: ['pass', 'pass'],
};

/** The state of a submission or a genome. */
export function StateMark({ state }: { state: string }) {
  const { t } = useTranslation();
  const [tone, icon] = submissionMarks[state] ?? ['muted', 'info'];
  return (
    <Mark tone={tone} icon={icon}>
      {t(`words:state.${state}`, { defaultValue: state })}
    </Mark>
  );
}

/** An allele frequency; the power of ten is set as one. Null is shown as null, which is not zero. */
export function Frequency({ af }: { af: number | null }) {
  const { language } = useFormat();
  if (af === null) return <span className="muted">null</span>;
  const parts = frequencyParts(af, language);
  if (parts.plain !== undefined) return <>{parts.plain}</>;
  return (
    <>
      {parts.mantissa} × 10<sup>{parts.exponent}</sup>
    </>
  );
}

/** A count hidden by the disclosure rule: lock and `<5`, or lock and the word when hidden to protect another. `small` leaves the word to those who listen. */
export function Protected({ shown, reason, small }: { shown: string; reason: string; small?: boolean }) {
  return (
    <button type="button" className="protected" data-tip={reason}>
      <Icon name="lock" />
      {small ? <span className="visually-hidden">{shown}</span> : shown}
      <span className="visually-hidden">: {reason}</span>
    </button>
  );
}

/** A number nobody knows, with the reason on focus. */
export function Unknown({ word, reason }: { word: string; reason: string }) {
  return (
    <button type="button" className="unknown" data-tip={reason}>
      {word}
      <span className="visually-hidden">: {reason}</span>
    </button>
  );
}
