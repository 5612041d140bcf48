import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Gene, RegionAllele } from '../../api/answers.ts';
import { linearScale, niceTicks } from '../../charts/scale.ts';
import { thinMarks } from '../../charts/thin-marks.ts';
import { useFormat } from '../../formatting/use-format.ts';
import type { Region1 } from '../../genetics/region.ts';
import { shortAllele, variantKey } from '../../genetics/variant-key.ts';
import { GeneRow, geneLanes, laneHeight } from './gene-row.tsx';

interface FrequencyTrackProps {
  width: number;
  height?: number;
  region: Region1;
  rows: RegionAllele[];
  reference: string;
  /** Key of the variant the page is about. */
  marked?: string;
  genes?: Gene[];
}

const decades = [1, 0.1, 0.01, 0.001, 0.0001, 0.00001];

/** Height of a frequency on the track's axis: decades from one hundred-thousandth to one. */
export function decadeHeight(af: number, lowest: number): number {
  const bottom = Math.log10(lowest);
  return Math.max(0, Math.min(1, (Math.log10(Math.max(af, lowest)) - bottom) / -bottom));
}

/** Alleles by position and frequency; a protected or unknown frequency is an open mark on the floor. */
export function FrequencyTrack(props: FrequencyTrackProps) {
  const { width, region, rows, reference, marked, genes = [] } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const left = 64;
  const x = linearScale([region.from, region.to], [left, width - 12], Math.max(2, Math.floor(width / 150)));
  const least = Math.min(...rows.map((row) => row.af ?? 1).filter((af) => af > 0), 0.01);
  const lowest = decades.find((decade) => decade <= least) ?? 0.00001;
  const lanes = geneLanes(genes, (region.to - region.from + 1) / Math.max(1, width - left - 12));
  const ceiling = 22 + lanes * laneHeight;
  const height = (props.height ?? 180) + lanes * laneHeight;
  const floor = height - 30;
  const y = (af: number) => floor - decadeHeight(af, lowest) * (floor - ceiling);
  // Where alleles lie closer than their marks are wide, stems would make one grey block.
  const dense = rows.length > (width - left) / 4;
  const top = (row: RegionAllele) => (row.af === null ? floor - 4 : y(row.af));
  // More marks than there are spots would only make the page slow; all alleles are in the table.
  const drawn = dense
    ? thinMarks(
        rows,
        (row) => [x(row.pos), top(row)],
        (row) => marked !== undefined && variantKey(row) === marked,
        4,
      )
    : rows;
  const open = (row: RegionAllele) =>
    navigate({ to: '/variants/$reference/$key', params: { reference, key: variantKey(row) } });
  const ticks = niceTicks(region.from, region.to, Math.max(2, Math.floor(width / 150))).filter(
    (tick) => x(tick) > left + 20 && x(tick) < width - 40,
  );
  return (
    <svg
      width={width}
      height={height}
      role="img"
      aria-label={t('region:trackLabel', { count: rows.length, number: format.int(rows.length) })}
    >
      <GeneRow genes={genes} x={x} from={region.from} to={region.to} top={10} left={left} right={width - 12} />
      <text className="lab" x={4} y={ceiling - 10}>
        {t('region:afAxis')}
      </text>
      {decades
        .filter((decade) => decade >= lowest)
        .map((decade) => (
          <g key={decade}>
            <path className="grid" d={`M${left - 4} ${y(decade)}H${width - 8}`} />
            <text className="lab" x={left - 10} y={y(decade) + 4} textAnchor="end">
              {format.percent(decade, 3)}
            </text>
          </g>
        ))}
      <path className="axis" d={`M${left - 4} ${floor}H${width - 8}`} />
      {ticks.map((tick) => (
        <g key={tick}>
          <path className="axis" d={`M${x(tick)} ${floor}v4`} />
          <text className="lab" x={x(tick)} y={height - 10} textAnchor="middle">
            {format.int(tick)}
          </text>
        </g>
      ))}
      {drawn.map((row) => {
        const key = variantKey(row);
        const here = key === marked;
        const known = row.af !== null;
        const at = top(row);
        const name = `${row.chrom}-${row.pos}-${shortAllele(row.ref)}-${shortAllele(row.alt)}`;
        const said = known ? format.frequency(row.af ?? 0) : (row.protected ?? t('variant:unknown'));
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: the same links stand in the table beside, for the keyboard
          <g key={key} className="dot" data-tip={`${name}: ${said}`} onClick={() => open(row)}>
            {known && (here || !dense) && (
              <path
                className={here ? 's-accent' : 'axis'}
                strokeWidth={here ? 2 : 1}
                d={`M${x(row.pos)} ${floor}V${at}`}
              />
            )}
            <circle
              cx={x(row.pos)}
              cy={at}
              r={here ? 5.5 : dense ? 2 : 3}
              fillOpacity={here || !dense ? 1 : 0.6}
              className={known ? (here ? 'f-accent' : 'f-1') : 'f-none axis'}
            />
            {here && (
              <text className="t-accent halo" x={x(row.pos) + 9} y={Math.min(floor - 10, Math.max(ceiling, at + 4))}>
                {t('region:thisVariant')}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}
