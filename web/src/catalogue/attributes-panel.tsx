import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../components/panel.tsx';
import { useFormat } from '../formatting/use-format.ts';
import type { ShownEntry } from './catalogue-api.ts';
import { useDiseaseWord, useListWord } from './words.ts';

/** Fields that are one value or several of a list, in MIABIS's order. */
const listFields: readonly (readonly [field: string, list: string])[] = [
  ['sampleSource', 'sampleSource'],
  ['sex', 'sex'],
  ['sampleTypes', 'sampleType'],
  ['temperatures', 'temperature'],
  ['datasetTypes', 'datasetType'],
  ['settings', 'setting'],
  ['designs', 'design'],
  ['inclusion', 'inclusion'],
  ['status', 'status'],
  ['infrastructure', 'infrastructure'],
  ['organisational', 'organisational'],
  ['bioprocessing', 'bioprocessing'],
  ['topics', 'topic'],
  ['types', 'networkType'],
];

/** What MIABIS asks of an entry, as far as it is stated. */
export function AttributesPanel({ entry: { record } }: { entry: ShownEntry }) {
  const { t } = useTranslation();
  const format = useFormat();
  const listed = useListWord();
  const disease = useDiseaseWord();
  const rows: [string, ReactNode][] = [];
  for (const [field, list] of listFields) {
    const value = record[field] as string | string[] | undefined;
    if (value === undefined) continue;
    rows.push([field, (Array.isArray(value) ? value : [value]).map((key) => listed(list, key)).join(', ')]);
  }
  const age = (value: number, unit: string | undefined) => `${format.int(value)} ${listed('ageUnit', unit ?? 'years')}`;
  if (record.ageLow !== undefined) {
    const from = age(record.ageLow, record.ageLowUnit);
    rows.push(['age', record.ageHigh === undefined ? from : `${from} – ${age(record.ageHigh, record.ageHighUnit)}`]);
  }
  if (record.diseases) rows.push(['diseases', record.diseases.map(disease).join(', ')]);
  if (record.subjects !== undefined) rows.push(['subjects', format.int(record.subjects)]);
  if (record.samples !== undefined) rows.push(['samples', format.int(record.samples)]);
  if (record.quality)
    rows.push([
      'quality',
      record.quality.map(({ standard, number }) => (number ? `${standard} (${number})` : standard)).join(', '),
    ]);
  if (record.countries) rows.push(['countries', record.countries.join(', ')]);
  if (record.city || record.country) rows.push(['place', [record.city, record.country].filter(Boolean).join(', ')]);
  if (record.publications) {
    rows.push([
      'publications',
      <ul key="publications">
        {record.publications.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>,
    ]);
  }
  if (rows.length === 0) return null;
  return (
    <Panel title={t('catalogue:attributes')} note="MIABIS Core 3" padded>
      <dl className="dl">
        {rows.flatMap(([field, value]) => [
          <dt key={`${field}-name`}>{t(`catalogue:attribute.${field}`)}</dt>,
          <dd key={field}>{value}</dd>,
        ])}
      </dl>
    </Panel>
  );
}
