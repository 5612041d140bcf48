import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable, TableTools } from '../components/data-table.tsx';
import { Panel } from '../components/panel.tsx';
import { SelectFilter } from '../components/select-filter.tsx';
import { Arrival } from '../components/states.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { type Fact, factsQuery } from './catalogue-api.ts';
import { type FactChoice, factsOf, valuesOf } from './facts.ts';
import { useDiseaseWord, useListWord } from './words.ts';

const mostRows = 600;

function useColumns(): Column<Fact>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const listed = useListWord();
  const disease = useDiseaseWord();
  const any = t('catalogue:any');
  return [
    {
      key: 'sampleType',
      head: t('catalogue:fields.material'),
      value: (row) => (row.sampleType === null ? any : listed('sampleType', row.sampleType)),
    },
    {
      key: 'disease',
      head: t('catalogue:fields.chapter'),
      value: (row) => (row.disease === null ? any : disease(row.disease)),
      wrap: true,
    },
    {
      key: 'sex',
      head: t('catalogue:parts_.sexes'),
      value: (row) => (row.sex === null ? any : listed('sex', row.sex)),
    },
    {
      key: 'age',
      head: t('catalogue:parts_.ages'),
      value: (row) => (row.ageRange === null ? any : listed('ageRange', row.ageRange)),
    },
    {
      key: 'donors',
      head: t('catalogue:peopleWord'),
      num: true,
      value: (row) => row.donors,
      cell: (row) => (row.donors === null ? '–' : format.int(row.donors)),
    },
    {
      key: 'samples',
      head: t('catalogue:specimensWord'),
      num: true,
      value: (row) => row.samples,
      cell: (row) => (row.samples === null ? '–' : format.int(row.samples)),
    },
  ];
}

/** The fact table of a collection: counts of donors and samples that are alike; what may not be told is not in it. */
export function FactsPanel({ id, counted }: { id: string; counted: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error } = useQuery(factsQuery(id));
  const [choice, setChoice] = useState<FactChoice>({});
  const columns = useColumns();
  const listed = useListWord();
  const disease = useDiseaseWord();
  const rows = useMemo(() => factsOf(data?.items ?? [], choice), [data, choice]);
  if (data?.items.length === 0) return null;
  const pick = (field: keyof FactChoice, label: string, name: (value: string) => string) => (
    <SelectFilter
      label={label}
      value={choice[field]}
      unset={t('catalogue:any')}
      options={valuesOf(data?.items ?? [], field).map((value) => ({ value, label: name(value) }))}
      onChange={(value) => setChoice({ ...choice, [field]: value })}
    />
  );
  return (
    <Panel
      title={t('catalogue:facts')}
      note={
        data &&
        t('catalogue:factRows', {
          count: rows.length,
          number: format.int(rows.length),
          all: format.int(data.items.length),
        })
      }
      tools={data && <TableTools name={`facts-${id.replace(/[^\w-]+/g, '-')}`} columns={columns} rows={rows} />}
      foot={
        <>
          {counted ? t('catalogue:factsFoot', { step: data?.roundedTo ?? 10 }) : t('catalogue:factsImported')}{' '}
          {rows.length > mostRows && t('catalogue:firstRows', { number: mostRows })}
        </>
      }
    >
      <Arrival error={error} data={data} rows={6}>
        {() => (
          <>
            <div className="filters">
              {pick('sampleType', t('catalogue:fields.material'), (value) => listed('sampleType', value))}
              {pick('disease', t('catalogue:fields.chapter'), (value) => disease({ code: value }))}
              {pick('sex', t('catalogue:parts_.sexes'), (value) => listed('sex', value))}
              {pick('ageRange', t('catalogue:parts_.ages'), (value) => listed('ageRange', value))}
            </div>
            <DataTable
              caption={t('catalogue:facts')}
              columns={columns}
              rows={rows.slice(0, mostRows)}
              rowKey={(row) => JSON.stringify([row.sampleType, row.disease, row.sex, row.ageRange])}
              capped
            />
          </>
        )}
      </Arrival>
    </Panel>
  );
}
