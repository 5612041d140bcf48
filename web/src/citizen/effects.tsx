import { useTranslation } from 'react-i18next';
import { Icon, type IconName } from '../components/icon.tsx';

/** What follows from a choice: texts in three groups. */
export interface EffectTexts {
  stops: readonly string[];
  goesOn: readonly string[];
  know: readonly string[];
}

const looks: readonly [keyof EffectTexts, IconName, string | undefined][] = [
  ['stops', 'close', 'fail'],
  ['goesOn', 'tick', 'pass'],
  ['know', 'clock', undefined],
];

/** What stops, what goes on, and what to know, before anything is chosen. */
export function Effects(effects: EffectTexts) {
  const { t } = useTranslation();
  return (
    <div className="effects">
      {looks.map(([group, icon, tone]) => (
        <div key={group}>
          <h4>{t(`citizen:effects.${group}`)}</h4>
          <ul>
            {effects[group].map((text) => (
              <li key={text}>
                <Icon name={icon} tone={tone} />
                <span>{text}</span>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}
