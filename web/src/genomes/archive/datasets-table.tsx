import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Dataset } from '../../api/answers.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Empty } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { usePatientGroup } from '../patient-group.ts';

/** The columns of a list of datasets. */
export function useDatasetColumns(): Column<Dataset>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const groupWord = usePatientGroup();
  const source = (row: Dataset) => (row.source ? t(`words:source.${row.source}`, { defaultValue: row.source }) : null);
  return [
    {
      key: 'name',
      head: t('words:dataset'),
      value: (row) => row.name,
      cell: (row) => (
        <>
          <Link className="rowlink" to="/datasets/$name" params={{ name: row.name }}>
            {row.name}
          </Link>{' '}
          {row.demo && <span className="tag warn">{t('words:synthetic')}</span>}
        </>
      ),
    },
    {
      key: 'genomes',
      head: t('words:genomes'),
      num: true,
      value: (row) => row.genomes,
      cell: (row) => (row.genomes === undefined ? <span className="muted">–</span> : format.int(row.genomes)),
    },
    { key: 'reference', head: t('words:reference'), value: (row) => row.reference },
    { key: 'source', head: t('words:sourceWord'), value: source, opt: true },
    {
      key: 'patientGroup',
      head: t('words:patientGroup'),
      value: (row) => groupWord(row.patientGroup),
      opt: true,
      wrap: true,
    },
    { key: 'controller', head: t('words:controller'), value: (row) => row.controller, opt: true, wrap: true },
  ];
}

const short = new Set(['name', 'genomes', 'reference', 'source', 'patientGroup']);

/** Datasets with their size and source; the page of all datasets has the rest. */
export function DatasetsTable({ datasets }: { datasets: Dataset[] }) {
  const { t } = useTranslation();
  const columns = useDatasetColumns().filter((column) => short.has(column.key));
  if (datasets.length === 0) {
    return (
      <Empty why={t('datasets:none')}>
        <p>{t('datasets:noneAction')}</p>
      </Empty>
    );
  }
  return <DataTable caption={t('datasets:title')} columns={columns} rows={datasets} rowKey={(row) => row.name} />;
}
