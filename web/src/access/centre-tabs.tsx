import { useTranslation } from 'react-i18next';
import { useMay } from '../session/rights.ts';
import { Tabs } from '../trust/tabs.tsx';

/** The pages of those who handle and decide. */
export function CentreTabs() {
  const { t } = useTranslation();
  const ask = useMay('access.relinking.ask');
  const agree = useMay('access.relinking.agree');
  return (
    <Tabs
      label={t('access:pages')}
      tabs={[
        { to: '/cases', label: t('access:queue') },
        { to: '/permits', label: t('access:permits') },
        ...(ask || agree ? [{ to: '/relinkings', label: t('access:relinkings') }] : []),
        { to: '/projects', label: t('access:projects') },
      ]}
    />
  );
}

/** The pages of those who apply. */
export function ApplicantTabs() {
  const { t } = useTranslation();
  return (
    <Tabs
      label={t('access:pages')}
      tabs={[
        { to: '/applications', label: t('access:applications') },
        { to: '/permits', label: t('access:permits') },
        { to: '/projects', label: t('access:projects') },
      ]}
    />
  );
}
