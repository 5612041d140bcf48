import '../styles/catalogue.css';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getJson } from '../api/client.ts';
import type { ListPage } from '../api/list-queries.ts';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { SelectFilter } from '../components/select-filter.tsx';
import { Empty, ProblemView, SkeletonRows } from '../components/states.tsx';
import { FilterChoices } from '../components/table/filter-choices.tsx';
import { WorldSwitch } from '../components/table/world-switch.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { useMay } from '../session/rights.ts';
import { shareOf, useSynthetic } from '../shell/synthetic.tsx';
import { type EntryKind, entryPages, type ListedEntry } from './catalogue-api.ts';
import { type CatalogueChange, type CatalogueSearch, narrowedBy } from './catalogue-search.ts';
import { EntryRow } from './entry-row.tsx';
import { CatalogueTabs } from './tabs.tsx';
import { useConditionWord, useListWord } from './words.ts';

/** Whether there are real entries, made-up ones, or both; made-up ones are shown where there is nothing else. */
function useWorlds(kind: EntryKind, asked: 'exclude' | 'only' | undefined) {
  const count = (demo: string) => ({
    queryKey: ['catalogue', kind, 'count', demo],
    queryFn: async ({ signal }: { signal: AbortSignal }) =>
      (await getJson<ListPage<ListedEntry>>(`/api/catalogue/${kind}?limit=1&demo=${demo}`, signal)).total,
  });
  const { data: real } = useQuery(count('exclude'));
  const { data: made } = useQuery(count('only'));
  if (real === undefined || made === undefined) return undefined;
  return {
    both: real > 0 && made > 0,
    world: asked ?? (real > 0 || made === 0 ? ('exclude' as const) : ('only' as const)),
  };
}

/** Finds collections, biobanks, networks and studies; open to everybody. */
export function CataloguePage() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const search = useSearch({ from: '/catalogue' });
  const { kind = 'collections', demo, sort, ...narrowed } = search;
  const mayKeep = useMay('register.catalogue.keep');
  const worlds = useWorlds(kind, demo);
  const { data, error, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    ...entryPages(kind, { ...narrowed, sort, demo: worlds?.world, language: format.language }),
    enabled: worlds !== undefined,
  });
  const [first] = data?.pages ?? [];
  const rows = data?.pages.flatMap(({ items }) => items);
  useSynthetic(shareOf((rows ?? []).map((one) => one.demo)));
  const set = (change: CatalogueChange) =>
    navigate({ to: '/catalogue', search: { ...search, ...change } as CatalogueSearch, replace: true });
  const clear = () => set(Object.fromEntries(Object.keys(narrowed).map((name) => [name, undefined])));
  return (
    <Page
      heading={t(`catalogue:headings.${kind}`)}
      title={t('catalogue:title')}
      crumbs={[{ label: t('catalogue:title') }]}
      state={t('catalogue:lead')}
      actions={
        mayKeep && (
          <Link className="btn" to="/catalogue/kept">
            {t('catalogue:keep.mine')}
          </Link>
        )
      }
    >
      <CatalogueTabs current={kind} />
      <div className="cols catalogue-cols">
        <Facets kind={kind} search={search} facets={first?.facets} set={set} clear={clear} />
        <Panel
          title={t(`catalogue:kinds.${kind}`)}
          note={
            first &&
            t('catalogue:found', {
              count: first.total,
              number: format.int(first.total),
              all: format.int(first.unfiltered ?? first.total),
            })
          }
          tools={
            <>
              {worlds?.both && <WorldSwitch world={worlds.world} onChange={(world) => set({ demo: world })} />}
              <a href={`/api/catalogue/fhir${worlds ? `?demo=${worlds.world}` : ''}`} download="catalogue.json">
                FHIR
              </a>
              <a href={`/api/catalogue/tables/directory/${tables[kind]}.csv`} download>
                CSV
              </a>
            </>
          }
          foot={t('catalogue:listFoot')}
        >
          {error && !rows ? (
            <div className="body">
              <ProblemView error={error} />
            </div>
          ) : !rows ? (
            <div className="body stack" role="status" aria-label={t('words:loading')}>
              <SkeletonRows rows={8} />
            </div>
          ) : rows.length === 0 ? (
            <Empty why={narrowedBy(search) > 0 ? t('catalogue:noneFound') : t('catalogue:none')}>
              {narrowedBy(search) > 0 ? (
                <button type="button" className="btn small" onClick={clear}>
                  {t('words:clearFilters')}
                </button>
              ) : (
                <p>{t('catalogue:noneAction')}</p>
              )}
            </Empty>
          ) : (
            <>
              <ul className="entries">
                {rows.map((one) => (
                  <EntryRow key={one.id} kind={kind} entry={one} />
                ))}
              </ul>
              {hasNextPage && (
                <div className="pager">
                  <button
                    type="button"
                    className="btn small"
                    disabled={isFetchingNextPage}
                    onClick={() => fetchNextPage()}
                  >
                    {t('catalogue:more')}
                  </button>
                </div>
              )}
            </>
          )}
        </Panel>
      </div>
    </Page>
  );
}

const tables: Record<EntryKind, string> = {
  collections: 'Collections',
  biobanks: 'Biobanks',
  networks: 'Networks',
  studies: 'Studies',
};

interface FacetsProps {
  kind: EntryKind;
  search: CatalogueSearch;
  facets: ListPage<ListedEntry>['facets'];
  set(change: CatalogueChange): void;
  clear(): void;
}

function Facets({ kind, search, facets, set, clear }: FacetsProps) {
  const { t } = useTranslation();
  const listed = useListWord();
  const condition = useConditionWord();
  const [open, setOpen] = useState(false);
  const words: Record<string, (value: string) => string> = {
    material: (value) => listed('sampleType', value),
    chapter: (value) => `${listed('chapter', value)} (${value})`,
    design: (value) => listed('design', value),
    condition,
    biobank: (value) => value,
    country: (value) => value,
  };
  const shown = {
    collections: ['material', 'chapter', 'condition', 'design'],
    studies: ['material', 'design'],
    biobanks: ['country'],
    networks: ['country'],
  } as const;
  return (
    <section className="panel catalogue-facets" aria-label={t('catalogue:narrow')}>
      <div className="body stack">
        <TextFilter name="q" label={t('catalogue:q')} value={search.q} onChange={(q) => set({ q })} />
        <button type="button" className="btn small catalogue-fold" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t('catalogue:narrowMore', { count: narrowedBy(search) })}
        </button>
        <div className={open ? 'stack catalogue-more open' : 'stack catalogue-more'}>
          {kind === 'collections' && (
            <>
              <TextFilter
                name="disease"
                label={t('catalogue:disease')}
                hint={t('catalogue:diseaseHint')}
                value={search.disease}
                onChange={(disease) => set({ disease })}
              />
              <fieldset className="years">
                <legend>{t('catalogue:years')}</legend>
                <TextFilter
                  name="from"
                  label={t('catalogue:from')}
                  value={search.from}
                  onChange={(from) => set({ from: yearOf(from) })}
                />
                <TextFilter
                  name="to"
                  label={t('catalogue:to')}
                  value={search.to}
                  onChange={(to) => set({ to: yearOf(to) })}
                />
              </fieldset>
            </>
          )}
          {shown[kind].map((field) => (
            <FilterChoices
              key={field}
              label={t(`catalogue:fields.${field}`)}
              counts={facets?.[field]}
              chosen={search[field] ?? []}
              word={words[field]!}
              onChange={(values) => set({ [field]: values.length === 0 ? undefined : values })}
            />
          ))}
          <SelectFilter
            label={t('catalogue:sort')}
            value={search.sort}
            unset={t('catalogue:sorts.name')}
            options={['-persons', '-changed'].map((value) => ({
              value,
              label: t(`catalogue:sorts.${value.slice(1)}`),
            }))}
            onChange={(sort) => set({ sort: sort as CatalogueSearch['sort'] })}
          />
          {narrowedBy(search) > 0 && (
            <button type="button" className="link" onClick={clear}>
              {t('words:clearFilters')}
            </button>
          )}
        </div>
      </div>
    </section>
  );
}

const yearOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{4}$/.test(text) ? Number(text) : undefined;

interface TextFilterProps {
  name: string;
  label: string;
  hint?: string;
  value: string | number | undefined;
  onChange(value: string | undefined): void;
}

/** A text that narrows while it is written, a moment after the last key. */
function TextFilter({ name, label, hint, value, onChange }: TextFilterProps) {
  const given = value === undefined ? '' : String(value);
  const [text, setText] = useState(given);
  useEffect(() => setText(given), [given]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is written is waited for
  useEffect(() => {
    if (text.trim() === given) return;
    const timer = setTimeout(() => onChange(text.trim() === '' ? undefined : text.trim()), 300);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div className="field">
      <label htmlFor={`catalogue-${name}`}>{label}</label>
      <input
        id={`catalogue-${name}`}
        className="input"
        value={text}
        aria-describedby={hint === undefined ? undefined : `catalogue-${name}-hint`}
        onChange={(event) => setText(event.target.value)}
      />
      {hint !== undefined && (
        <span className="hint" id={`catalogue-${name}-hint`}>
          {hint}
        </span>
      )}
    </div>
  );
}
