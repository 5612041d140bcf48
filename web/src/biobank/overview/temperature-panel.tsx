import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, sendJson } from '../../api/client.ts';
import { PicturePanel } from '../../charts/picture-panel.tsx';
import type { Column } from '../../components/data-table.tsx';
import { Icon } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';
import { SelectFilter } from '../../components/select-filter.tsx';
import { Empty, ProblemView, SkeletonRows } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useMay } from '../../session/rights.ts';
import { type Excursion, excursionsQuery, storesQuery, temperaturesQuery } from '../storage/storage-api.ts';
import { degrees } from './degrees.ts';
import { LineChart } from './line-chart.tsx';

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

function Excursions({ only }: { only: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const places = useMay('biobank.storage.place');
  const { data: all = [] } = useQuery(excursionsQuery);
  const data = all.filter(({ store }) => only === undefined || store.id === only);
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

/** The temperature of a store over time, with its limits and the excursions; of one store only where that is the page’s. */
export function TemperaturePanel({ only }: { only?: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data: stores = [] } = useQuery(storesQuery);
  const read = stores.filter(
    ({ id, kind, temperature }) => kind === 'store' && temperature !== null && (only === undefined || id === only),
  );
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
            <div className="filters" style={{ padding: '0 16px 12px' }}>
              {only === undefined && (
                <SelectFilter
                  label={t('biobank:store')}
                  value={store.id}
                  options={read.map(({ id, name }) => ({ value: id, label: name }))}
                  onChange={setChosen}
                />
              )}
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
        <Excursions only={only} />
        <NoExcursion only={only} />
      </Panel>
    </div>
  );
}

function NoExcursion({ only }: { only: string | undefined }) {
  const { t } = useTranslation();
  const { data } = useQuery(excursionsQuery);
  const none = data?.every(({ store }) => only !== undefined && store.id !== only);
  return none ? <Empty why={t('biobank:noExcursion')} /> : null;
}
