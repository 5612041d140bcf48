import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
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
  return useMemo(() => {
    const source = (value: string) => t(`words:source.${value}`, { defaultValue: value });
    return [
      {
        key: 'name',
        width: 270,
        narrowWidth: 250,
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
        width: 90,
        narrowWidth: 76,
        value: (row) => row.genomes,
        cell: (row) => (row.genomes === undefined ? <span className="muted">–</span> : format.int(row.genomes)),
      },
      {
        key: 'reference',
        head: t('words:reference'),
        width: 110,
        opt: true,
        value: (row) => row.reference,
        filter: { field: 'reference', word: (value) => value },
      },
      {
        key: 'source',
        head: t('words:sourceWord'),
        width: 160,
        value: (row) => (row.source ? source(row.source) : null),
        opt: true,
        filter: { field: 'source', word: source },
      },
      {
        key: 'patientGroup',
        head: t('words:patientGroup'),
        value: (row) => groupWord(row.patientGroup),
        width: 150,
        filter: { field: 'patientGroup', word: (value) => groupWord(value) ?? value },
        opt: true,
        wrap: true,
      },
      {
        key: 'controller',
        head: t('words:controller'),
        value: (row) => row.controller,
        opt: true,
        wrap: true,
        width: 190,
      },
    ] satisfies Column<Dataset>[];
  }, [t, format, groupWord]);
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
