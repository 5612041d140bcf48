import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SubmissionSummary } from '../../api/answers.ts';
import { listPath, submissionPages } from '../../api/list-queries.ts';
import { sessionQuery } from '../../api/queries.ts';
import type { Column } from '../../components/data-table.tsx';
import { StateMark } from '../../components/marks.tsx';
import { Page } from '../../components/page.tsx';
import { Empty } from '../../components/states.tsx';
import { ListPanel } from '../../components/table/list-panel.tsx';
import { usePages, useWorld } from '../../components/table/use-pages.ts';
import { WorldSwitch } from '../../components/table/world-switch.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { readSubmissionsSearch } from '../../search-params.ts';
import { may } from '../../session/rights.ts';
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
        width: 132,
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
        width: 128,
        narrowWidth: 116,
        cell: (row) => <StateMark state={row.state} />,
        filter: { field: 'state', word: word('state') },
      },
      {
        key: 'dataset',
        head: t('words:dataset'),
        value: (row) => row.dataset,
        width: 186,
        narrowWidth: 108,
        cell: (row) => <DatasetName name={row.dataset} />,
        filter: { field: 'dataset', word: (value) => value },
      },
      {
        key: 'reference',
        head: t('words:reference'),
        value: (row) => row.reference,
        opt: true,
        width: 108,
        filter: { field: 'reference', word: (value) => value },
      },
      {
        key: 'genomes',
        head: t('words:genomes'),
        num: true,
        opt: true,
        width: 80,
        value: (row) => row.genomes,
        cell: (row) =>
          row.genomes === null || row.genomes === undefined ? (
            <span className="muted">–</span>
          ) : (
            format.int(row.genomes)
          ),
      },
      { key: 'files', head: t('words:files'), num: true, opt: true, sortable: false, width: 60, value: files },
      {
        key: 'source',
        head: t('words:sourceWord'),
        opt: true,
        width: 146,
        filter: { field: 'source', word: word('source') },
        value: (row) => (row.source ? t(`words:source.${row.source}`, { defaultValue: row.source }) : null),
      },
      {
        key: 'created',
        head: t('words:received'),
        opt: true,
        width: 162,
        value: (row) => row.createdAt,
        cell: (row) => <span className="nowrap">{format.dateTime(row.createdAt)}</span>,
      },
      {
        key: 'accepted',
        head: t('words:accepted'),
        opt: true,
        width: 162,
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
  const { data: session } = useQuery(sessionQuery);
  const { world, both, known, error } = useWorld(search);
  const request = { sort: '-created', ...search, demo: world };
  const query = useInfiniteQuery({ ...submissionPages(request), enabled: known });
  const columns = useColumns();
  const { rows, first, onEnd } = usePages(query, world);
  const go = (change: Record<string, unknown>) =>
    navigate({ to: '/submissions', search: readSubmissionsSearch({ ...search, ...change }), resetScroll: false });
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
        error={query.error ?? error}
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
