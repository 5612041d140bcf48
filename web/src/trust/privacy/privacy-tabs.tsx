import { useTranslation } from 'react-i18next';
import { useMay } from '../../session/rights.ts';
import { Tabs } from '../tabs.tsx';

/** The pages of data protection, as far as the role sees them. */
export function PrivacyTabs() {
  const { t } = useTranslation();
  const judges = useMay('care.break-glass.review');
  return (
    <Tabs
      label={t('frame:areas.privacy')}
      tabs={[
        { to: '/privacy', label: t('privacy:record') },
        ...(judges ? [{ to: '/privacy/emergency', label: t('privacy:emergency') }] : []),
      ]}
    />
  );
}
