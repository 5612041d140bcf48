import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Dataset } from '../../api/answers.ts';
import { datasetPages, listPath } from '../../api/list-queries.ts';
import { datasetsQuery, sessionQuery } from '../../api/queries.ts';
import type { Column } from '../../components/data-table.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { Empty, Skeleton } from '../../components/states.tsx';
import { ListPanel } from '../../components/table/list-panel.tsx';
import { worldOf } from '../../components/table/world.ts';
import { WorldSwitch } from '../../components/table/world-switch.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useLaw } from '../../formatting/use-text.ts';
import { readDatasetsSearch } from '../../search-params.ts';
import { may } from '../../session/rights.ts';
import { useSynthetic } from '../../shell/synthetic.tsx';
import { organisationsQuery } from '../../trust/accounts/accounts-api.ts';
import { useDatasetColumns } from './datasets-table.tsx';

/** The project that the list is narrowed to, with the way back to all data sets. */
function OpenTo({ project }: { project: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(organisationsQuery);
  return (
    <>
      <span>{t('datasets:openTo', { project: data?.find(({ id }) => id === project)?.name ?? project })}</span>
      <Link to="/datasets">{t('words:clearFilters')}</Link>
    </>
  );
}

/** Every dataset with who answers for it and on which legal basis. */
export function DatasetsPage() {
  const { t } = useTranslation();
  const law = useLaw();
  const format = useFormat();
  const navigate = useNavigate();
  const search = useSearch({ from: '/datasets' });
  const { data, error } = useQuery(datasetsQuery);
  const { data: session } = useQuery(sessionQuery);
  const { world, both } = worldOf(data ?? [], search.demo, undefined);
  const request = { sort: 'name', ...search, demo: world };
  const query = useInfiniteQuery({ ...datasetPages(request), enabled: data !== undefined });
  useSynthetic(world === 'only' && (data?.length ?? 0) > 0 ? 'all' : 'none');
  const usual = useDatasetColumns();
  const columns: Column<Dataset>[] = useMemo(
    () => [
      ...usual,
      {
        key: 'legalBasis',
        head: t('words:legalBasis'),
        value: (row) => row.legalBasis && law(row.legalBasis),
        opt: true,
        sortable: false,
        width: 200,
      },
    ],
    [usual, t, law],
  );
  if (error && !data) return <ProblemPage error={error} crumbs={[{ label: t('datasets:title') }]} />;
  if (!data) return <Skeleton />;
  const counted = data.filter((row) => row.demo === (world === 'only'));
  const genomes = counted.reduce((sum, row) => sum + (row.genomes ?? 0), 0);
  const first = query.data?.pages[0];
  const go = (change: Record<string, unknown>) =>
    navigate({ to: '/datasets', search: readDatasetsSearch({ ...search, ...change }), resetScroll: false });
  const { sort = 'name', demo: _, project, ...chosen } = search;
  const filtered = Object.keys(chosen).length > 0 || project !== undefined;
  return (
    <Page
      heading={
        data.length === 0
          ? t('datasets:headingEmpty')
          : t('datasets:heading', {
              count: counted.length,
              number: format.int(counted.length),
              genomes: t('datasets:genomeCount', { count: genomes, number: format.int(genomes) }),
            })
      }
      title={t('datasets:title')}
      crumbs={[{ label: t('datasets:title') }]}
      state={project && <OpenTo project={project} />}
      actions={
        may(session, 'cohorts.use') && (
          <Link className="btn" to="/cohorts">
            {t('cohorts:title')}
          </Link>
        )
      }
    >
      <ListPanel
        name="datasets"
        title={t('datasets:title')}
        note={t('datasets:note')}
        foot={t('datasets:foot')}
        columns={columns}
        rows={query.data?.pages.flatMap((page) => page.items)}
        rowKey={(row) => row.name}
        total={first?.total}
        unfiltered={first?.unfiltered}
        error={query.error}
        sort={sort}
        onSort={(next) => go({ sort: next })}
        filters={{ chosen, facets: first?.facets, onChange: (field, values) => go({ [field]: values }) }}
        onClear={() =>
          navigate({ to: '/datasets', search: readDatasetsSearch({ sort: search.sort, demo: search.demo }) })
        }
        onOpen={(row) => navigate({ to: '/datasets/$name', params: { name: row.name } })}
        csv={(keys) => listPath('/datasets.csv', { ...request, columns: keys.join(',') })}
        aside={both && world && <WorldSwitch world={world} onChange={(next) => go({ demo: next })} />}
        empty={
          <Empty why={filtered ? t('datasets:noneFiltered') : t('datasets:none')}>
            <p>{filtered ? <Link to="/datasets">{t('words:clearFilters')}</Link> : t('datasets:noneAction')}</p>
          </Empty>
        }
      />
    </Page>
  );
}
