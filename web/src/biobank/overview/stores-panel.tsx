import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Mark } from '../../components/marks.tsx';
import { Panel } from '../../components/panel.tsx';
import { Arrival, Empty } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { type Store, storesQuery } from '../storage/storage-api.ts';
import { degrees } from './degrees.ts';

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
