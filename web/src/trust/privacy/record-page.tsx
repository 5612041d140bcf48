import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Dataset } from '../../api/answers.ts';
import { datasetsQuery } from '../../api/queries.ts';
import { type Column, DataTable, TableTools } from '../../components/data-table.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { Empty, Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { shareOf, useSynthetic } from '../../shell/synthetic.tsx';
import { PrivacyTabs } from './privacy-tabs.tsx';

/** The record of processing activities (GDPR article 30), drawn from the datasets themselves. */
export function RecordPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error } = useQuery(datasetsQuery);
  useSynthetic(shareOf((data ?? []).map((one) => one.demo)));
  const crumbs = [{ label: t('frame:areas.privacy') }];
  if (error) return <ProblemPage error={error} crumbs={crumbs} />;
  if (!data) return <Skeleton />;
  const missing = data.filter((one) => !one.controller || !one.legalBasis);
  const gap = <span className="warn strong">{t('privacy:missing')}</span>;
  const columns: Column<Dataset>[] = [
    {
      key: 'name',
      head: t('words:dataset'),
      value: (row) => row.name,
      cell: (row) => (
        <Link className="rowlink" to="/datasets/$name" params={{ name: row.name }}>
          {row.name}
        </Link>
      ),
    },
    {
      key: 'controller',
      head: t('words:controller'),
      wrap: true,
      value: (row) => row.controller,
      cell: (row) => row.controller ?? gap,
    },
    {
      key: 'basis',
      head: t('words:legalBasis'),
      wrap: true,
      value: (row) => row.legalBasis,
      cell: (row) => row.legalBasis ?? gap,
    },
    {
      key: 'source',
      head: t('words:sourceWord'),
      opt: true,
      value: (row) => (row.source ? t(`words:source.${row.source}`, { defaultValue: row.source }) : null),
    },
    {
      key: 'genomes',
      head: t('words:genomes'),
      num: true,
      value: (row) => row.genomes,
      cell: (row) => (row.genomes === undefined ? '–' : format.int(row.genomes)),
    },
  ];
  return (
    <Page
      heading={
        missing.length === 0
          ? t('privacy:recordWhole', { count: data.length, number: format.int(data.length) })
          : t('privacy:recordGaps', { count: missing.length, number: format.int(missing.length) })
      }
      title={t('privacy:record')}
      crumbs={crumbs}
    >
      <PrivacyTabs />
      <Panel
        title={t('privacy:record')}
        note={t('privacy:recordNote')}
        foot={t('privacy:recordFoot')}
        tools={data.length > 0 && <TableTools name="idun-record" columns={columns} rows={data} />}
      >
        {data.length === 0 ? (
          <Empty why={t('privacy:noDatasets')} />
        ) : (
          <DataTable caption={t('privacy:record')} columns={columns} rows={data} rowKey={(row) => row.name} />
        )}
      </Panel>
    </Page>
  );
}
