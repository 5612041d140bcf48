import type { Interval } from '../genetics/wilson.ts';

interface IntervalBarProps {
  value: number;
  interval: Interval | null;
  /** The value at the right edge; the left edge is zero. */
  most: number;
  label: string;
}

const width = 116;
const room = 112;

/** A share as a bar from zero with its interval as a whisker, on the same scale in every row. */
export function IntervalBar({ value, interval, most, label }: IntervalBarProps) {
  const x = (share: number) => (Math.min(share, most) / most) * room;
  return (
    <svg width={width} height={18} role="img" aria-label={label}>
      <rect className="f-soft" y={5} width={room} height={8} />
      <rect className="f-1" y={5} width={Math.max(value > 0 ? 1 : 0, x(value))} height={8} />
      {interval && (
        <path
          className="whisker"
          d={`M${x(interval.low)} 9H${x(interval.high)}M${x(interval.low) + 0.5} 6v6${
            interval.high > most ? `M${room} 9h4m-3-3 3 3-3 3` : `M${x(interval.high) - 0.5} 6v6`
          }`}
        />
      )}
    </svg>
  );
}
