import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type EntryKind, entryKinds } from './catalogue-api.ts';

export type CatalogueTab = EntryKind | 'registers' | 'guidance';

/** The parts of the catalogue, each a page. */
export function CatalogueTabs({ current }: { current: CatalogueTab }) {
  const { t } = useTranslation();
  // Made-up entries stay made-up on the next part.
  const { demo } = useSearch({ strict: false });
  return (
    <nav className="tabs" aria-label={t('catalogue:parts')}>
      {entryKinds.map((kind) => (
        <Link
          key={kind}
          to="/catalogue"
          activeOptions={{ exact: true, includeSearch: true }}
          search={{ ...(demo === undefined ? {} : { demo }), ...(kind === 'collections' ? {} : { kind }) }}
          aria-current={current === kind ? 'page' : undefined}
        >
          {t(`catalogue:kinds.${kind}`)}
        </Link>
      ))}
      <Link to="/catalogue/registers" aria-current={current === 'registers' ? 'page' : undefined}>
        {t('catalogue:kinds.registers')}
      </Link>
      <Link to="/catalogue/guidance" aria-current={current === 'guidance' ? 'page' : undefined}>
        {t('catalogue:kinds.guidance')}
      </Link>
    </nav>
  );
}
