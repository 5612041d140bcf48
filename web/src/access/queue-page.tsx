import '../styles/access.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DataTable, TableTools } from '../components/data-table.tsx';
import { Page } from '../components/page.tsx';
import { Pager } from '../components/pager.tsx';
import { Panel } from '../components/panel.tsx';
import { SelectFilter } from '../components/select-filter.tsx';
import { Arrival, Empty } from '../components/states.tsx';
import type { FacetCount } from '../components/table/filter-choices.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { shareOf, useSynthetic } from '../shell/synthetic.tsx';
import { TextFilter } from '../trust/audit/text-filter.tsx';
import { casesQuery } from './access-api.ts';
import { type QueueSearch, readQueueSearch } from './access-search.ts';
import { useCaseColumns } from './cases-table.tsx';
import { CentreTabs } from './centre-tabs.tsx';
import type { CaseKind } from './model.ts';
import { StepsPanel } from './steps-panel.tsx';
import { useStateWord } from './words.ts';

/** What becomes of the address: undefined takes a filter away. */
type Change = { [Key in keyof QueueSearch]?: QueueSearch[Key] | undefined };
type Facets = Readonly<Record<string, FacetCount[]>>;

function Filters({ search, facets, go }: { search: QueueSearch; facets: Facets; go(change: Change): void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const state = useStateWord();
  const options = (field: string, word: (value: string) => string) =>
    (facets[field] ?? [])
      .filter(({ value }) => value !== null && value !== '')
      .map(({ value, count }) => ({ value: value!, label: `${word(value!)} (${format.int(count)})` }));
  // A word of a state is that of the kind that is chosen; without one, of the first kind that has it.
  const kinds: CaseKind[] = search.kind
    ? [search.kind as CaseKind]
    : ['application', 'approval', 'enquiry', 'permit', 'relinking'];
  const stateWord = (value: string) => kinds.map((kind) => state(kind, value)).find((word) => word !== value) ?? value;
  return (
    <div className="filters">
      <TextFilter label={t('access:search')} value={search.text} onChange={(text) => go({ text })} />
      <SelectFilter
        label={t('access:kindWord')}
        value={search.kind}
        options={options('kind', (value) => t(`access:kind.${value}`))}
        onChange={(kind) => go({ kind, state: undefined })}
      />
      <SelectFilter
        label={t('words:stateWord')}
        value={search.state}
        options={options('state', stateWord)}
        onChange={(chosen) => go({ state: chosen })}
      />
      <SelectFilter
        label={t('access:turnOf')}
        value={search.waitsFor}
        options={options('waitsFor', (value) => t(`access:turn.${value}`))}
        onChange={(waitsFor) => go({ waitsFor })}
      />
      <SelectFilter
        label={t('access:body')}
        value={search.organisation}
        options={options('organisation', (value) => value)}
        onChange={(organisation) => go({ organisation })}
      />
      <SelectFilter
        label={t('access:secretariat')}
        value={search.secretariat}
        options={options('secretariat', (value) => value)}
        onChange={(secretariat) => go({ secretariat })}
      />
    </div>
  );
}

/** The work queue: what waits for one's office, the most urgent first, or everything one has a part in. */
export function QueuePage() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const search = useSearch({ from: '/cases' });
  const mine = search.mine !== false;
  const { mine: _, ...filters } = search;
  const { data, error } = useQuery(casesQuery({ ...filters, ...(mine ? { mine: true } : {}) }));
  const { data: late } = useQuery(casesQuery({ mine: true, late: true, limit: 1 }));
  const columns = useCaseColumns(false);
  useSynthetic(shareOf((data?.items ?? []).map(({ demo }) => demo)));
  const go = (change: Change) =>
    navigate({ to: '/cases', search: readQueueSearch({ ...search, after: undefined, ...change }) });
  const total = data?.total ?? 0;
  const lateTotal = late?.total ?? 0;
  return (
    <Page
      heading={
        !data
          ? t('access:queue')
          : mine
            ? t('access:queueMine', { count: total, number: format.int(total) })
            : t('access:queueAll', { count: total, number: format.int(total) })
      }
      title={t('access:queue')}
      crumbs={[{ label: t('frame:areas.cases') }]}
      state={
        lateTotal > 0 ? (
          <span className="fail strong">
            {t('access:lateNow', { count: lateTotal, number: format.int(lateTotal) })}
          </span>
        ) : (
          <span>{t('access:noneLate')}</span>
        )
      }
    >
      <CentreTabs />
      <div className="stack">
        <Panel
          title={t('access:cases')}
          note={t(mine ? 'access:mostUrgent' : 'access:newestFirst')}
          tools={
            <>
              <fieldset className="switch" aria-label={t('access:whose')}>
                <button type="button" aria-pressed={mine} onClick={() => go({ mine: undefined })}>
                  {t('access:mine')}
                </button>
                <button type="button" aria-pressed={!mine} onClick={() => go({ mine: false })}>
                  {t('access:all')}
                </button>
              </fieldset>
              <fieldset className="switch" aria-label={t('access:deadline')}>
                <button
                  type="button"
                  aria-pressed={search.late === true}
                  onClick={() => go({ late: search.late ? undefined : true })}
                >
                  {t('access:lateOnly')}
                </button>
              </fieldset>
              {data && data.items.length > 0 && <TableTools name="idun-cases" columns={columns} rows={data.items} />}
            </>
          }
        >
          <Filters search={search} facets={(data?.facets ?? {}) as Facets} go={go} />
          <Arrival error={data ? null : error} data={data} rows={8}>
            {({ items }) =>
              items.length === 0 ? (
                <Empty why={t(mine ? 'access:nothingMine' : 'access:nothingFound')}>
                  <p>
                    {mine ? (
                      <Link to="/cases" search={{ mine: false }}>
                        {t('access:seeAll')}
                      </Link>
                    ) : (
                      <Link to="/cases">{t('words:clearFilters')}</Link>
                    )}
                  </p>
                </Empty>
              ) : (
                <DataTable caption={t('access:cases')} columns={columns} rows={items} rowKey={(row) => row.id} />
              )
            }
          </Arrival>
          {data && (
            <Pager
              shown={data.items.length}
              total={total}
              next={data.next ?? null}
              later={search.after !== undefined}
              onFirst={() => go({})}
              onNext={(after) => go({ after })}
            />
          )}
        </Panel>
        <StepsPanel />
      </div>
    </Page>
  );
}
