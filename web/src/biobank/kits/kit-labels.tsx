import { useTranslation } from 'react-i18next';
import { apiPath } from '../../api/client.ts';
import { PrintLabels } from '../labels.tsx';

/** The labels of kits: one for each box, and those that go on the tubes before they are filled. */
export function KitLabels({ bank, kits }: { bank: string; kits: string[] }) {
  const { t } = useTranslation();
  const path = apiPath('/biobank/kit-labels');
  const name = `idun-${kits[0] ?? 'kits'}`;
  return (
    <div className="stack">
      <PrintLabels
        label={t('kits:tubeLabels')}
        path={path}
        body={{ biobank: bank, kits, of: 'tubes' }}
        name={`${name}-tubes`}
      />
      <PrintLabels
        label={t('kits:boxLabels')}
        path={path}
        body={{ biobank: bank, kits, of: 'boxes' }}
        name={`${name}-boxes`}
        first="box"
      />
    </div>
  );
}
