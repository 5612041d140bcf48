import '../styles/catalogue.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { ProblemPage } from '../components/problem-page.tsx';
import { Skeleton } from '../components/states.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { useMay } from '../session/rights.ts';
import { useSynthetic } from '../shell/synthetic.tsx';
import { AttributesPanel } from './attributes-panel.tsx';
import { type EntryKind, entryQuery, type Named, resourcesQuery, type ShownEntry } from './catalogue-api.ts';
import { ContactPanel } from './contact-panel.tsx';
import { CountedPanels } from './counted-panels.tsx';
import { FactsPanel } from './facts-panel.tsx';
import { keptQuery } from './keep/keep-api.ts';
import { TermsPanel } from './terms-panel.tsx';
import { useEntryWords, useListWord } from './words.ts';

const pathOf = { biobank: 'biobanks', collection: 'collections', network: 'networks', study: 'studies' } as const;

export const BiobankPage = () => <EntryPage kind="biobanks" />;
export const CollectionPage = () => <EntryPage kind="collections" />;
export const NetworkPage = () => <EntryPage kind="networks" />;
export const StudyPage = () => <EntryPage kind="studies" />;

/** One biobank, collection, network or study: what it is, what is known of it in numbers, who keeps it, on what terms, and how to ask. */
function EntryPage({ kind }: { kind: EntryKind }) {
  const { t } = useTranslation();
  const { id } = useParams({ strict: false }) as { id: string };
  const { data: entry, error } = useQuery(entryQuery(kind, id));
  useSynthetic(entry?.demo ? 'all' : 'none');
  if (error) return <ProblemPage error={error} />;
  if (entry === undefined) return <Skeleton />;
  return <Shown kind={kind} entry={entry} title={t('catalogue:title')} />;
}

function Shown({ kind, entry, title }: { kind: EntryKind; entry: ShownEntry; title: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useEntryWords();
  const { name, description, lang } = words(entry.record);
  const { counted, record } = entry;
  return (
    <Page
      heading={<span translate="no">{name}</span>}
      title={name}
      crumbs={[
        { label: title, to: '/catalogue' },
        ...(entry.biobank?.id
          ? [
              {
                label: words({ ...entry.biobank, translated: entry.biobank.translated ?? {} }).name,
                to: `/catalogue/biobanks/${encodeURIComponent(entry.biobank.id)}`,
              },
            ]
          : []),
        { label: record.acronym ?? name },
      ]}
      state={
        <>
          {t(`catalogue:one.${kind}`)}
          {' · '}
          {t(`catalogue:origin.${entry.origin}`, { source: entry.source ?? '' })}
          {' · '}
          {t('catalogue:changed', { date: format.date(entry.changedAt) })}
        </>
      }
      actions={<Actions entry={entry} name={name} />}
    >
      <div className="cols side-360">
        <div className="stack">
          <Panel title={t('catalogue:about')} padded>
            <div className="prose">
              {description && (
                <p className="pre" lang={lang}>
                  {description}
                </p>
              )}
              {record.url && (
                <p>
                  <a href={record.url} rel="noreferrer">
                    {record.url}
                  </a>
                </p>
              )}
              {!description && !record.url && <p className="muted">{t('catalogue:noDescription')}</p>}
            </div>
          </Panel>
          {counted && <CountedPanels counted={counted} name={entry.id} />}
          <Related entry={entry} />
          {entry.kind === 'collection' && <FactsPanel id={entry.id} counted={counted !== null} />}
          <AttributesPanel entry={entry} />
        </div>
        <div className="stack">
          {entry.kind === 'collection' && <TermsPanel entry={entry} />}
          <ContactPanel entry={entry} />
          <TakeAway entry={entry} />
        </div>
      </div>
    </Page>
  );
}

/** To apply for a collection, where it is open for that; to ask about anything. */
function Actions({ entry, name }: { entry: ShownEntry; name: string }) {
  const { t } = useTranslation();
  const { data: resources } = useQuery(resourcesQuery);
  const resource = resources?.find(({ ref }) => ref === entry.id);
  const page = `/catalogue/${pathOf[entry.kind]}/${encodeURIComponent(entry.id)}`;
  const mine = useMayKeep(entry);
  const about = { about: name, page, ...(resource === undefined ? {} : { resource: resource.id }) };
  return (
    <>
      {mine && (
        <Link className="btn" to="/catalogue/edit/$kind/$id" params={{ kind: pathOf[entry.kind], id: entry.id }}>
          {t('catalogue:keep.edit')}
        </Link>
      )}
      <a className="btn" href={`/enquiries/new?${new URLSearchParams({ topic: 'collection', ...about })}`}>
        {t('catalogue:ask')}
      </a>
      {resource && (
        <a className="btn primary" href={`/applications/new?${new URLSearchParams({ resource: resource.id })}`}>
          {t('catalogue:apply')}
        </a>
      )}
    </>
  );
}

/** Whether an entry is one of those that one's organisation keeps. */
function useMayKeep({ kind, id }: ShownEntry): boolean {
  const may = useMay('register.catalogue.keep');
  const { data: kept } = useQuery({ ...keptQuery, enabled: may });
  return may && (kept?.some((one) => one.kind === kind && one.id === id) ?? false);
}

function NamedLink({ to }: { to: Named }) {
  const words = useEntryWords();
  const { name } = words({ name: to.name, ...(to.translated === null ? {} : { translated: to.translated }) });
  if (to.id === null || to.kind === null) return <>{name}</>;
  return (
    <Link to={`/catalogue/${pathOf[to.kind as keyof typeof pathOf]}/$id`} params={{ id: to.id }}>
      {name}
    </Link>
  );
}

function Related({ entry }: { entry: ShownEntry }) {
  const { t } = useTranslation();
  const format = useFormat();
  const listed = useListWord();
  const parts: [string, Named[]][] = [
    ['parent', entry.parent === null ? [] : [entry.parent]],
    ['networks', entry.networks],
    ['studies', entry.studies],
    ['members', entry.members],
  ];
  return (
    <>
      {entry.collections.length > 0 && (
        <Panel
          title={t('catalogue:kinds.collections')}
          note={t('catalogue:holds', { count: entry.collections.length, number: format.int(entry.collections.length) })}
        >
          <ul className="entries">
            {entry.collections.map((one) => (
              <li key={one.id}>
                <NamedLink to={one} />
                <ul className="entry-facts">
                  {one.sampleTypes.length > 0 && (
                    <li>{one.sampleTypes.map((type) => listed('sampleType', type)).join(', ')}</li>
                  )}
                  {one.persons !== null && (
                    <li>{t('catalogue:people', { count: one.persons, number: format.int(one.persons) })}</li>
                  )}
                  {one.specimens !== null && (
                    <li>{t('catalogue:specimens', { count: one.specimens, number: format.int(one.specimens) })}</li>
                  )}
                </ul>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {entry.services.length > 0 && <Services entry={entry} />}
      {parts
        .filter(([, all]) => all.length > 0)
        .map(([part, all]) => (
          <Panel key={part} title={t(`catalogue:related.${part}`)} padded>
            <ul className="plain-list">
              {all.map((one) => (
                <li key={one.id ?? one.name}>
                  <span>
                    <NamedLink to={one} />
                  </span>
                </li>
              ))}
            </ul>
          </Panel>
        ))}
    </>
  );
}

function Services({ entry }: { entry: ShownEntry }) {
  const { t } = useTranslation();
  const words = useEntryWords();
  return (
    <Panel title={t('catalogue:services')} padded>
      <ul className="plain-list">
        {entry.services.map(({ id, record }) => {
          const { name, description, lang } = words(record);
          return (
            <li key={id}>
              <span className="strong">{name}</span>
              {description && (
                <span className="soft small" lang={lang}>
                  {description}
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

function TakeAway({ entry }: { entry: ShownEntry }) {
  const { t } = useTranslation();
  const { filled } = entry;
  return (
    <Panel title={t('catalogue:data')} foot={t('catalogue:dataFoot')} padded>
      <div className="stack">
        <div>
          <p className="small">{t('catalogue:filled', { has: filled.has, of: filled.of })}</p>
          <span className="bar pass" aria-hidden="true">
            <i style={{ width: `${(100 * filled.has) / Math.max(1, filled.of)}%` }} />
          </span>
        </div>
        {filled.missing.length > 0 && (
          <p className="small soft">
            {t('catalogue:missing')} <span lang="en">{filled.missing.map(({ name }) => name).join(', ')}</span>
          </p>
        )}
        <p className="small">
          <a href={`/api/catalogue/${pathOf[entry.kind]}/${encodeURIComponent(entry.id)}`}>JSON</a>
          {entry.kind === 'collection' && (
            <>
              {' · '}
              <a href="/api/catalogue/tables/directory/CollectionFacts.csv">{t('catalogue:allFacts')}</a>
            </>
          )}
        </p>
        <p className="tiny mono breakable">{entry.id}</p>
      </div>
    </Panel>
  );
}
