import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SubmissionSummary } from '../../api/answers.ts';
import { datasetsQuery, sessionQuery, submissionsQuery } from '../../api/queries.ts';
import { type Column, DataTable, TableTools } from '../../components/data-table.tsx';
import { StateMark } from '../../components/marks.tsx';
import { Page } from '../../components/page.tsx';
import { Pager } from '../../components/pager.tsx';
import { Panel } from '../../components/panel.tsx';
import { SelectFilter } from '../../components/select-filter.tsx';
import { Empty, ProblemView, SkeletonRows } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { readSubmissionsSearch, submissionStates } from '../../search-params.ts';
import { shareOf, useSynthetic } from '../../shell/synthetic.tsx';
import { DatasetName } from './dataset-name.tsx';

function useColumns(): Column<SubmissionSummary>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const files = (row: SubmissionSummary) => (Array.isArray(row.files) ? row.files.length : (row.files ?? null));
  return [
    {
      key: 'id',
      head: t('words:submission'),
      value: (row) => row.id,
      sortable: false,
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
      cell: (row) => <StateMark state={row.state} />,
    },
    {
      key: 'dataset',
      head: t('words:dataset'),
      value: (row) => row.dataset,
      wrap: true,
      cell: (row) => <DatasetName name={row.dataset} />,
    },
    { key: 'reference', head: t('words:reference'), value: (row) => row.reference, opt: true, sortable: false },
    {
      key: 'genomes',
      head: t('words:genomes'),
      num: true,
      sortable: false,
      value: (row) => row.genomes,
      cell: (row) =>
        row.genomes === null || row.genomes === undefined ? <span className="muted">–</span> : format.int(row.genomes),
    },
    { key: 'files', head: t('words:files'), num: true, opt: true, sortable: false, value: files },
    {
      key: 'source',
      head: t('words:sourceWord'),
      opt: true,
      sortable: false,
      value: (row) => (row.source ? t(`words:source.${row.source}`, { defaultValue: row.source }) : null),
    },
    {
      key: 'created',
      head: t('words:received'),
      value: (row) => row.createdAt,
      cell: (row) => <span className="nowrap">{format.dateTime(row.createdAt)}</span>,
    },
    {
      key: 'accepted',
      sortable: false,
      head: t('words:accepted'),
      opt: true,
      value: (row) => row.acceptedAt,
      cell: (row) =>
        row.acceptedAt ? (
          <span className="nowrap">{format.dateTime(row.acceptedAt)}</span>
        ) : (
          <span className="muted">–</span>
        ),
    },
  ];
}

/** All submissions, filtered and ordered as the address says. */
export function SubmissionsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const search = useSearch({ from: '/submissions' });
  const { data, error } = useQuery(submissionsQuery({ sort: '-created', ...search, limit: 50 }));
  const datasets = useQuery(datasetsQuery);
  const { data: session } = useQuery(sessionQuery);
  const columns = useColumns();
  const made = new Set(datasets.data?.filter((one) => one.demo).map((one) => one.name));
  useSynthetic(shareOf((data?.items ?? []).map((row) => made.has(row.dataset))));
  const go = (change: Record<string, unknown>) =>
    navigate({ to: '/submissions', search: readSubmissionsSearch({ ...search, after: undefined, ...change }) });
  const filtered = search.state !== undefined || search.dataset !== undefined;
  return (
    <Page
      heading={
        data
          ? t(filtered ? 'submissions:headingFiltered' : 'submissions:heading', {
              count: data.total,
              number: format.int(data.total),
            })
          : t('submissions:title')
      }
      title={t('submissions:title')}
      crumbs={[{ label: t('submissions:title') }]}
      actions={
        session?.kind === 'operator' && (
          <Link className="btn primary" to="/submissions/new">
            {t('overview:add')}
          </Link>
        )
      }
    >
      <Panel
        title={t('submissions:title')}
        note={t('submissions:note')}
        tools={
          data && data.items.length > 0 && <TableTools name="idun-submissions" columns={columns} rows={data.items} />
        }
      >
        <div className="filters">
          <SelectFilter
            label={t('words:stateWord')}
            value={search.state}
            options={submissionStates.map((state) => ({ value: state, label: t(`words:state.${state}`) }))}
            onChange={(state) => go({ state })}
          />
          <SelectFilter
            label={t('words:dataset')}
            value={search.dataset}
            options={(datasets.data ?? []).map((one) => ({ value: one.name, label: one.name }))}
            onChange={(dataset) => go({ dataset })}
          />
        </div>
        {error && !data ? (
          <div className="body">
            <ProblemView error={error} />
          </div>
        ) : !data ? (
          <div className="body stack">
            <SkeletonRows rows={8} />
          </div>
        ) : data.items.length === 0 ? (
          <Empty why={filtered ? t('submissions:noneFiltered') : t('submissions:none')}>
            <p>{filtered ? <Link to="/submissions">{t('words:clearFilters')}</Link> : t('submissions:noneAction')}</p>
          </Empty>
        ) : (
          <>
            <DataTable
              caption={t('submissions:title')}
              columns={columns}
              rows={data.items}
              rowKey={(row) => row.id}
              sort={search.sort ?? '-created'}
              onSort={(sort) => go({ sort })}
            />
            <Pager
              shown={data.items.length}
              total={data.total}
              next={data.next}
              later={search.after !== undefined}
              onFirst={() => go({})}
              onNext={(after) => go({ after })}
            />
          </>
        )}
      </Panel>
    </Page>
  );
}
