import { placeLabels } from './place-labels.ts';
import { linearScale, spreadDomain } from './scale.ts';

/** A measured thing: a name to show and its value. */
export interface Dot {
  key: string;
  name: string;
  value: number;
}

interface DotHistogramProps {
  width: number;
  dots: Dot[];
  /** Where values usually lie; those outside are drawn as triangles and named. */
  band?: { low: number; high: number } | undefined;
  bandLabel?: string;
  label: string;
  write(value: number): string;
}

/** Each dot is a genome, piled where values are alike. Above 400 genomes the pile is drawn as bars. */
export function DotHistogram({ width, dots, band, bandLabel, label, write }: DotHistogramProps) {
  const few = dots.length <= 30;
  const height = few ? 112 : 140;
  const values = dots.map((dot) => dot.value);
  const domain = spreadDomain(band ? [...values, band.low, band.high] : values);
  const x = linearScale(domain, [10, width - 14], Math.max(3, Math.floor(width / 90)));
  const base = height - 26;
  const radius = few ? 4 : dots.length > 150 ? 2 : 2.6;
  const bins = new Map<number, Dot[]>();
  for (const dot of dots) {
    const bin = Math.round(x(dot.value) / (radius * 2 + 0.4));
    bins.set(bin, [...(bins.get(bin) ?? []), dot]);
  }
  const tallest = Math.max(1, ...[...bins.values()].map((pile) => pile.length));
  const step = Math.min(radius * 2 + 0.6, (base - 24) / tallest);
  const outside = (value: number) => band !== undefined && (value < band.low || value > band.high);
  const strays = dots.filter((dot) => outside(dot.value)).slice(0, 3);
  // A handful of genomes are named where they lie, as far as their names fit beside each other.
  const named =
    dots.length <= 8
      ? placeLabels(
          dots.filter((dot) => !outside(dot.value)),
          (dot) => [x(dot.value), base],
        )
      : [];
  return (
    <svg width={width} height={height} role="img" aria-label={label}>
      {band && (
        <>
          <rect
            className="f-pass-soft"
            x={x(band.low)}
            y={18}
            width={Math.max(1, x(band.high) - x(band.low))}
            height={base - 18}
          />
          <path className="s-pass dash" d={`M${x(band.low)} 18V${base}M${x(band.high)} 18V${base}`} />
          <text className="lab" x={(x(band.low) + x(band.high)) / 2} y={12} textAnchor="middle">
            {bandLabel}
          </text>
        </>
      )}
      {[...bins].map(([bin, pile]) =>
        pile.map((dot, at) => {
          const cx = bin * (radius * 2 + 0.4);
          const cy = base - radius - 1 - at * step;
          const tip = `${dot.name}: ${write(dot.value)}`;
          return outside(dot.value) ? (
            <path key={dot.key} className="f-fail" d={`M${x(dot.value)} ${cy - 7}l5 9h-10z`} data-tip={tip} />
          ) : (
            <circle key={dot.key} className="f-1" cx={cx} cy={cy} r={radius} data-tip={tip} />
          );
        }),
      )}
      {strays.map((dot) => {
        const right = x(dot.value) > width - 60;
        return (
          <text
            key={dot.key}
            className="t-fail halo"
            x={x(dot.value) + (right ? 6 : -6)}
            y={base - 18}
            textAnchor={right ? 'end' : 'start'}
          >
            {dot.name}
          </text>
        );
      })}
      {named.map((dot) => (
        <text
          key={dot.key}
          className="lab"
          x={Math.max(24, Math.min(width - 24, x(dot.value)))}
          y={base - 16}
          textAnchor="middle"
        >
          {dot.name}
        </text>
      ))}
      <path className="axis" d={`M4 ${base}H${width - 4}`} />
      {x.ticks.map((tick) => (
        <g key={tick}>
          <path className="axis" d={`M${x(tick)} ${base}v4`} />
          <text className="lab" x={x(tick)} y={height - 8} textAnchor="middle">
            {write(tick)}
          </text>
        </g>
      ))}
    </svg>
  );
}
