import { useTranslation } from 'react-i18next';

/** Real data apart from made-up ones. */
export type World = 'exclude' | 'only';

/** The two worlds of data, where there are both; never one sum of both. */
export function WorldSwitch({ world, onChange }: { world: World; onChange(world: World): void }) {
  const { t } = useTranslation();
  return (
    <fieldset className="switch" aria-label={t('table:world')} title={t('table:apart')}>
      <button type="button" aria-pressed={world === 'exclude'} onClick={() => onChange('exclude')}>
        {t('table:real')}
      </button>
      <button type="button" aria-pressed={world === 'only'} onClick={() => onChange('only')}>
        {t('table:made')}
      </button>
    </fieldset>
  );
}
