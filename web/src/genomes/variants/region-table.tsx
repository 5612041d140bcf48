import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { RegionAllele } from '../../api/answers.ts';
import { type Column, TableTools } from '../../components/data-table.tsx';
import { Frequency } from '../../components/marks.tsx';
import { Panel } from '../../components/panel.tsx';
import { Empty, SkeletonRows } from '../../components/states.tsx';
import { VirtualTable } from '../../components/virtual-table.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { shortAllele, variantKey } from '../../genetics/variant-key.ts';
import { Count } from './count-cells.tsx';
import { alleleCountCell, alleleNumberCell, cellText } from './groups.ts';

interface RegionTableProps {
  reference: string;
  region: string;
  rows: RegionAllele[];
  total: number;
  loading: boolean;
  cut: boolean;
}

function useColumns(reference: string): Column<RegionAllele>[] {
  const { t } = useTranslation();
  return useMemo(() => {
    const companion = (row: RegionAllele, value: number | null) =>
      value === null && row.protected ? t('variant:hidden') : value;
    const nobody = t('variant:nobodyKnows');
    return [
      {
        key: 'pos',
        head: t('words:position'),
        width: 152,
        value: (row) => row.pos,
        cell: (row) => (
          <Link className="rowlink mono" to="/variants/$reference/$key" params={{ reference, key: variantKey(row) }}>
            {row.chrom}:{row.pos}
          </Link>
        ),
      },
      {
        key: 'ref',
        head: 'REF',
        width: 96,
        value: (row) => row.ref,
        cell: (row) => <span className="mono">{shortAllele(row.ref, 12)}</span>,
      },
      {
        key: 'alt',
        head: 'ALT',
        width: 96,
        value: (row) => row.alt,
        cell: (row) => <span className="mono">{shortAllele(row.alt, 12)}</span>,
      },
      {
        key: 'ac',
        head: 'AC',
        num: true,
        width: 90,
        value: (row) => cellText(alleleCountCell(row)),
        cell: (row) => <Count cell={alleleCountCell(row)} unknownReason={nobody} />,
      },
      {
        key: 'an',
        head: 'AN',
        num: true,
        width: 90,
        value: (row) => cellText(alleleNumberCell(row)),
        cell: (row) => <Count cell={alleleNumberCell(row)} unknownReason={nobody} />,
      },
      {
        key: 'af',
        head: 'AF',
        num: true,
        width: 110,
        value: (row) => row.af,
        cell: (row) => <Frequency af={row.af} />,
      },
      { key: 'hom', head: t('variant:hom'), num: true, width: 80, value: (row) => companion(row, row.hom) },
      { key: 'hemi', head: t('variant:hemi'), num: true, width: 80, value: (row) => companion(row, row.hemi) },
      { key: 'missing', head: t('variant:missing'), num: true, width: 90, value: (row) => companion(row, row.missing) },
      { key: 'filters', head: t('variant:filters'), width: 120, value: (row) => row.filters.join(', ') },
      {
        key: 'ids',
        head: 'ID',
        width: 140,
        value: (row) => row.ids.join(', '),
        cell: (row) => <span className="mono">{row.ids.join(', ')}</span>,
      },
    ] satisfies Column<RegionAllele>[];
  }, [reference, t]);
}

/** Every allele of the region in one fast table. */
export function RegionTable({ reference, region, rows, total, loading, cut }: RegionTableProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const search = useSearch({ from: '/regions/$reference/$region' });
  const columns = useColumns(reference);
  const title = t('region:alleles');
  return (
    <Panel
      title={title}
      note={!loading && t('words:shownOf', { shown: format.int(rows.length), total: format.int(total) })}
      tools={
        rows.length > 0 && (
          <TableTools name={`${reference}-${region.replace(':', '-')}`} columns={columns} rows={rows} />
        )
      }
      foot={cut ? t('region:cut', { number: format.int(rows.length) }) : t('region:tableFoot')}
    >
      {loading ? (
        <div className="body stack">
          <SkeletonRows rows={10} />
        </div>
      ) : rows.length === 0 ? (
        <Empty why={t('region:none', { region })}>
          <p>{t('region:noneAction')}</p>
        </Empty>
      ) : (
        <VirtualTable
          caption={title}
          columns={columns}
          rows={rows}
          rowKey={variantKey}
          sort={search.sort ?? 'pos'}
          onSort={(next) =>
            navigate({
              to: '/regions/$reference/$region',
              params: { reference, region },
              search: { ...search, sort: next },
              replace: true,
              resetScroll: false,
            })
          }
          onOpen={(row) => navigate({ to: '/variants/$reference/$key', params: { reference, key: variantKey(row) } })}
        />
      )}
    </Panel>
  );
}
