import type { IconName } from '../components/icon.tsx';
import { Mark } from '../components/marks.tsx';
import { useMaterials } from './words.ts';

const tones: Readonly<Record<string, readonly [tone: string, icon: IconName]>> = {
  available: ['pass', 'pass'],
  held: ['warn', 'warn'],
  reserved: ['info', 'lock'],
  promised: ['info', 'lock'],
  picked: ['info', 'running'],
  packed: ['info', 'dataset'],
  shipped: ['info', 'out'],
  sent: ['info', 'out'],
  delivered: ['pass', 'tick'],
  received: ['pass', 'tick'],
  returned: ['pass', 'back'],
  depleted: ['muted', 'close'],
  'used-up': ['muted', 'close'],
  disposed: ['muted', 'close'],
  cancelled: ['muted', 'close'],
  unpacked: ['muted', 'back'],
  withdrawn: ['warn', 'shield'],
  missing: ['fail', 'fail'],
  lost: ['fail', 'fail'],
  open: ['info', 'clock'],
  closed: ['muted', 'tick'],
};

/** What has become of a specimen, a promised tube, a reservation or a shipment: a sign and a word. */
export function BiobankMark({ of, state }: { of: 'state' | 'promise' | 'shipment' | 'reservation'; state: string }) {
  const words = useMaterials();
  const [tone, icon] = tones[state] ?? ['muted', 'info'];
  return (
    <Mark tone={tone} icon={icon}>
      {words[of](state)}
    </Mark>
  );
}
