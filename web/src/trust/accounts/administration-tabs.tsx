import { useTranslation } from 'react-i18next';
import { Tabs } from '../tabs.tsx';

/** The pages of administration. */
export function AdministrationTabs() {
  const { t } = useTranslation();
  return (
    <Tabs
      label={t('frame:areas.administration')}
      tabs={[
        { to: '/administration', label: t('accounts:accounts') },
        { to: '/administration/organisations', label: t('accounts:organisations') },
        { to: '/administration/reviews', label: t('accounts:reviews') },
      ]}
    />
  );
}
