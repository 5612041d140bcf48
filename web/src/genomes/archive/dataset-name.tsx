import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { datasetsQuery } from '../../api/queries.ts';

/** A dataset's name in a list; where real and made-up datasets stand side by side, the made-up ones are marked. */
export function DatasetName({ name }: { name: string }) {
  const { t } = useTranslation();
  const { data = [] } = useQuery(datasetsQuery);
  const demo = data.some((one) => one.name === name && one.demo);
  const mixed = demo && data.some((one) => !one.demo);
  return (
    <>
      {name} {mixed && <span className="tag warn">{t('words:synthetic')}</span>}
    </>
  );
}
