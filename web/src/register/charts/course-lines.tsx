import { linearScale } from '../../charts/scale.ts';

/** One course that many people share, in whole years from the event. */
export interface Course {
  key: string;
  years: readonly number[];
  /** The year of death, where they died. */
  dead: number | null;
  shown: string;
}

/** A course as the register writes it: `-3 -1 +0 dead+2`. */
export function readCourse(text: string): Pick<Course, 'years' | 'dead'> {
  const parts = text.split(' ').filter(Boolean);
  const dead = parts.find((part) => part.startsWith('dead'));
  return {
    years: parts.filter((part) => !part.startsWith('dead')).map(Number),
    dead: dead === undefined ? null : Number(dead.slice(4)),
  };
}

const rowHeight = 24;

/** Courses below each other on one axis of years: a dot a sampling, a cross a death, the number of people at the right. */
export function CourseLines(props: {
  width: number;
  courses: readonly Course[];
  label: string;
  event: string;
  years(value: number): string;
}) {
  const { width, courses, label, event, years } = props;
  const all = courses.flatMap((one) => [...one.years, ...(one.dead === null ? [] : [one.dead])]);
  const right = 64;
  const x = linearScale(
    [Math.min(-1, ...all) - 0.5, Math.max(1, ...all) + 1.5],
    [12, width - right],
    Math.max(3, width / 90),
  );
  const bottom = 24 + courses.length * rowHeight;
  const middle = (year: number) => x(year + 0.5);
  return (
    <svg width={width} height={bottom + 24} role="img" aria-label={label}>
      <text className="lab" x={x(0)} y={11} textAnchor={x(0) < 60 ? 'start' : 'middle'}>
        {event}
      </text>
      {courses.map((one, row) =>
        row % 2 === 0 ? (
          <rect key={one.key} className="f-row" x={0} y={20 + row * rowHeight} width={width} height={rowHeight} />
        ) : null,
      )}
      <path className="whisker" strokeWidth={2} d={`M${x(0)} 16V${bottom}`} />
      {courses.map((one, row) => {
        const y = 32 + row * rowHeight;
        const ends = [...one.years, ...(one.dead === null ? [] : [one.dead]), 0];
        return (
          <g key={one.key}>
            <path className="grid" d={`M${middle(Math.min(...ends))} ${y}H${middle(Math.max(...ends))}`} />
            {one.years.map((year) => (
              <circle key={year} className="f-1" cx={middle(year)} cy={y} r={5} />
            ))}
            {one.dead !== null && (
              <path className="whisker" strokeWidth={2} d={`M${middle(one.dead) - 4} ${y - 4}l8 8m0 -8l-8 8`} />
            )}
            <text className="val" x={width - 4} y={y + 4} textAnchor="end">
              {one.shown}
            </text>
          </g>
        );
      })}
      <path className="axis" d={`M4 ${bottom}H${width - right}`} />
      {x.ticks.filter(Number.isInteger).map((tick) => (
        <g key={tick}>
          <path className="axis" d={`M${x(tick)} ${bottom}v4`} />
          <text className="lab" x={x(tick)} y={bottom + 18} textAnchor="middle">
            {years(tick)}
          </text>
        </g>
      ))}
    </svg>
  );
}
