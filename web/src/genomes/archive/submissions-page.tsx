import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SubmissionSummary } from '../../api/answers.ts';
import { listPath, submissionPages } from '../../api/list-queries.ts';
import { datasetsQuery, sessionQuery } from '../../api/queries.ts';
import type { Column } from '../../components/data-table.tsx';
import { StateMark } from '../../components/marks.tsx';
import { Page } from '../../components/page.tsx';
import { Empty } from '../../components/states.tsx';
import { ListPanel } from '../../components/table/list-panel.tsx';
import { worldOf } from '../../components/table/world.ts';
import { WorldSwitch } from '../../components/table/world-switch.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { readSubmissionsSearch } from '../../search-params.ts';
import { may } from '../../session/rights.ts';
import { useSynthetic } from '../../shell/synthetic.tsx';
import { DatasetName } from './dataset-name.tsx';

function useColumns(): Column<SubmissionSummary>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(() => {
    const word = (group: string) => (value: string) => t(`words:${group}.${value}`, { defaultValue: value });
    const files = (row: SubmissionSummary) => (Array.isArray(row.files) ? row.files.length : (row.files ?? null));
    return [
      {
        key: 'id',
        head: t('words:submission'),
        value: (row) => row.id,
        sortable: false,
        width: 150,
        narrowWidth: 124,
        cell: (row) => (
          <Link className="rowlink mono" to="/submissions/$id" params={{ id: row.id }}>
            {row.id.slice(0, 12)}…
          </Link>
        ),
      },
      {
        key: 'state',
        head: t('words:stateWord'),
        value: (row) => row.state,
        width: 140,
        narrowWidth: 116,
        cell: (row) => <StateMark state={row.state} />,
        filter: { field: 'state', word: word('state') },
      },
      {
        key: 'dataset',
        head: t('words:dataset'),
        value: (row) => row.dataset,
        width: 220,
        narrowWidth: 108,
        cell: (row) => <DatasetName name={row.dataset} />,
        filter: { field: 'dataset', word: (value) => value },
      },
      {
        key: 'reference',
        head: t('words:reference'),
        value: (row) => row.reference,
        opt: true,
        width: 130,
        filter: { field: 'reference', word: (value) => value },
      },
      {
        key: 'genomes',
        head: t('words:genomes'),
        num: true,
        opt: true,
        width: 100,
        value: (row) => row.genomes,
        cell: (row) =>
          row.genomes === null || row.genomes === undefined ? (
            <span className="muted">–</span>
          ) : (
            format.int(row.genomes)
          ),
      },
      { key: 'files', head: t('words:files'), num: true, opt: true, sortable: false, width: 80, value: files },
      {
        key: 'source',
        head: t('words:sourceWord'),
        opt: true,
        width: 170,
        filter: { field: 'source', word: word('source') },
        value: (row) => (row.source ? t(`words:source.${row.source}`, { defaultValue: row.source }) : null),
      },
      {
        key: 'created',
        head: t('words:received'),
        opt: true,
        width: 170,
        value: (row) => row.createdAt,
        cell: (row) => <span className="nowrap">{format.dateTime(row.createdAt)}</span>,
      },
      {
        key: 'accepted',
        head: t('words:accepted'),
        opt: true,
        width: 170,
        value: (row) => row.acceptedAt,
        cell: (row) =>
          row.acceptedAt ? (
            <span className="nowrap">{format.dateTime(row.acceptedAt)}</span>
          ) : (
            <span className="muted">–</span>
          ),
      },
    ] satisfies Column<SubmissionSummary>[];
  }, [t, format]);
}

/** All submissions, filtered and ordered as the address says. */
export function SubmissionsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const search = useSearch({ from: '/submissions' });
  const datasets = useQuery(datasetsQuery);
  const { data: session } = useQuery(sessionQuery);
  const { world, both } = worldOf(datasets.data ?? [], search.demo, search.dataset);
  const request = { sort: '-created', ...search, demo: world };
  const query = useInfiniteQuery({ ...submissionPages(request), enabled: datasets.data !== undefined });
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const columns = useColumns();
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data]);
  const first = query.data?.pages[0];
  useSynthetic(world === 'only' && (rows?.length ?? 0) > 0 ? 'all' : 'none');
  const go = (change: Record<string, unknown>) =>
    navigate({ to: '/submissions', search: readSubmissionsSearch({ ...search, ...change }), resetScroll: false });
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const { sort = '-created', demo: _, ...chosen } = search;
  const filtered = Object.keys(chosen).length > 0;
  return (
    <Page
      heading={
        first
          ? t(filtered ? 'submissions:headingFiltered' : 'submissions:heading', {
              count: first.total,
              number: format.int(first.total),
            })
          : t('submissions:title')
      }
      title={t('submissions:title')}
      crumbs={[{ label: t('submissions:title') }]}
      actions={
        may(session, 'genomes.submissions.create') && (
          <Link className="btn primary" to="/submissions/new">
            {t('overview:add')}
          </Link>
        )
      }
    >
      <ListPanel
        name="submissions"
        title={t('submissions:title')}
        note={t('submissions:note')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        total={first?.total}
        unfiltered={first?.unfiltered}
        error={query.error ?? datasets.error}
        sort={sort}
        onSort={(next) => go({ sort: next })}
        filters={{ chosen, facets: first?.facets, onChange: (field, values) => go({ [field]: values }) }}
        onClear={() =>
          navigate({ to: '/submissions', search: readSubmissionsSearch({ sort: search.sort, demo: search.demo }) })
        }
        onOpen={(row) => navigate({ to: '/submissions/$id', params: { id: row.id } })}
        onEnd={onEnd}
        csv={(keys) => listPath('/submissions.csv', { ...request, columns: keys.join(',') })}
        aside={
          both && world && <WorldSwitch world={world} onChange={(next) => go({ demo: next, dataset: undefined })} />
        }
        empty={
          <Empty why={filtered ? t('submissions:noneFiltered') : t('submissions:none')}>
            <p>{filtered ? <Link to="/submissions">{t('words:clearFilters')}</Link> : t('submissions:noneAction')}</p>
          </Empty>
        }
      />
    </Page>
  );
}
