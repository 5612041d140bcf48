import { countDomain, linearScale } from './scale.ts';

/** One bar: its label and the height of each layer, in the order of `layers`. */
export interface StackedBar {
  key: string;
  label: string;
  values: number[];
}

interface StackedBarsProps {
  width: number;
  height?: number;
  bars: StackedBar[];
  layers: string[];
  /** What the picture says, for those who do not see it. */
  label: string;
  write(value: number): string;
  tip(bar: StackedBar, layer: number): string;
}

/** The class number of a layer's hue; the same layer has the same hue on every page that lists them in this order. */
export function hue(layer: number): number {
  return (layer % 6) + 1;
}

/** Counts over time, stacked; the axis starts at zero and each layer is named at its end when there is room. */
export function StackedBars({ width, height = 220, bars, layers, label, write, tip }: StackedBarsProps) {
  const totals = bars.map((bar) => bar.values.reduce((sum, value) => sum + value, 0));
  const domain = countDomain(totals);
  const longest = Math.min(22, Math.max(0, ...layers.map((layer) => layer.length)));
  const right = width > namedFrom && layers.length > 1 ? longest * 7.4 + 16 : 8;
  const left = 16 + write(domain[1]).length * 7;
  const y = linearScale(domain, [height - 24, 12], 4);
  const slot = (width - left - right) / Math.max(1, bars.length);
  const thick = Math.max(2, Math.min(48, slot - Math.min(6, slot * 0.25)));
  const every = Math.max(1, Math.ceil(76 / slot));
  const named = right > 8;
  return (
    <svg width={width} height={height} role="img" aria-label={label}>
      {y.ticks.filter(Number.isInteger).map((tick) => (
        <g key={tick}>
          <path className="grid" d={`M${left} ${y(tick)}H${width - right}`} />
          <text className="lab" x={left - 6} y={y(tick) + 4} textAnchor="end">
            {write(tick)}
          </text>
        </g>
      ))}
      {bars.map((bar, at) => {
        const x = left + at * slot + (slot - thick) / 2;
        let below = 0;
        return (
          <g key={bar.key}>
            {bar.values.map((value, layer) => {
              const from = y(below);
              below += value;
              return value > 0 ? (
                <rect
                  key={layers[layer]}
                  className={`f-${hue(layer)}`}
                  x={x}
                  y={y(below)}
                  width={thick}
                  height={Math.max(0.5, from - y(below) - 0.5)}
                  data-tip={tip(bar, layer)}
                />
              ) : null;
            })}
            {(bars.length - 1 - at) % every === 0 && x + thick / 2 > left + 12 && (
              <text
                className="lab"
                x={named ? x + thick / 2 : Math.min(x + thick / 2, width - 32)}
                y={height - 6}
                textAnchor="middle"
              >
                {bar.label}
              </text>
            )}
          </g>
        );
      })}
      {named && <LayerNames bars={bars} layers={layers} x={width - right + 8} y={y} />}
    </svg>
  );
}

function LayerNames(props: { bars: StackedBar[]; layers: string[]; x: number; y: (value: number) => number }) {
  const last = props.bars.at(-1);
  if (!last) return null;
  let below = 0;
  let lowest = Number.POSITIVE_INFINITY;
  return last.values.map((value, layer) => {
    const centre = props.y(below + value / 2) + 4;
    below += value;
    const place = Math.min(centre, lowest - 14);
    lowest = place;
    const name = props.layers[layer] ?? '';
    return (
      <text key={name} className={`t-${hue(layer)}`} x={props.x} y={place}>
        {name.length > 22 ? `${name.slice(0, 21)}…` : name}
      </text>
    );
  });
}

/** Width below which the layers are named in a legend. */
export const namedFrom = 560;

/** The layers' names with their hues, for a picture too narrow to name them beside the bars. */
export function LayerLegend({ layers }: { layers: string[] }) {
  return (
    <p className="legend">
      {layers.map((layer, at) => (
        <span key={layer}>
          <svg width="10" height="10" aria-hidden="true">
            <rect width="10" height="10" className={`f-${hue(at)}`} />
          </svg>
          {layer}
        </span>
      ))}
    </p>
  );
}
