import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { SelectFilter } from '../../components/select-filter.tsx';
import { Arrival, Empty, Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useMay } from '../../session/rights.ts';
import { readReservationsSearch } from '../biobank-search.ts';
import { BiobankTabs, useBanks } from '../biobank-tabs.tsx';
import { BiobankMark } from '../marks.tsx';
import { useMaterials } from '../words.ts';
import { type Reservation, reservationsQuery, type Shipment, shipmentsQuery } from './dispensing-api.ts';
import { PermitsPanel } from './permits-panel.tsx';
import { WantedForm } from './wanted-form.tsx';

function ShipmentsPanel() {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useMaterials();
  const { data, error } = useQuery(shipmentsQuery());
  type Row = Shipment & { tubes: number };
  const columns: Column<Row>[] = [
    {
      key: 'recipient',
      head: t('biobank:recipient'),
      value: (row) => row.recipient,
      cell: (row) => (
        <Link className="rowlink" to="/biobank/shipments/$id" params={{ id: row.id }}>
          {row.recipient}
        </Link>
      ),
    },
    { key: 'tubes', head: t('biobank:tubes'), num: true, value: (row) => row.tubes },
    {
      key: 'state',
      head: t('words:stateWord'),
      value: (row) => words.shipment(row.state),
      cell: (row) => <BiobankMark of="shipment" state={row.state} />,
    },
    {
      key: 'temperature',
      head: t('biobank:transportWord'),
      opt: true,
      value: (row) => words.transport(row.temperature),
    },
    {
      key: 'packed',
      head: t('biobank:packed'),
      opt: true,
      value: (row) => row.packedAt,
      cell: (row) => <span className="nowrap">{format.dateTime(row.packedAt)}</span>,
    },
    {
      key: 'sent',
      head: t('biobank:sent'),
      value: (row) => row.sentAt,
      cell: (row) => (row.sentAt ? <span className="nowrap">{format.dateTime(row.sentAt)}</span> : '–'),
    },
  ];
  return (
    <Panel title={t('biobank:shipments')}>
      <Arrival error={error} data={data} rows={4}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty why={t('biobank:noShipments')} />
          ) : (
            <DataTable caption={t('biobank:shipments')} columns={columns} rows={rows} rowKey={(row) => row.id} capped />
          )
        }
      </Arrival>
    </Panel>
  );
}

/** What is promised to whom, and what is on its way. */
export function ReservationsPage() {
  const { t } = useTranslation();
  const reserves = useMay('biobank.dispensing.reserve');
  const format = useFormat();
  const words = useMaterials();
  const navigate = useNavigate();
  const { state } = useSearch({ from: '/biobank/reservations' });
  const { data, error } = useQuery(reservationsQuery(state));
  useBanks();
  const crumbs = [{ label: t('biobank:biobank'), to: '/biobank' }, { label: t('biobank:reservations') }];
  if (error && !data) return <ProblemPage error={error} crumbs={crumbs} />;
  if (!data) return <Skeleton />;
  const open = data.filter((one) => one.state === 'open');
  const columns: Column<Reservation & { promised: number }>[] = [
    {
      key: 'project',
      head: t('biobank:project'),
      value: (row) => row.project,
      cell: (row) => (
        <Link className="rowlink" to="/biobank/reservations/$id" params={{ id: row.id }}>
          {row.project}
        </Link>
      ),
    },
    { key: 'promised', head: t('biobank:inTheHouse'), num: true, value: (row) => row.promised },
    {
      key: 'state',
      head: t('words:stateWord'),
      value: (row) => words.reservation(row.state),
      cell: (row) => <BiobankMark of="reservation" state={row.state} />,
    },
    {
      key: 'permit',
      head: t('biobank:permit'),
      opt: true,
      value: (row) => row.permit,
      cell: (row) => <span className="mono small">{row.permit ?? '–'}</span>,
    },
    {
      key: 'made',
      head: t('biobank:made'),
      value: (row) => row.madeAt,
      cell: (row) => <span className="nowrap">{format.date(row.madeAt)}</span>,
    },
    { key: 'biobank', head: t('biobank:biobank'), opt: true, value: (row) => row.biobank },
    {
      key: 'id',
      head: t('words:code'),
      opt: true,
      value: (row) => row.id,
      cell: (row) => <span className="mono small">{row.id}</span>,
    },
  ];
  return (
    <Page
      heading={t('biobank:reservationsHeading', { count: open.length, number: format.int(open.length) })}
      title={t('biobank:reservations')}
      crumbs={crumbs}
    >
      <BiobankTabs />
      <div className="stack">
        <Panel title={t('biobank:reservations')}>
          <div className="filters">
            <SelectFilter
              label={t('words:stateWord')}
              value={state}
              options={(['open', 'closed', 'cancelled'] as const).map((value) => ({
                value,
                label: words.reservation(value),
              }))}
              onChange={(value) =>
                navigate({ to: '/biobank/reservations', search: readReservationsSearch({ state: value }) })
              }
            />
          </div>
          {data.length === 0 ? (
            <Empty why={t('biobank:noReservations')}>
              <p>{t('biobank:noReservationsWhy')}</p>
            </Empty>
          ) : (
            <DataTable caption={t('biobank:reservations')} columns={columns} rows={data} rowKey={(row) => row.id} />
          )}
        </Panel>
        <PermitsPanel />
        {reserves && <WantedForm />}
        <ShipmentsPanel />
      </div>
    </Page>
  );
}
