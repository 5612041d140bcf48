import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { StructuralAllele } from '../../api/answers.ts';
import { structuralQuery } from '../../api/queries.ts';
import { type Column, DataTable, TableTools } from '../../components/data-table.tsx';
import { Frequency } from '../../components/marks.tsx';
import { Panel } from '../../components/panel.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { shortAllele, variantKey } from '../../genetics/variant-key.ts';
import { Count } from './count-cells.tsx';
import { alleleCountCell, alleleNumberCell, cellText } from './groups.ts';

/** Structural alleles that overlap the region; nothing when there are none. */
export function StructuralPanel({
  reference,
  region,
  dataset,
}: {
  reference: string;
  region: string;
  dataset: string | undefined;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useQuery(structuralQuery(reference, region, dataset));
  const rows = data?.items ?? [];
  if (rows.length === 0) return null;
  const nobody = t('variant:nobodyKnows');
  const columns: Column<StructuralAllele>[] = [
    {
      key: 'pos',
      head: t('words:position'),
      value: (row) => row.pos,
      cell: (row) => (
        <Link className="rowlink mono" to="/variants/$reference/$key" params={{ reference, key: variantKey(row) }}>
          {row.chrom}:{row.pos}-{row.end}
        </Link>
      ),
    },
    {
      key: 'length',
      head: t('words:length'),
      num: true,
      opt: true,
      value: (row) => row.end - row.pos + 1,
      cell: (row) => format.bases(row.end - row.pos + 1),
    },
    {
      key: 'alt',
      head: 'ALT',
      value: (row) => row.alt,
      cell: (row) => <span className="mono">{shortAllele(row.alt)}</span>,
    },
    {
      key: 'ac',
      head: 'AC',
      num: true,
      value: (row) => cellText(alleleCountCell(row)),
      cell: (row) => <Count cell={alleleCountCell(row)} unknownReason={nobody} />,
    },
    {
      key: 'an',
      head: 'AN',
      num: true,
      value: (row) => cellText(alleleNumberCell(row)),
      cell: (row) => <Count cell={alleleNumberCell(row)} unknownReason={nobody} />,
    },
    { key: 'af', head: 'AF', num: true, value: (row) => row.af, cell: (row) => <Frequency af={row.af} /> },
    { key: 'filters', head: t('variant:filters'), opt: true, value: (row) => row.filters.join(', ') },
    { key: 'ids', head: 'ID', opt: true, value: (row) => row.ids.join(', ') },
  ];
  const title = t('region:structural');
  return (
    <Panel
      title={title}
      note={t('words:shownOf', { shown: format.int(rows.length), total: format.int(data?.total ?? rows.length) })}
      tools={<TableTools name={`${reference}-${region.replace(':', '-')}-structural`} columns={columns} rows={rows} />}
      foot={t('region:structuralFoot')}
    >
      <DataTable caption={title} columns={columns} rows={rows} rowKey={variantKey} capped />
    </Panel>
  );
}
