import { queryOptions } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { apiPath, getJson } from '../api/client.ts';
import type { Bank } from './biobank-api.ts';

/** The collections of a biobank. */
export function collectionsQuery(bank: string) {
  return queryOptions({
    queryKey: ['biobank', 'collections', bank],
    queryFn: async ({ signal }) =>
      (
        await getJson<{ items: { id: string; name: string }[] }>(
          apiPath(`/biobank/biobanks/${bank}/collections`),
          signal,
        )
      ).items,
    enabled: bank !== '',
  });
}

/** Which biobank, for those who work for several. */
export function BankChoice(props: { id: string; banks: Bank[]; value: string; onChange(bank: string): void }) {
  const { id, banks, value, onChange } = props;
  const { t } = useTranslation();
  if (banks.length < 2) return null;
  return (
    <div className="field">
      <label htmlFor={id}>{t('biobank:biobank')}</label>
      <select id={id} className="select" value={value} onChange={(event) => onChange(event.target.value)}>
        {banks.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </select>
    </div>
  );
}
