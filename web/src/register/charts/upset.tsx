import { countDomain, linearScale } from '../../charts/scale.ts';

/** People who are in exactly these sources. */
export interface Combination {
  key: string;
  in: readonly number[];
  value: number | null;
  shown: string;
}

const rowHeight = 22;
const barsHeight = 130;

/** Which sources people are in together: a bar a combination, and below it which sources those are (UpSet, Lex et al. 2014). */
export function UpSet(props: {
  width: number;
  sources: readonly string[];
  combinations: readonly Combination[];
  label: string;
  write(value: number): string;
}) {
  const { width, sources, combinations, label, write } = props;
  const names = Math.min(width * 0.42, 24 + Math.max(0, ...sources.map((one) => one.length)) * 7);
  const room = width - names - 12;
  const shown = combinations.slice(0, Math.max(1, Math.floor(room / 30)));
  const slot = Math.min(48, room / Math.max(1, shown.length));
  const domain = countDomain(shown.map(({ value }) => value ?? 0));
  const y = linearScale(domain, [barsHeight, 18], 4);
  const x = (at: number) => names + 8 + (at + 0.5) * slot;
  const rowY = (row: number) => barsHeight + 16 + row * rowHeight;
  const most = Math.floor(names / 7) - 1;
  return (
    <svg width={width} height={rowY(sources.length)} role="img" aria-label={label}>
      {sources.map((name, row) => (
        <g key={name}>
          {row % 2 === 0 && <rect className="f-row" x={0} y={rowY(row) - 11} width={width} height={rowHeight} />}
          <text x={names - 4} y={rowY(row) + 4} textAnchor="end">
            {name.length > most ? `${name.slice(0, most - 1)}…` : name}
          </text>
        </g>
      ))}
      {shown.map((one, at) => {
        const rows = [...one.in].sort((a, b) => a - b);
        const [first, last] = [rows[0], rows.at(-1)];
        return (
          <g key={one.key}>
            {one.value === null ? (
              <rect
                className="protected-bar"
                x={x(at) - 7}
                y={barsHeight - 10}
                width={14}
                height={10}
                data-tip={one.shown}
              />
            ) : (
              <rect
                className="f-1"
                x={x(at) - 8}
                y={y(one.value)}
                width={16}
                height={barsHeight - y(one.value)}
                data-tip={one.shown}
              />
            )}
            <text
              className="lab val"
              x={x(at)}
              y={(one.value === null ? barsHeight - 10 : y(one.value)) - 4}
              textAnchor="middle"
            >
              {one.value === null ? one.shown : write(one.value)}
            </text>
            {sources.map((name, row) => (
              <circle key={name} className={rows.includes(row) ? 'f-ink' : 'f-line'} cx={x(at)} cy={rowY(row)} r={5} />
            ))}
            {first !== undefined && last !== undefined && first !== last && (
              <path className="s-ink" strokeWidth={2} d={`M${x(at)} ${rowY(first)}V${rowY(last)}`} />
            )}
          </g>
        );
      })}
      <path className="axis" d={`M${names} ${barsHeight}H${width}`} />
    </svg>
  );
}
