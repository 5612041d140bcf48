import { useTranslation } from 'react-i18next';
import { PicturePanel } from '../charts/picture-panel.tsx';
import type { Column } from '../components/data-table.tsx';
import { useFormat } from '../formatting/use-format.ts';
import type { Series } from './home-api.ts';

type Point = Series['points'][number];

function Bars({ points, width, label }: { points: Point[]; width: number; label: string }) {
  const format = useFormat();
  const height = 96;
  const base = height - 20;
  const most = Math.max(1, ...points.map((point) => point.value));
  const step = width / points.length;
  return (
    <svg width={width} height={height} role="img" aria-label={label}>
      <path className="axis" d={`M0 ${base}H${width}`} />
      {points.map((point, at) => {
        const tall = (point.value / most) * (base - 18);
        const last = at === points.length - 1;
        return (
          <rect
            key={point.at}
            x={at * step + 1}
            y={base - tall}
            width={Math.max(1, step - 3)}
            height={tall}
            className={last ? 'f-1' : 'f-off'}
            data-tip={`${format.date(point.at)}: ${format.int(point.value)}`}
          />
        );
      })}
      <text
        x={width - 2}
        y={Math.max(12, base - ((points.at(-1)?.value ?? 0) / most) * (base - 18) - 4)}
        textAnchor="end"
        className="val"
      >
        {format.int(points.at(-1)?.value ?? 0)}
      </text>
      <text x={0} y={height - 4} className="lab">
        {points[0] && format.date(points[0].at)}
      </text>
      <text x={width} y={height - 4} textAnchor="end" className="lab">
        {points.at(-1) && format.date(points.at(-1)!.at)}
      </text>
    </svg>
  );
}

/** Amounts over time, one bar each; the filled bar is the one that still grows. */
export function SeriesPanel({ series }: { series: Series }) {
  const { t } = useTranslation();
  const format = useFormat();
  const code = series.kind.replaceAll('-', '_');
  const sum = series.points.reduce((all, point) => all + point.value, 0);
  const columns: Column<Point>[] = [
    { key: 'at', head: t(`home:step.${series.step}`), value: (row) => row.at, cell: (row) => format.date(row.at) },
    {
      key: 'value',
      head: t('home:amount'),
      num: true,
      value: (row) => row.value,
      cell: (row) => format.int(row.value),
    },
  ];
  return (
    <PicturePanel
      title={t(`home:series.${code}`)}
      note={t(`home:per.${series.step}`)}
      foot={t(`home:seriesFoot.${code}`)}
      name={`idun-${series.kind}`}
      columns={columns}
      rows={series.points}
      rowKey={(row) => row.at}
      draw={(width) => (
        <Bars
          points={series.points}
          width={width}
          label={t('home:seriesLabel', { what: t(`home:series.${code}`), sum: format.int(sum) })}
        />
      )}
    />
  );
}
