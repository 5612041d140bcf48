import { useTranslation } from 'react-i18next';
import { useFormat } from '../../formatting/use-format.ts';
import type { Person } from './patients-api.ts';

/** Sex, birth and what else a clinician must know to tell two people apart; never a number. */
export function usePersonLine(): (person: Person) => string {
  const { t } = useTranslation();
  const format = useFormat();
  const dateOf = ({ date, precision }: NonNullable<Person['born']>) =>
    precision === 'day' ? format.date(date) : date.slice(0, precision === 'year' ? 4 : 7);
  return (person) =>
    [
      t(`words:sex.${person.sex}`),
      person.kind === 'foetus' ? t('patients:foetus') : '',
      person.born ? t('patients:born', { date: dateOf(person.born) }) : '',
      person.died ? t('patients:died', { date: dateOf(person.died) }) : '',
      person.provisional ? t('patients:provisional') : '',
    ]
      .filter(Boolean)
      .join(', ');
}
