import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Dataset } from '../../api/answers.ts';
import { datasetsQuery } from '../../api/queries.ts';
import { type Column, DataTable, TableTools } from '../../components/data-table.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { shareOf, useSynthetic } from '../../shell/synthetic.tsx';
import { DatasetsTable, useDatasetColumns } from './datasets-table.tsx';

/** Every dataset with who answers for it and on which legal basis. */
export function DatasetsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error } = useQuery(datasetsQuery);
  useSynthetic(shareOf((data ?? []).map((one) => one.demo === true)));
  const columns: Column<Dataset>[] = [
    ...useDatasetColumns(),
    { key: 'legalBasis', head: t('words:legalBasis'), value: (row) => row.legalBasis, opt: true, wrap: true },
  ];
  if (error && !data) return <ProblemPage error={error} crumbs={[{ label: t('datasets:title') }]} />;
  if (!data) return <Skeleton />;
  const sum = (rows: Dataset[]) => rows.reduce((genomes, row) => genomes + (row.genomes ?? 0), 0);
  const real = data.filter((row) => !row.demo);
  const counted = real.length > 0 ? real : data;
  const apart = sum(data) - sum(counted);
  return (
    <Page
      heading={
        data.length === 0
          ? t('datasets:headingEmpty')
          : t('datasets:heading', {
              count: counted.length,
              number: format.int(counted.length),
              genomes: t('datasets:genomeCount', { count: sum(counted), number: format.int(sum(counted)) }),
            })
      }
      title={t('datasets:title')}
      crumbs={[{ label: t('datasets:title') }]}
      state={apart > 0 && <span>{t('overview:apart', { count: apart, number: format.int(apart) })}</span>}
    >
      <Panel
        title={t('datasets:title')}
        note={t('datasets:note')}
        tools={data.length > 0 && <TableTools name="idun-datasets" columns={columns} rows={data} />}
        foot={t('datasets:foot')}
      >
        {data.length === 0 ? (
          <DatasetsTable datasets={data} />
        ) : (
          <DataTable caption={t('datasets:title')} columns={columns} rows={data} rowKey={(row) => row.name} />
        )}
      </Panel>
    </Page>
  );
}
