import { placeLabels } from './place-labels.ts';
import { linearScale, spreadDomain } from './scale.ts';

/** A point: what it is, where, and which tone of `f-…` it takes; `stray` is drawn as a triangle and named. */
export interface Point {
  key: string;
  name: string;
  x: number;
  y: number;
  tone: string;
  stray: boolean;
  tip: string;
}

interface ScatterProps {
  width: number;
  height?: number;
  points: Point[];
  xLabel: string;
  yLabel: string;
  label: string;
  /** Named places, drawn as crosses: what the pair or genome should look like. */
  marks?: { name: string; x: number; y: number }[];
  xDomain?: [number, number];
  yDomain?: [number, number];
  write(value: number): string;
  /** How values of the lower axis are written, when otherwise than those of the other. */
  writeX?(value: number): string;
}

/** Two measures against each other; both axes say where they start. */
export function Scatter(props: ScatterProps) {
  const { width, height = 240, points, xLabel, yLabel, label, marks = [], write } = props;
  const writeX = props.writeX ?? write;
  const xs = [...points.map((point) => point.x), ...marks.map((mark) => mark.x)];
  const ys = [...points.map((point) => point.y), ...marks.map((mark) => mark.y)];
  const x = linearScale(props.xDomain ?? spreadDomain(xs), [48, width - 16], Math.max(2, Math.floor(width / 90)));
  const y = linearScale(props.yDomain ?? spreadDomain(ys), [height - 44, 40], 4);
  const named = placeLabels(
    points.filter((point) => point.stray),
    (point) => [x(point.x), y(point.y)],
  );
  return (
    <svg width={width} height={height} role="img" aria-label={label}>
      {y.ticks.map((tick) => (
        <g key={tick}>
          <path className="grid" d={`M48 ${y(tick)}H${width - 8}`} />
          <text className="lab" x={42} y={y(tick) + 4} textAnchor="end">
            {write(tick)}
          </text>
        </g>
      ))}
      {x.ticks.map((tick) => (
        <g key={tick}>
          <path className="axis" d={`M${x(tick)} ${height - 44}v4`} />
          <text className="lab" x={x(tick)} y={height - 26} textAnchor="middle">
            {writeX(tick)}
          </text>
        </g>
      ))}
      <path className="axis" d={`M48 ${height - 44}H${width - 8}`} />
      <text className="lab" x={width - 8} y={height - 8} textAnchor="end">
        {xLabel}
      </text>
      <text className="lab" x={4} y={12}>
        {yLabel}
      </text>
      {marks.map((mark) => (
        <g key={mark.name}>
          <path className="whisker" d={`M${x(mark.x) - 4} ${y(mark.y)}h8M${x(mark.x)} ${y(mark.y) - 4}v8`} />
          <text className="lab halo" x={x(mark.x) + 7} y={y(mark.y) - 12}>
            {mark.name}
          </text>
        </g>
      ))}
      {points.map((point) =>
        point.stray ? (
          <path
            key={point.key}
            className="f-fail"
            d={`M${x(point.x)} ${y(point.y) - 6}l6 10h-12z`}
            data-tip={point.tip}
          />
        ) : (
          <circle
            key={point.key}
            className={`f-${point.tone}`}
            fillOpacity={0.75}
            cx={x(point.x)}
            cy={y(point.y)}
            r={3}
            data-tip={point.tip}
          />
        ),
      )}
      {named.map((point) => {
        const left = x(point.x) > width / 2;
        return (
          <text
            key={point.key}
            className="t-fail"
            x={x(point.x) + (left ? -9 : 9)}
            y={y(point.y) + 4}
            textAnchor={left ? 'end' : 'start'}
          >
            {point.name}
          </text>
        );
      })}
    </svg>
  );
}
