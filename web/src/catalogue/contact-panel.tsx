import { useTranslation } from 'react-i18next';
import { Panel } from '../components/panel.tsx';
import type { ShownEntry } from './catalogue-api.ts';

/** Who answers for an entry, and how they are reached. */
export function ContactPanel({ entry: { record } }: { entry: ShownEntry }) {
  const { t } = useTranslation();
  const { contact, juristicPerson } = record;
  if (contact === undefined && juristicPerson === undefined) return null;
  const { firstName, lastName, role, email, phone, address, zip, city } = contact ?? {};
  const name = [firstName, lastName].filter(Boolean).join(' ');
  const place = [address, [zip, city].filter(Boolean).join(' ')].filter(Boolean).join(', ');
  return (
    <Panel title={t('catalogue:contact')} padded>
      <ul className="plain-list">
        {juristicPerson && <li className="strong">{juristicPerson}</li>}
        {name && (
          <li>
            <span>{name}</span>
            {role && <span className="soft small">{role}</span>}
          </li>
        )}
        {email && (
          <li>
            <a href={`mailto:${email}`} className="breakable">
              {email}
            </a>
          </li>
        )}
        {phone && (
          <li>
            <a href={`tel:${phone.replace(/\s/g, '')}`}>{phone}</a>
          </li>
        )}
        {place && <li className="soft small">{place}</li>}
      </ul>
    </Panel>
  );
}
