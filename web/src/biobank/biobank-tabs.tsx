import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '../session/rights.ts';
import { shareOf, useSynthetic } from '../shell/synthetic.tsx';
import { Tabs } from '../trust/tabs.tsx';
import { type Bank, banksQuery } from './biobank-api.ts';

/** The pages of the biobank that this visit may open. */
export function BiobankTabs() {
  const { t } = useTranslation();
  const works = useMay('biobank.specimens.process');
  const reads = useMay('biobank.reception.read');
  const imports = useMay('biobank.specimens.import');
  const stores = useMay('biobank.storage.read');
  const receives = useMay('biobank.specimens.receive');
  return (
    <Tabs
      label={t('biobank:pages')}
      tabs={[
        { to: '/biobank', label: t('biobank:overview') },
        ...(works ? [{ to: '/biobank/bench', label: t('bench:bench') }] : []),
        { to: '/biobank/specimens', label: t('biobank:specimens') },
        { to: '/biobank/reservations', label: t('biobank:reservations') },
        ...(stores
          ? [
              { to: '/biobank/storage', label: t('biobank:storage') },
              { to: '/biobank/robots', label: t('biobank:robots') },
            ]
          : []),
        ...(receives ? [{ to: '/biobank/kits', label: t('biobank:kits') }] : []),
        ...(reads ? [{ to: '/biobank/discrepancies', label: t('biobank:discrepancies') }] : []),
        ...(imports ? [{ to: '/biobank/moving-in', label: t('biobank:movingIn') }] : []),
      ]}
    />
  );
}

/** The biobanks one works for; a page that shows made-up ones says so. */
export function useBanks(): Bank[] {
  const { data = [] } = useQuery(banksQuery);
  useSynthetic(shareOf(data.map(({ demo }) => demo)));
  return data;
}
