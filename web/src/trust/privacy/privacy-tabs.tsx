import { useTranslation } from 'react-i18next';
import { useMay } from '../../session/rights.ts';
import { Tabs } from '../tabs.tsx';

/** The pages of data protection, as far as the role sees them. */
export function PrivacyTabs() {
  const { t } = useTranslation();
  const judges = useMay('care.break-glass.review');
  const breaches = useMay('gdpr.breach.manage');
  const reports = useMay('gdpr.access-report');
  return (
    <Tabs
      label={t('frame:areas.privacy')}
      tabs={[
        { to: '/privacy', label: t('privacy:record') },
        ...(breaches ? [{ to: '/privacy/breaches', label: t('breaches:title') }] : []),
        ...(reports ? [{ to: '/privacy/access-report', label: t('privacy:report') }] : []),
        ...(judges ? [{ to: '/privacy/emergency', label: t('privacy:emergency') }] : []),
      ]}
    />
  );
}
