import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { RegionAllele } from '../../api/answers.ts';
import { listPath } from '../../api/list-queries.ts';
import type { Column } from '../../components/data-table.tsx';
import { Frequency } from '../../components/marks.tsx';
import { Empty } from '../../components/states.tsx';
import { ListPanel } from '../../components/table/list-panel.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { shortAllele, variantKey } from '../../genetics/variant-key.ts';
import { readRegionSearch } from '../../search-params.ts';
import { kindOf, narrowAlleles } from './allele-kinds.ts';
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
        narrowWidth: 146,
        value: (row) => row.pos,
        cell: (row) => (
          <Link className="rowlink mono" to="/variants/$reference/$key" params={{ reference, key: variantKey(row) }}>
            {row.chrom}:{row.pos}
            <span className="under only-small">
              {shortAllele(row.ref, 6)}›{shortAllele(row.alt, 6)}
            </span>
          </Link>
        ),
      },
      {
        key: 'ref',
        head: 'REF',
        opt: true,
        width: 96,
        value: (row) => row.ref,
        cell: (row) => <span className="mono">{shortAllele(row.ref, 12)}</span>,
      },
      {
        key: 'alt',
        head: 'ALT',
        opt: true,
        width: 96,
        value: (row) => row.alt,
        cell: (row) => <span className="mono">{shortAllele(row.alt, 12)}</span>,
      },
      {
        key: 'ac',
        head: 'AC',
        num: true,
        width: 90,
        narrowWidth: 86,
        value: (row) => cellText(alleleCountCell(row)),
        cell: (row) => <Count cell={alleleCountCell(row)} unknownReason={nobody} />,
      },
      {
        key: 'an',
        head: 'AN',
        num: true,
        opt: true,
        width: 90,
        value: (row) => cellText(alleleNumberCell(row)),
        cell: (row) => <Count cell={alleleNumberCell(row)} unknownReason={nobody} />,
      },
      {
        key: 'af',
        head: 'AF',
        num: true,
        width: 110,
        narrowWidth: 112,
        value: (row) => row.af,
        cell: (row) => <Frequency af={row.af} />,
      },
      { key: 'hom', head: t('variant:hom'), num: true, opt: true, width: 80, value: (row) => companion(row, row.hom) },
      {
        key: 'hemi',
        head: t('variant:hemi'),
        num: true,
        opt: true,
        width: 80,
        value: (row) => companion(row, row.hemi),
      },
      {
        key: 'missing',
        head: t('variant:missing'),
        num: true,
        opt: true,
        width: 90,
        value: (row) => companion(row, row.missing),
      },
      {
        key: 'filters',
        head: t('variant:filters'),
        opt: true,
        width: 120,
        value: (row) => row.filters.join(', '),
        filter: { field: 'filters', word: (value) => (value === '' ? t('region:noFilter') : value) },
      },
      {
        key: 'kind',
        head: t('region:kind'),
        off: true,
        width: 110,
        value: (row) => t(`region:kinds.${kindOf(row)}`),
        filter: { field: 'kind', word: (value) => t(`region:kinds.${value}`) },
      },
      {
        key: 'ids',
        head: 'ID',
        opt: true,
        width: 140,
        value: (row) => row.ids.join(', '),
        cell: (row) => <span className="mono">{row.ids.join(', ')}</span>,
      },
    ] satisfies Column<RegionAllele>[];
  }, [reference, t]);
}

/** Every allele of the region in one fast table. Filters and counts are made here: all rows are in the page. */
export function RegionTable({ reference, region, rows, total, loading, cut }: RegionTableProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const search = useSearch({ from: '/regions/$reference/$region' });
  const columns = useColumns(reference);
  const { filters, kind } = search;
  const { kept, facets } = useMemo(() => narrowAlleles(rows, { filters, kind }), [rows, filters, kind]);
  const narrowed = filters !== undefined || kind !== undefined;
  const go = (change: { [Key in keyof typeof search]?: (typeof search)[Key] | undefined }) =>
    navigate({
      to: '/regions/$reference/$region',
      params: { reference, region },
      search: readRegionSearch({ ...search, ...change }),
      replace: true,
      resetScroll: false,
    });
  return (
    <ListPanel
      name="region"
      title={t('region:alleles')}
      columns={columns}
      rows={loading ? undefined : kept}
      rowKey={variantKey}
      total={narrowed ? kept.length : total}
      unfiltered={total}
      foot={cut ? t('region:cut', { number: format.int(rows.length) }) : t('region:tableFoot')}
      sort={search.sort ?? 'pos'}
      onSort={(sort) => go({ sort })}
      ordered={false}
      filters={{ chosen: { filters, kind }, facets, onChange: (field, values) => go({ [field]: values }) }}
      onClear={() => go({ filters: undefined, kind: undefined })}
      onOpen={(row) => navigate({ to: '/variants/$reference/$key', params: { reference, key: variantKey(row) } })}
      csv={() => listPath('/variants/region.csv', { reference, region, dataset: search.dataset })}
      empty={
        <Empty why={narrowed ? t('region:noneFiltered') : t('region:none', { region })}>
          <p>{t(narrowed ? 'region:noneFilteredAction' : 'region:noneAction')}</p>
        </Empty>
      }
    />
  );
}
