import { useTranslation } from 'react-i18next';
import type { IconName } from '../../components/icon.tsx';
import { Mark } from '../../components/marks.tsx';
import { type CommandState, isWorking, type Robot } from './robots-api.ts';

const commandMarks: Readonly<Record<CommandState, readonly [tone: string, icon: IconName]>> = {
  planned: ['muted', 'clock'],
  sent: ['info', 'out'],
  acknowledged: ['info', 'running'],
  done: ['pass', 'pass'],
  failed: ['fail', 'fail'],
  cancelled: ['muted', 'close'],
  unknown: ['warn', 'warn'],
};

/** What has become of a command. */
export function CommandMark({ state }: { state: CommandState }) {
  const { t } = useTranslation();
  const [tone, icon] = commandMarks[state];
  return (
    <Mark tone={tone} icon={icon}>
      {t(`robots:state.${state}`)}
    </Mark>
  );
}

/** How an automated store is: at work, ready, stopped, off. */
export function RobotMark({ robot }: { robot: Robot }) {
  const { t } = useTranslation();
  const [tone, icon, word]: [string, IconName, string] = !robot.active
    ? ['muted', 'close', t('robots:off')]
    : robot.problem !== null
      ? ['fail', 'fail', t('robots:stopped')]
      : isWorking(robot)
        ? ['info', 'running', t('robots:works')]
        : ['pass', 'pass', t('robots:ready')];
  return (
    <Mark tone={tone} icon={icon}>
      {word}
    </Mark>
  );
}
