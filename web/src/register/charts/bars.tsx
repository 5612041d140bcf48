import { countDomain, linearScale } from '../../charts/scale.ts';

/** A bar: its label, what it counts (null is protected), how that is written, and whether it belongs to the question. */
export interface Bar {
  key: string;
  label: string;
  value: number | null;
  shown: string;
  on: boolean;
}

interface BarsProps {
  width: number;
  height?: number;
  bars: readonly Bar[];
  /** What the picture says, for those who do not see it. */
  label: string;
  /** What the lower axis measures. */
  axis: string;
  write(value: number): string;
}

/** Counts as bars from zero. A protected one is an outline of one height, so that its size tells nothing. */
export function Bars({ width, height = 200, bars, label, axis, write }: BarsProps) {
  const domain = countDomain(bars.map(({ value }) => value ?? 0));
  const left = 16 + write(domain[1]).length * 7;
  const y = linearScale(domain, [height - 40, 12], 4);
  const slot = (width - left - 8) / Math.max(1, bars.length);
  const thick = Math.max(1.5, Math.min(40, slot * 0.82));
  const longest = Math.max(1, ...bars.map((bar) => bar.label.length)) * 7 + 10;
  const every = Math.max(1, Math.ceil(longest / slot));
  return (
    <svg width={width} height={height} role="img" aria-label={label}>
      {y.ticks.filter(Number.isInteger).map((tick) => (
        <g key={tick}>
          <path className="grid" d={`M${left} ${y(tick)}H${width - 8}`} />
          <text className="lab" x={left - 6} y={y(tick) + 4} textAnchor="end">
            {write(tick)}
          </text>
        </g>
      ))}
      {bars.map((bar, at) => {
        const x = left + at * slot + (slot - thick) / 2;
        return (
          <g key={bar.key}>
            {bar.value === null ? (
              <rect
                className="protected-bar"
                x={x}
                y={y(0) - 10}
                width={thick}
                height={10}
                data-tip={`${bar.label}: ${bar.shown}`}
              />
            ) : (
              bar.value > 0 && (
                <rect
                  className={bar.on ? 'f-1' : 'f-soft'}
                  x={x}
                  y={y(bar.value)}
                  width={thick}
                  height={Math.max(0.5, y(0) - y(bar.value))}
                  data-tip={`${bar.label}: ${bar.shown}`}
                />
              )
            )}
            {at % every === 0 && (
              <text className="lab" x={x + thick / 2} y={height - 24} textAnchor="middle">
                {bar.label}
              </text>
            )}
          </g>
        );
      })}
      <path className="axis" d={`M${left} ${y(0)}H${width - 8}`} />
      <text className="lab" x={width - 8} y={height - 6} textAnchor="end">
        {axis}
      </text>
    </svg>
  );
}
