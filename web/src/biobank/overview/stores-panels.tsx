import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, sendJson } from '../../api/client.ts';
import { PicturePanel } from '../../charts/picture-panel.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Icon } from '../../components/icon.tsx';
import { Mark } from '../../components/marks.tsx';
import { Panel } from '../../components/panel.tsx';
import { SelectFilter } from '../../components/select-filter.tsx';
import { Arrival, Empty, ProblemView, SkeletonRows } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useMay } from '../../session/rights.ts';
import {
  type Excursion,
  excursionsQuery,
  type Forecast,
  forecastQuery,
  type Store,
  storesQuery,
  temperaturesQuery,
} from '../storage/storage-api.ts';
import { LineChart } from './line-chart.tsx';

const degrees = (value: number, decimal: (value: number, digits?: number) => string) => `${decimal(value, 1)}\u00A0°C`;

function ColdMark({ store }: { store: Store }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (store.temperature === null) return <span className="muted">{t('biobank:noReading')}</span>;
  const bad = store.excursion !== null;
  return (
    <>
      <Mark tone={bad ? 'fail' : 'pass'} icon={bad ? 'fail' : 'pass'}>
        {degrees(store.temperature.celsius, format.decimal)}
      </Mark>
      <span className="under">{format.ago(store.temperature.at)}</span>
    </>
  );
}

/** Every store: how full, how cold, when it will be full. */
export function StoresPanel() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error } = useQuery(storesQuery);
  const columns: Column<Store>[] = [
    {
      key: 'name',
      head: t('biobank:store'),
      value: (row) => row.name,
      cell: (row) => (
        <Link className="rowlink" to="/biobank/storage" search={{ at: row.id }}>
          {row.name}
        </Link>
      ),
    },
    {
      key: 'share',
      head: t('biobank:share'),
      value: (row) => (row.capacity ? row.occupied / row.capacity : null),
      cell: (row) =>
        row.capacity ? (
          <>
            <span className="nowrap">
              {t('biobank:fullOf', { occupied: format.int(row.occupied), capacity: format.int(row.capacity) })}
            </span>
            <span className="bar" aria-hidden="true">
              <i style={{ width: `${Math.min(100, (100 * row.occupied) / row.capacity)}%` }} />
            </span>
          </>
        ) : (
          format.int(row.occupied)
        ),
    },
    {
      key: 'cold',
      head: t('biobank:temperature'),
      value: (row) => row.temperature?.celsius,
      cell: (row) => <ColdMark store={row} />,
    },
    {
      key: 'full',
      head: t('biobank:fullOn'),
      value: (row) => row.full,
      cell: (row) =>
        row.full ? (
          <span className="nowrap">{format.date(row.full)}</span>
        ) : (
          <span className="muted">{t('biobank:notSoon')}</span>
        ),
    },
    {
      key: 'automated',
      head: t('biobank:automated'),
      opt: true,
      value: (row) => (row.automated ? t('words:yes') : t('words:no')),
    },
  ];
  return (
    <Panel title={t('biobank:stores')} tools={<Link to="/biobank/storage">{t('biobank:showOnMap')}</Link>}>
      <Arrival error={error} data={data} rows={4}>
        {(all) => {
          const rows = all.filter(({ kind }) => kind === 'store');
          return rows.length === 0 ? (
            <Empty why={t('biobank:nothingHere')} />
          ) : (
            <DataTable caption={t('biobank:stores')} columns={columns} rows={rows} rowKey={(row) => row.id} />
          );
        }}
      </Arrival>
    </Panel>
  );
}

function Acknowledge({ excursion }: { excursion: Excursion }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const id = useId();
  const [note, setNote] = useState('');
  const keep = useMutation({
    mutationFn: () =>
      sendJson('POST', apiPath(`/biobank/storage/excursions/${excursion.id}/acknowledge`), { note: note.trim() }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['biobank', 'storage'] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (note.trim() !== '') keep.mutate();
  };
  return (
    <form className="filters" style={{ padding: '8px 0 0' }} onSubmit={submit}>
      <div className="field">
        <label htmlFor={id}>{t('words:reason')}</label>
        <input id={id} className="input" value={note} onChange={(event) => setNote(event.target.value)} />
      </div>
      <button type="submit" className="btn small" disabled={note.trim() === '' || keep.isPending}>
        {t('biobank:acknowledge')}
      </button>
      {keep.error && <ProblemView error={keep.error} />}
    </form>
  );
}

function Excursions() {
  const { t } = useTranslation();
  const format = useFormat();
  const places = useMay('biobank.storage.place');
  const { data = [] } = useQuery(excursionsQuery);
  if (data.length === 0) return null;
  return (
    <ul className="feed group">
      {data.slice(0, 6).map((one) => (
        <li key={one.id}>
          <Icon name={one.until === null ? 'fail' : 'warn'} tone={one.until === null ? 'fail' : 'warn'} />
          <div>
            <p>
              <b>{one.store.name}</b>{' '}
              {t(one.until === null ? 'biobank:excursionGoesOn' : 'biobank:excursionWas', {
                worst: degrees(one.worst, format.decimal),
                from: format.dateTime(one.from),
                until: one.until === null ? '' : format.dateTime(one.until),
              })}
            </p>
            <p className="small muted">
              {t('biobank:excursionTouched', { count: one.specimens, number: format.int(one.specimens) })}{' '}
              {one.acknowledgedAt &&
                t('biobank:acknowledgedAt', { time: format.dateTime(one.acknowledgedAt), note: one.note ?? '' })}
            </p>
            {places && one.acknowledgedAt === null && <Acknowledge excursion={one} />}
          </div>
        </li>
      ))}
    </ul>
  );
}

const spans = ['1', '7', '30'] as const;

/** The temperature of a store over time, with its limits and the excursions. */
export function TemperaturePanel() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data: stores = [] } = useQuery(storesQuery);
  const read = stores.filter(({ kind, temperature }) => kind === 'store' && temperature !== null);
  const [chosen, setChosen] = useState<string | undefined>();
  const [days, setDays] = useState<string | undefined>('7');
  const store = read.find(({ id }) => id === chosen) ?? read.find(({ excursion }) => excursion !== null) ?? read[0];
  const { data, error } = useQuery({
    ...temperaturesQuery(store?.id ?? '', Number(days ?? 7)),
    enabled: store !== undefined,
  });
  if (store === undefined) return null;
  type Row = { probe: string; at: string; low: number; high: number; mean: number };
  const rows: Row[] = (data?.probes ?? []).flatMap(({ probe, points }) => points.map((point) => ({ probe, ...point })));
  const value = (key: 'low' | 'high' | 'mean', head: string): Column<Row> => ({
    ...{ key, head, num: true, value: (row) => row[key], cell: (row) => degrees(row[key], format.decimal) },
  });
  const columns: Column<Row>[] = [
    {
      key: 'at',
      head: t('biobank:when'),
      value: (row) => row.at,
      cell: (row) => <span className="nowrap">{format.dateTime(row.at)}</span>,
    },
    { key: 'probe', head: t('biobank:probe'), value: (row) => row.probe },
    value('mean', t('biobank:mean')),
    value('low', t('biobank:lowest')),
    value('high', t('biobank:highest')),
  ];
  const title = t('biobank:temperatureOf', { store: store.name });
  return (
    <div className="stack">
      <PicturePanel
        title={title}
        note={t('biobank:temperatureNote')}
        name={`idun-${store.name}-temperature`}
        columns={columns}
        rows={rows}
        rowKey={(row) => `${row.probe}${row.at}`}
        draw={(width) => (
          <>
            <div className="filters" style={{ padding: '0 0 12px' }}>
              <SelectFilter
                label={t('biobank:store')}
                value={store.id}
                options={read.map(({ id, name }) => ({ value: id, label: name }))}
                onChange={setChosen}
              />
              <SelectFilter
                label={t('biobank:span')}
                value={days}
                options={spans.map((value) => ({ value, label: t('biobank:days', { count: Number(value) }) }))}
                onChange={setDays}
              />
            </div>
            {error ? (
              <ProblemView error={error} />
            ) : rows.length === 0 ? (
              data ? (
                <Empty why={t('biobank:noReading')} />
              ) : (
                <SkeletonRows rows={6} />
              )
            ) : (
              <LineChart
                width={width}
                series={(data?.probes ?? []).map(({ probe, points }) => ({
                  name: probe,
                  points: points.map((point) => ({ ...point, at: Date.parse(point.at) })),
                }))}
                limits={data?.rule ?? null}
                spans={(data?.excursions ?? []).map((one) => ({
                  ...{
                    key: one.id,
                    from: Date.parse(one.from),
                    until: one.until === null ? Date.now() : Date.parse(one.until),
                  },
                  name: degrees(one.worst, format.decimal),
                }))}
                label={title}
                write={(celsius) => format.decimal(celsius, 1)}
                writeTime={(at) => format.dateTime(new Date(at).toISOString())}
              />
            )}
          </>
        )}
      />
      <Panel title={t('biobank:excursions')} note={t('biobank:excursionsNote')}>
        <Excursions />
        <NoExcursion />
      </Panel>
    </div>
  );
}

function NoExcursion() {
  const { t } = useTranslation();
  const { data } = useQuery(excursionsQuery);
  return data?.length === 0 ? <Empty why={t('biobank:noExcursion')} /> : null;
}

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
  const line = 40;
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
            const room = width - 8;
            const taken = row.capacity === 0 ? 0 : (room * row.occupied) / row.capacity;
            const said = row.fullOn
              ? t('biobank:fullSentence', { date: format.date(row.fullOn) })
              : t('biobank:notSoon');
            return (
              <g key={`${row.store.id}${row.type}`}>
                <text className="val" x={4} y={y + 14}>
                  {name(row)}
                </text>
                <text className="lab" x={width - 4} y={y + 14} textAnchor="end">
                  {said}
                </text>
                <rect className="f-soft" x={4} y={y + 20} width={room} height={12} />
                <rect
                  className="f-1"
                  x={4}
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
