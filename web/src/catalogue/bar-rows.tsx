import { hue } from '../charts/stacked-bars.tsx';
import type { CountedValue } from './catalogue-api.ts';

const row = 26;
const gap = 8;

interface BarRowsProps {
  width: number;
  rows: readonly CountedValue[];
  /** What the picture says, for those who do not see it. */
  label: string;
  word(value: string): string;
  write(row: CountedValue): string;
}

/** One bar a value, its name at the left and its count at the end; what is protected is a dashed stub with the reason. */
export function BarRows({ width, rows, label, word, write }: BarRowsProps) {
  const most = Math.max(1, ...rows.map(({ persons }) => persons ?? 0));
  const longest = Math.max(...rows.map(({ value }) => word(value).length));
  const left = Math.min(Math.round(width * 0.45), longest * 7.2 + gap * 3);
  const room = width - left - Math.max(...rows.map((one) => write(one).length)) * 7.5 - gap * 2;
  const fits = Math.floor((left - 2 * gap) / 6.6);
  return (
    <svg width={width} height={rows.length * row + 4} role="img" aria-label={label}>
      {rows.map((one, at) => {
        const y = at * row + 4;
        const name = word(one.value);
        const length = one.persons === null ? 14 : Math.max(2, (one.persons / most) * room);
        return (
          <g key={one.value}>
            <text x={left - gap} y={y + 15} textAnchor="end" data-tip={name.length > fits ? name : undefined}>
              {name.length > fits ? `${name.slice(0, fits - 1)}…` : name}
            </text>
            <rect
              className={one.persons === null ? 'f-none dash grid' : `f-${hue(0)}`}
              x={left}
              y={y + 3}
              width={length}
              height={row - 10}
              data-tip={`${name}: ${write(one)}`}
            />
            <text className={one.persons === null ? 'lab' : 'val'} x={left + length + gap} y={y + 15}>
              {write(one)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
