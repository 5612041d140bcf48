import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { PicturePanel } from '../../charts/picture-panel.tsx';
import type { Column } from '../../components/data-table.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { type Forecast, forecastQuery } from '../storage/storage-api.ts';

/** When each store will be full, at the pace of the last weeks: bars of what is taken and free, and the same as a table. */
export function ForecastPanel() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useQuery(forecastQuery);
  if (!data || data.items.length === 0) return null;
  type Row = Forecast['items'][number];
  const name = (row: Row) => `${row.store.name}, ${row.type}`;
  const columns: Column<Row>[] = [
    { key: 'store', head: t('biobank:store'), value: name },
    {
      key: 'occupied',
      head: t('biobank:occupied'),
      num: true,
      value: (row) => row.occupied,
      cell: (row) => format.int(row.occupied),
    },
    { key: 'free', head: t('biobank:free'), num: true, value: (row) => row.free, cell: (row) => format.int(row.free) },
    {
      key: 'came',
      head: t('biobank:cameWeekly'),
      num: true,
      value: (row) => row.cameWeekly,
      cell: (row) => format.decimal(row.cameWeekly, 1),
    },
    {
      key: 'left',
      head: t('biobank:leftWeekly'),
      num: true,
      value: (row) => row.leftWeekly,
      cell: (row) => format.decimal(row.leftWeekly, 1),
    },
    {
      key: 'full',
      head: t('biobank:fullOn'),
      value: (row) => row.fullOn,
      cell: (row) => (row.fullOn ? format.date(row.fullOn) : t('biobank:notSoon')),
    },
  ];
  const [line, edge] = [40, 16];
  return (
    <PicturePanel
      title={t('biobank:forecast')}
      note={t('biobank:forecastNote', { count: data.weeks })}
      name="idun-biobank-forecast"
      columns={columns}
      rows={data.items}
      rowKey={(row) => `${row.store.id}${row.type}`}
      draw={(width) => (
        <svg width={width} height={data.items.length * line + 8} role="img" aria-label={t('biobank:forecast')}>
          {data.items.map((row, i) => {
            const y = i * line;
            const room = width - 2 * edge;
            const taken = row.capacity === 0 ? 0 : (room * row.occupied) / row.capacity;
            const said = row.fullOn
              ? t('biobank:fullSentence', { date: format.date(row.fullOn) })
              : t('biobank:notSoon');
            return (
              <g key={`${row.store.id}${row.type}`}>
                <text className="val" x={edge} y={y + 14}>
                  {name(row)}
                </text>
                <text className="lab" x={width - edge} y={y + 14} textAnchor="end">
                  {said}
                </text>
                <rect className="f-soft" x={edge} y={y + 20} width={room} height={12} />
                <rect
                  className="f-1"
                  x={edge}
                  y={y + 20}
                  width={taken}
                  height={12}
                  data-tip={`${format.int(row.occupied)} / ${format.int(row.capacity)}`}
                />
              </g>
            );
          })}
        </svg>
      )}
    />
  );
}
