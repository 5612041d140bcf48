import { linearScale } from '../../charts/scale.ts';

/** The power of a study at each odds ratio, for one share of exposed. */
export interface PowerCurve {
  name: string;
  tone: number;
  points: readonly { ratio: number; power: number }[];
}

/** Power against odds ratio, a line a share of exposed; the wanted power is drawn across. */
export function PowerCurves(props: {
  width: number;
  curves: readonly PowerCurve[];
  wanted: number;
  label: string;
  axis: string;
  percent(share: number): string;
  ratio(value: number): string;
}) {
  const { width, curves, wanted, label, axis, percent, ratio } = props;
  const height = 220;
  const all = curves.flatMap(({ points }) => points.map((point) => point.ratio));
  const x = linearScale([Math.min(1, ...all), Math.max(1.1, ...all)], [48, width - 16], Math.max(3, width / 90));
  const y = linearScale([0, 1], [height - 40, 12], 5);
  return (
    <svg width={width} height={height} role="img" aria-label={label}>
      {y.ticks.map((tick) => (
        <g key={tick}>
          <path className="grid" d={`M48 ${y(tick)}H${width - 12}`} />
          <text className="lab" x={42} y={y(tick) + 4} textAnchor="end">
            {percent(tick)}
          </text>
        </g>
      ))}
      {x.ticks.map((tick) => (
        <text key={tick} className="lab" x={x(tick)} y={height - 24} textAnchor="middle">
          {ratio(tick)}
        </text>
      ))}
      <path className="whisker dash" d={`M48 ${y(wanted)}H${width - 12}`} />
      {curves.map(({ name, tone, points }) => {
        const seen = points.find(({ power }) => power >= wanted) ?? points.at(-1);
        return (
          <g key={name}>
            <path
              className={`l-${tone}`}
              strokeWidth={2}
              d={points
                .map((point, n) => `${n === 0 ? 'M' : 'L'}${x(point.ratio).toFixed(1)} ${y(point.power).toFixed(1)}`)
                .join('')}
            />
            {seen && (
              <text className={`t-${tone} halo`} x={Math.min(width - 48, x(seen.ratio) + 4)} y={y(wanted) + 16}>
                {name}
              </text>
            )}
          </g>
        );
      })}
      <path className="axis" d={`M48 ${y(0)}H${width - 12}`} />
      <text className="lab" x={width - 12} y={height - 6} textAnchor="end">
        {axis}
      </text>
    </svg>
  );
}
