import '../../styles/catalogue.css';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { Arrival, Empty } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useMay } from '../../session/rights.ts';
import { shareOf, useSynthetic } from '../../shell/synthetic.tsx';
import { type EntryKind, entryKinds } from '../catalogue-api.ts';
import { useEntryWords } from '../words.ts';
import { type KeptEntry, keptQuery, kindOf } from './keep-api.ts';

/** The entries that one's organisation keeps, with how much of each is said. */
export function KeptPage() {
  const { t } = useTranslation();
  const { data, error } = useQuery(keptQuery);
  const mayImport = useMay('register.catalogue.import');
  useSynthetic(shareOf((data ?? []).map((one) => one.demo)));
  return (
    <Page
      heading={t('catalogue:keep.mineHeading')}
      title={t('catalogue:keep.mine')}
      crumbs={[{ label: t('catalogue:title'), to: '/catalogue' }, { label: t('catalogue:keep.mine') }]}
      state={t('catalogue:keep.mineLead')}
      actions={
        <>
          {mayImport && (
            <Link className="btn" to="/catalogue/import">
              {t('catalogue:keep.import')}
            </Link>
          )}
          <Link className="btn primary" to="/catalogue/new" search={{}}>
            {t('catalogue:keep.newHeading.collections')}
          </Link>
        </>
      }
    >
      <Arrival error={error} data={data} rows={6}>
        {(entries) => (
          <div className="stack">
            {entryKinds.map((kind) => (
              <Kept key={kind} kind={kind} entries={entries.filter((one) => one.kind === kindOf[kind])} />
            ))}
          </div>
        )}
      </Arrival>
    </Page>
  );
}

function Kept({ kind, entries }: { kind: EntryKind; entries: readonly KeptEntry[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useEntryWords();
  return (
    <Panel
      title={t(`catalogue:kinds.${kind}`)}
      tools={
        <Link to="/catalogue/new" search={kind === 'collections' ? {} : { kind }}>
          {t('catalogue:keep.new')}
        </Link>
      }
    >
      {entries.length === 0 ? (
        <Empty why={t('catalogue:keep.noneMine')} />
      ) : (
        <ul className="entries">
          {entries.map((one) => (
            <li key={one.id}>
              <div className="entry-head">
                <Link className="rowlink" to="/catalogue/edit/$kind/$id" params={{ kind, id: one.id }}>
                  {words({ name: one.name, translated: one.translated ?? {} }).name}
                </Link>
                <span className="muted small">{t(`catalogue:origin.${one.origin}`, { source: one.source ?? '' })}</span>
              </div>
              <ul className="entry-facts">
                <li>{t('catalogue:filled', { has: one.filled.has, of: one.filled.of })}</li>
                <li>{t('catalogue:keep.version', { number: one.version, date: format.date(one.changedAt) })}</li>
                <li>
                  <Link to={`/catalogue/${kind}/$id`} params={{ id: one.id }}>
                    {t('catalogue:keep.see')}
                  </Link>
                </li>
              </ul>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
