import { useTranslation } from 'react-i18next';
import type { IconName } from '../components/icon.tsx';
import { Mark } from '../components/marks.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { dueOf } from '../home/due.ts';
import type { CaseKind, Verdict } from './model.ts';
import { useStateWord } from './words.ts';

const good = ['permitted', 'given', 'active', 'answered', 'opened'];
const bad = ['refused', 'revoked'];
const over = ['withdrawn', 'lapsed', 'dropped', 'closed', 'ended', 'expired'];
const stopped = ['returned', 'question', 'suspended'];

function lookOf(state: string): [tone: string, icon: IconName] {
  if (good.includes(state)) return ['pass', 'pass'];
  if (bad.includes(state)) return ['fail', 'fail'];
  if (over.includes(state)) return ['muted', 'close'];
  return stopped.includes(state) ? ['warn', 'warn'] : ['info', 'clock'];
}

/** The state of a case, in the words of the house. */
export function CaseMark({ kind, state }: { kind: CaseKind; state: string }) {
  const word = useStateWord();
  const [tone, icon] = lookOf(state);
  return (
    <Mark tone={tone} icon={icon}>
      {word(kind, state)}
    </Mark>
  );
}

/** Until when somebody must act: the day, and how far off it is where that presses. */
export function DueMark({ dueAt }: { dueAt: string | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (dueAt === null) return <span className="muted">{t('access:noDeadline')}</span>;
  const due = dueOf(dueAt, Date.now());
  const tone = due === 'late' ? 'fail strong' : due === 'today' ? 'warn strong' : 'muted';
  return (
    <span className="nowrap">
      {format.date(dueAt)} <span className={tone}>{format.ago(dueAt)}</span>
    </span>
  );
}

const verdicts: Record<Verdict, [string, IconName]> = {
  met: ['pass', 'pass'],
  'not-met': ['fail', 'fail'],
  'needs-person': ['warn', 'person'],
};

/** Whether a condition agrees with what the project states. */
export function VerdictMark({ verdict }: { verdict: Verdict }) {
  const { t } = useTranslation();
  const [tone, icon] = verdicts[verdict];
  return (
    <Mark tone={tone} icon={icon}>
      {t(`access:verdict.${verdict}`)}
    </Mark>
  );
}
