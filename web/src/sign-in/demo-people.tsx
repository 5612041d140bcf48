import { useTranslation } from 'react-i18next';
import type { DemoPerson } from './identity.ts';

/** The made-up people of the demo nation: choosing one signs in. */
export function DemoPeople(props: { people: DemoPerson[]; busy: boolean; onChoose(login: string): void }) {
  const { t } = useTranslation();
  const { people, busy, onChoose } = props;
  return (
    <ul className="people">
      {people.map(({ login, name, role, organisation }) => (
        <li key={login}>
          <button type="button" disabled={busy} onClick={() => onChoose(login)} data-login={login}>
            <span className="avatar" aria-hidden="true">
              {name
                .split(' ')
                .map((word) => word[0])
                .filter((_, at, all) => at === 0 || at === all.length - 1)
                .join('')}
            </span>
            <span>
              <b>{t(`roles:${role}.name`)}</b>
              <span>{[name, organisation].filter(Boolean).join(', ')}</span>
              <span>{t(`roles:${role}.does`)}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
