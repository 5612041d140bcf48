import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Genome } from '../../api/answers.ts';
import { datasetsQuery, genomesQuery } from '../../api/queries.ts';
import { type Column, DataTable, TableTools } from '../../components/data-table.tsx';
import { StateMark } from '../../components/marks.tsx';
import { Page } from '../../components/page.tsx';
import { Pager } from '../../components/pager.tsx';
import { Panel } from '../../components/panel.tsx';
import { SelectFilter } from '../../components/select-filter.tsx';
import { Empty, ProblemView, SkeletonRows } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { assays, genomeStates, genomeTypes, readGenomesSearch, sexes, sources } from '../../search-params.ts';
import { shareOf, useSynthetic } from '../../shell/synthetic.tsx';
import { DatasetName } from './dataset-name.tsx';

function useColumns(): Column<Genome>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return [
    {
      key: 'sample',
      head: t('words:genome'),
      value: (row) => row.sample ?? row.id,
      cell: (row) => (
        <Link className="rowlink mono" to="/genomes/$id" params={{ id: row.id }}>
          {row.sample ?? row.id}
        </Link>
      ),
    },
    {
      key: 'dataset',
      head: t('words:dataset'),
      value: (row) => row.dataset,
      wrap: true,
      cell: (row) => <DatasetName name={row.dataset} />,
    },
    {
      key: 'sex',
      head: t('words:sexWord'),
      value: (row) => t(`words:sex.${row.sex ?? 'unknown'}`, { defaultValue: row.sex ?? '' }),
    },
    {
      key: 'type',
      head: t('words:typeWord'),
      opt: true,
      sortable: false,
      value: (row) => t(`words:type.${row.type}`, { defaultValue: row.type }),
    },
    {
      key: 'assay',
      head: t('words:assayWord'),
      opt: true,
      sortable: false,
      value: (row) => t(`words:assay.${row.assay}`, { defaultValue: row.assay }),
    },
    { key: 'family', head: t('words:family'), opt: true, value: (row) => row.family },
    {
      key: 'affected',
      head: t('words:affectedWord'),
      opt: true,
      sortable: false,
      value: (row) => (row.affected === null ? null : t(row.affected ? 'words:yes' : 'words:no')),
    },
    {
      key: 'state',
      head: t('words:stateWord'),
      value: (row) => row.state,
      cell: (row) => <StateMark state={row.state} />,
    },
    {
      key: 'added',
      head: t('words:addedAt'),
      opt: true,
      value: (row) => row.addedAt,
      cell: (row) => <span className="nowrap">{format.date(row.addedAt)}</span>,
    },
  ];
}

/** All genomes, filtered as the address says. */
export function GenomesPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const search = useSearch({ from: '/genomes' });
  const { data, error } = useQuery(genomesQuery({ ...search, limit: 100 }));
  const datasets = useQuery(datasetsQuery);
  const columns = useColumns();
  const made = new Set(datasets.data?.filter((one) => one.demo).map((one) => one.name));
  useSynthetic(shareOf((data?.items ?? []).map((row) => made.has(row.dataset))));
  const go = (change: Record<string, unknown>) =>
    navigate({ to: '/genomes', search: readGenomesSearch({ ...search, after: undefined, ...change }) });
  const filtered = Object.keys(search).some((key) => key !== 'sort' && key !== 'after');
  const words = (group: string, values: readonly string[]) =>
    values.map((value) => ({ value, label: t(`words:${group}.${value}`) }));
  return (
    <Page
      heading={
        data
          ? t(filtered ? 'genomes:headingFiltered' : 'genomes:heading', {
              count: data.total,
              number: format.int(data.total),
            })
          : t('genomes:title')
      }
      title={t('genomes:title')}
      crumbs={[{ label: t('genomes:title') }]}
    >
      <Panel
        title={t('genomes:title')}
        note={t('genomes:note')}
        tools={data && data.items.length > 0 && <TableTools name="idun-genomes" columns={columns} rows={data.items} />}
      >
        <div className="filters">
          <SelectFilter
            label={t('words:dataset')}
            value={search.dataset}
            options={(datasets.data ?? []).map((one) => ({ value: one.name, label: one.name }))}
            onChange={(dataset) => go({ dataset })}
          />
          <SelectFilter
            label={t('words:sexWord')}
            value={search.sex}
            options={words('sex', sexes)}
            onChange={(sex) => go({ sex })}
          />
          <SelectFilter
            label={t('words:typeWord')}
            value={search.type}
            options={words('type', genomeTypes)}
            onChange={(type) => go({ type })}
          />
          <SelectFilter
            label={t('words:assayWord')}
            value={search.assay}
            options={words('assay', assays)}
            onChange={(assay) => go({ assay })}
          />
          <SelectFilter
            label={t('words:sourceWord')}
            value={search.source}
            options={words('source', sources)}
            onChange={(source) => go({ source })}
          />
          <SelectFilter
            label={t('words:stateWord')}
            value={search.state}
            unset={t('words:state.current')}
            options={[
              ...words(
                'state',
                genomeStates.filter((state) => state !== 'current' && state !== 'all'),
              ),
              { value: 'all', label: t('words:all') },
            ]}
            onChange={(state) => go({ state })}
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
          <Empty why={filtered ? t('genomes:noneFiltered') : t('genomes:none')}>
            <p>{filtered ? <Link to="/genomes">{t('words:clearFilters')}</Link> : t('genomes:noneAction')}</p>
          </Empty>
        ) : (
          <>
            <DataTable
              caption={t('genomes:title')}
              columns={columns}
              rows={data.items}
              rowKey={(row) => row.id}
              sort={search.sort ?? '-added'}
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
