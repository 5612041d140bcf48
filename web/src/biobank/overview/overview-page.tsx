import '../../styles/storage.css';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PicturePanel } from '../../charts/picture-panel.tsx';
import { StackedBars } from '../../charts/stacked-bars.tsx';
import type { Column } from '../../components/data-table.tsx';
import { Icon, type IconName } from '../../components/icon.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { Arrival, Empty, ProblemView, Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useMay } from '../../session/rights.ts';
import { stockQuery } from '../biobank-api.ts';
import { BiobankTabs, useBanks } from '../biobank-tabs.tsx';
import { reservationsQuery, shipmentsQuery } from '../dispensing/dispensing-api.ts';
import { discrepanciesQuery, flowQuery, ordersQuery, receptionsQuery } from '../reception-api.ts';
import { useMaterials } from '../words.ts';
import { ForecastPanel } from './forecast-panel.tsx';
import { RobotsPanel } from './robots-panel.tsx';
import { StoresPanel } from './stores-panel.tsx';
import { TemperaturePanel } from './temperature-panel.tsx';

interface Waits {
  key: string;
  icon: IconName;
  tone?: string;
  to: string;
  text: string;
  count: number;
  /** Since when the oldest has waited. */
  oldest?: string | undefined;
}

function useWaiting(): { waiting: Waits[]; error: unknown; known: boolean } {
  const { t } = useTranslation();
  const format = useFormat();
  const discrepancies = useQuery(discrepanciesQuery({ undecided: true }));
  const receptions = useQuery(receptionsQuery(true));
  const reservations = useQuery(reservationsQuery('open'));
  const packed = useQuery(shipmentsQuery('packed'));
  const sent = useQuery(shipmentsQuery('sent'));
  const orders = useQuery(ordersQuery);
  const picks = (reservations.data ?? []).filter(({ promised }) => promised > 0);
  const waiting = (
    key: string,
    rows: readonly string[] | undefined,
    more: Omit<Waits, 'key' | 'text' | 'count' | 'oldest'>,
  ): Waits => ({
    ...{ key, count: rows?.length ?? 0, oldest: [...(rows ?? [])].sort()[0], ...more },
    text: t(`biobank:waits.${key}`, { count: rows?.length ?? 0, number: format.int(rows?.length ?? 0) }),
  });
  const all = [
    waiting(
      'discrepancies',
      discrepancies.data?.map(({ foundAt }) => foundAt),
      {
        ...{ icon: 'warn', tone: 'warn', to: '/biobank/discrepancies' },
      },
    ),
    waiting(
      'deliveries',
      receptions.data?.map(({ arrivedAt }) => arrivedAt),
      { icon: 'down', to: '/biobank/bench' },
    ),
    waiting(
      'picks',
      picks.map(({ madeAt }) => madeAt),
      { icon: 'dataset', to: '/biobank/reservations' },
    ),
    waiting(
      'packed',
      packed.data?.map(({ packedAt }) => packedAt),
      { icon: 'out', to: '/biobank/reservations' },
    ),
    waiting(
      'sent',
      sent.data?.flatMap(({ sentAt }) => sentAt ?? []),
      { icon: 'out', to: '/biobank/reservations' },
    ),
    waiting(
      'orders',
      orders.data?.map(({ orderedAt }) => orderedAt),
      { icon: 'clock', to: '/biobank/bench' },
    ),
  ];
  const queries = [discrepancies, receptions, reservations, packed, sent];
  return {
    waiting: all.filter(({ count }) => count > 0),
    error: queries.find(({ error }) => error)?.error,
    known: queries.every(({ data }) => data !== undefined),
  };
}

function WaitingPanel() {
  const { t } = useTranslation();
  const format = useFormat();
  const { waiting, error, known } = useWaiting();
  return (
    <Panel title={t('biobank:waiting')}>
      {error ? (
        <div className="body">
          <ProblemView error={error} />
        </div>
      ) : !known ? (
        <Arrival error={null} data={undefined} rows={4}>
          {() => null}
        </Arrival>
      ) : waiting.length === 0 ? (
        <Empty why={t('biobank:nothingWaits')} />
      ) : (
        <ul className="feed">
          {waiting.map((one) => (
            <li key={one.key}>
              <Icon name={one.icon} tone={one.tone} />
              <div>
                <p>
                  <Link to={one.to}>{one.text}</Link>
                </p>
                {one.oldest && (
                  <p className="small muted">
                    {t('biobank:oldest', { date: format.dateTime(one.oldest), ago: format.ago(one.oldest) })}
                  </p>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

interface Week {
  week: string;
  came: number;
  made: number;
  left: number;
}

function FlowPanel() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error } = useQuery(flowQuery);
  const layers = [t('biobank:came'), t('biobank:madeHere'), t('biobank:wentOut')];
  const columns: Column<Week>[] = [
    { key: 'week', head: t('biobank:weekOf'), value: (row) => row.week, cell: (row) => format.date(row.week) },
    { key: 'came', head: layers[0]!, num: true, value: (row) => row.came, cell: (row) => format.int(row.came) },
    { key: 'made', head: layers[1]!, num: true, value: (row) => row.made, cell: (row) => format.int(row.made) },
    { key: 'left', head: layers[2]!, num: true, value: (row) => row.left, cell: (row) => format.int(row.left) },
  ];
  if (error || !data) {
    return (
      <Panel title={t('biobank:flow')}>
        <Arrival error={error} data={undefined} rows={6}>
          {() => null}
        </Arrival>
      </Panel>
    );
  }
  const bars = data.map(({ week, came, made, left }) => ({
    key: week,
    label: format.date(week).replace(/ \d{4}$/, ''),
    values: [came, made, left],
  }));
  return (
    <PicturePanel
      title={t('biobank:flow')}
      note={t('biobank:flowNote')}
      name="idun-biobank-flow"
      columns={columns}
      rows={data}
      rowKey={(row) => row.week}
      draw={(width) => (
        <StackedBars
          width={width}
          bars={bars}
          layers={layers}
          label={t('biobank:flow')}
          write={format.int}
          tip={(bar, layer) => `${bar.label}: ${format.int(bar.values[layer] ?? 0)} ${layers[layer]}`}
        />
      )}
    />
  );
}

function StockPanel() {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useMaterials();
  const { data, error } = useQuery(stockQuery);
  const types = (data?.facets?.['type'] ?? []).filter(
    (one): one is { value: string; count: number } => one.value !== null,
  );
  const most = Math.max(1, ...types.map(({ count }) => count));
  return (
    <Panel
      title={t('biobank:stock')}
      note={data && t('bench:tubes', { count: data.total ?? 0, number: format.int(data.total ?? 0) })}
    >
      <Arrival error={error} data={data} rows={6}>
        {() => (
          <div className="body">
            <table className="data">
              <tbody>
                {types.map(({ value, count }) => (
                  <tr key={value}>
                    <th scope="row">
                      <Link className="rowlink" to="/biobank/specimens" search={{ type: [value] }}>
                        {words.type(value)}
                      </Link>
                    </th>
                    <td className="num">{format.int(count)}</td>
                    <td style={{ width: '45%' }}>
                      <span className="bar" aria-hidden="true">
                        <i style={{ width: `${(100 * count) / most}%` }} />
                      </span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Arrival>
    </Panel>
  );
}

/** The biobank today: what waits, what came and left, what is in store, how cold and how full it is. */
export function BiobankPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error } = useQuery(stockQuery);
  const works = useMay('biobank.specimens.process');
  const stores = useMay('biobank.storage.read');
  const banks = useBanks();
  const crumbs = [{ label: t('biobank:biobank') }];
  if (error && !data) return <ProblemPage error={error} crumbs={crumbs} />;
  if (!data) return <Skeleton />;
  const states = data.facets?.['state'] ?? [];
  const count = (...names: string[]) =>
    states.filter(({ value }) => value !== null && names.includes(value)).reduce((sum, one) => sum + one.count, 0);
  const house = count('available', 'held', 'reserved', 'picked');
  return (
    <Page
      heading={t('biobank:heading', { count: house, number: format.int(house) })}
      title={t('biobank:biobank')}
      crumbs={crumbs}
      state={
        <>
          <span>{banks.map(({ name }) => name).join(', ')}</span>
          <span>{t('biobank:stateAvailable', { number: format.int(count('available')) })}</span>
          <span>{t('biobank:stateReserved', { number: format.int(count('reserved', 'picked')) })}</span>
          {count('held') > 0 && (
            <span className="warn strong">{t('biobank:stateHeld', { number: format.int(count('held')) })}</span>
          )}
        </>
      }
      actions={
        works && (
          <Link className="btn primary" to="/biobank/bench">
            {t('biobank:toBench')}
          </Link>
        )
      }
    >
      <BiobankTabs />
      <div className="cols side-360">
        <div className="stack">
          <WaitingPanel />
          <FlowPanel />
          {stores && (
            <>
              <StoresPanel />
              <TemperaturePanel />
            </>
          )}
        </div>
        <div className="stack">
          <StockPanel />
          {stores && (
            <>
              <ForecastPanel />
              <RobotsPanel />
            </>
          )}
        </div>
      </div>
    </Page>
  );
}
