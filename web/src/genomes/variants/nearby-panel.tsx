import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { RegionAllele, VariantAnswer } from '../../api/answers.ts';
import { genesQuery, regionQuery } from '../../api/queries.ts';
import { PicturePanel } from '../../charts/picture-panel.tsx';
import type { Column } from '../../components/data-table.tsx';
import { Frequency } from '../../components/marks.tsx';
import { Panel } from '../../components/panel.tsx';
import { SkeletonRows } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { regionAround, regionText } from '../../genetics/region.ts';
import { shortAllele, variantKey } from '../../genetics/variant-key.ts';
import { FrequencyTrack } from './frequency-track.tsx';
import { alleleCountCell, cellText } from './groups.ts';

const width = 2000;

/** The alleles around a variant, drawn by their frequency; this one is marked. */
export function NearbyPanel({ answer }: { answer: VariantAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { variant } = answer;
  const around = regionAround(variant.chrom, variant.pos, width);
  const query = useInfiniteQuery(regionQuery(variant.reference, regionText(around)));
  const genes = useQuery(genesQuery(variant.reference, regionText(around)));
  const rows = query.data?.pages[0]?.items ?? [];
  const here = variantKey(variant);
  const columns: Column<RegionAllele>[] = [
    {
      key: 'key',
      head: t('words:variant'),
      value: variantKey,
      cell: (row) => (
        <Link
          className="rowlink mono"
          to="/variants/$reference/$key"
          params={{ reference: variant.reference, key: variantKey(row) }}
        >
          {row.chrom}-{row.pos}-{shortAllele(row.ref)}-{shortAllele(row.alt)}
        </Link>
      ),
    },
    { key: 'ac', head: 'AC', num: true, value: (row) => cellText(alleleCountCell(row)) },
    {
      key: 'an',
      head: 'AN',
      num: true,
      value: (row) => row.an,
      cell: (row) => (row.an === null ? '–' : format.int(row.an)),
    },
    { key: 'af', head: 'AF', num: true, value: (row) => row.af, cell: (row) => <Frequency af={row.af} /> },
  ];
  const title = t('variant:nearby');
  if (query.error) return null;
  if (query.isPending) {
    return (
      <Panel title={title}>
        <div className="body stack">
          <SkeletonRows rows={4} />
        </div>
      </Panel>
    );
  }
  return (
    <PicturePanel
      title={title}
      note={t('variant:nearbyNote', { width: format.bases(width) })}
      name={`${variant.reference}-${here}-nearby`}
      columns={columns}
      rows={rows}
      rowKey={variantKey}
      foot={t('region:trackFoot')}
      draw={(pixels) => (
        <FrequencyTrack
          width={pixels}
          region={around}
          rows={rows}
          reference={variant.reference}
          marked={here}
          genes={genes.data ?? []}
        />
      )}
    />
  );
}
