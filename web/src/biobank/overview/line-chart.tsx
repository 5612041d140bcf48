import { linearScale, spreadDomain } from '../../charts/scale.ts';

export interface LinePoint {
  at: number;
  low: number;
  high: number;
  mean: number;
}

interface LineChartProps {
  width: number;
  height?: number;
  series: { name: string; points: LinePoint[] }[];
  /** Between these everything is as it should be. */
  limits: { low: number | null; high: number | null } | null;
  /** Spans that are drawn apart: an excursion. */
  spans: { key: string; from: number; until: number; name: string }[];
  label: string;
  write(value: number): string;
  writeTime(at: number): string;
}

/** Measured values over time with what they may be, and the times they were not; the spread of each point is drawn. */
export function LineChart(props: LineChartProps) {
  const { width, height = 200, series, limits, spans, label, write, writeTime } = props;
  const points = series.flatMap((one) => one.points);
  const bounds = [limits?.low, limits?.high].filter((one): one is number => typeof one === 'number');
  const values = points.flatMap(({ low, high }) => [low, high]);
  const [first, last] = [Math.min(...points.map(({ at }) => at)), Math.max(...points.map(({ at }) => at))];
  const x = linearScale(points.length > 0 ? [first, Math.max(last, first + 1)] : [0, 1], [52, width - 12]);
  const y = linearScale(spreadDomain([...values, ...bounds]), [height - 26, 14], 4);
  const parts = Math.max(1, Math.floor(width / 150) - 1);
  const ticks = Array.from({ length: parts + 1 }, (_, i) => first + ((last - first) * i) / parts);
  return (
    <svg width={width} height={height} role="img" aria-label={label}>
      {y.ticks.map((tick) => (
        <g key={tick}>
          <path className="grid" d={`M52 ${y(tick)}H${width - 12}`} />
          <text className="lab" x={46} y={y(tick) + 4} textAnchor="end">
            {write(tick)}
          </text>
        </g>
      ))}
      {spans.map(({ key, from, until, name }) => {
        const left = Math.max(52, x(from));
        const right = Math.min(width - 12, x(until));
        return (
          right > left - 1 && (
            <g key={key} data-tip={name}>
              <rect className="excursion" x={left} y={14} width={Math.max(3, right - left)} height={height - 40} />
              <path className="f-fail" d={`M${(left + right) / 2} 4l6 9h-12z`} />
            </g>
          )
        );
      })}
      {bounds.map((bound) => (
        <path key={bound} className="limit dash" d={`M52 ${y(bound)}H${width - 12}`} />
      ))}
      {series.map(({ name, points: own }, at) => (
        <g key={name}>
          {own.length > 1 && (
            <path
              className={`spread-${(at % 4) + 1}`}
              d={`M${own.map(({ at: t, high }) => `${x(t)} ${y(high)}`).join('L')}L${[...own]
                .reverse()
                .map(({ at: t, low }) => `${x(t)} ${y(low)}`)
                .join('L')}Z`}
            />
          )}
          <path
            className={`line-${(at % 4) + 1}`}
            d={`M${own.map(({ at: t, mean }) => `${x(t)} ${y(mean)}`).join('L')}`}
          />
          {own.length > 0 && series.length > 1 && (
            <text className={`t-${(at % 4) + 1}`} x={width - 14} y={y(own.at(-1)!.mean) - 5 - at * 12} textAnchor="end">
              {name}
            </text>
          )}
        </g>
      ))}
      {points.length > 0 &&
        ticks.map((tick, i) => (
          <text
            key={tick}
            className="lab"
            x={x(tick)}
            y={height - 8}
            textAnchor={i === 0 ? 'start' : i === ticks.length - 1 ? 'end' : 'middle'}
          >
            {writeTime(tick)}
          </text>
        ))}
      <path className="axis" d={`M52 ${height - 26}H${width - 12}`} />
    </svg>
  );
}
