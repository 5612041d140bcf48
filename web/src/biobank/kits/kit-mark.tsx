import { useTranslation } from 'react-i18next';
import type { IconName } from '../../components/icon.tsx';
import { Mark } from '../../components/marks.tsx';
import type { KitState } from './kits-api.ts';

const marks: Readonly<Record<KitState, readonly [tone: string, icon: IconName]>> = {
  made: ['info', 'dataset'],
  sent: ['info', 'out'],
  used: ['warn', 'clock'],
  received: ['pass', 'tick'],
  expired: ['muted', 'close'],
};

/** Where a kit is in its life. */
export function KitMark({ state }: { state: KitState }) {
  const { t } = useTranslation();
  const [tone, icon] = marks[state];
  return (
    <Mark tone={tone} icon={icon}>
      {t(`kits:state.${state}`)}
    </Mark>
  );
}
