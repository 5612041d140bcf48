import '../styles/access.css';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable, TableTools } from '../components/data-table.tsx';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { Arrival, Empty } from '../components/states.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { useMay } from '../session/rights.ts';
import { shareOf, useSynthetic } from '../shell/synthetic.tsx';
import { permitsQuery } from './access-api.ts';
import { CaseMark } from './case-marks.tsx';
import { ApplicantTabs, CentreTabs } from './centre-tabs.tsx';
import type { PermitInList } from './model.ts';
import { ShipmentsPanel } from './shipments-panel.tsx';
import { useStateWord } from './words.ts';

/** Permits one has a part in: a project's own, or those that rest on one's yes. */
export function PermitsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const state = useStateWord();
  const applies = useMay('access.applications.write');
  const handles = useMay('access.enquiries.answer');
  const own = applies && !handles;
  const { data, error } = useQuery(permitsQuery);
  useSynthetic(shareOf((data ?? []).map(({ demo }) => demo)));
  const running = (data ?? []).filter(({ state: one }) => one === 'active').length;
  const columns: Column<PermitInList>[] = [
    {
      key: 'title',
      head: t('access:title'),
      wrap: true,
      value: (row) => row.title,
      cell: (row) => (
        <Link className="rowlink breakable" to="/permits/$id" params={{ id: row.id }}>
          {row.title}
        </Link>
      ),
    },
    {
      key: 'state',
      head: t('words:stateWord'),
      value: (row) => state('permit', row.state),
      cell: (row) => <CaseMark kind="permit" state={row.state} />,
    },
    ...(own
      ? []
      : [{ key: 'project', head: t('access:project'), wrap: true, value: (row: PermitInList) => row.project }]),
    {
      key: 'until',
      head: t('access:until'),
      value: (row) => row.until,
      cell: (row) => (
        <span className="nowrap">
          {format.date(row.until)} {row.state === 'active' && <span className="muted">{format.ago(row.until)}</span>}
        </span>
      ),
    },
    {
      key: 'kinds',
      head: t('access:opens'),
      opt: true,
      wrap: true,
      value: (row) => row.kinds.map((kind) => t(`access:resourceKind.${kind}`)).join(', '),
    },
    {
      key: 'specimens',
      head: t('access:specimens'),
      num: true,
      value: (row) => row.specimens,
      cell: (row) => (row.specimens === 0 ? '–' : format.int(row.specimens)),
    },
  ];
  return (
    <Page
      heading={data ? t('access:permitsCount', { count: running, number: format.int(running) }) : t('access:permits')}
      title={t('access:permits')}
      crumbs={[{ label: t('access:permits') }]}
    >
      {own ? <ApplicantTabs /> : <CentreTabs />}
      <div className="stack">
        {own && <ShipmentsPanel />}
        <Panel
          title={t('access:permits')}
          note={t('access:newestFirst')}
          tools={data && data.length > 0 && <TableTools name="idun-permits" columns={columns} rows={data} />}
        >
          <Arrival error={data ? null : error} data={data} rows={5}>
            {(rows) =>
              rows.length === 0 ? (
                <Empty why={t('access:noPermits')}>
                  <p>{t('access:noPermitsWhy')}</p>
                </Empty>
              ) : (
                <DataTable caption={t('access:permits')} columns={columns} rows={rows} rowKey={({ id }) => id} />
              )
            }
          </Arrival>
        </Panel>
      </div>
    </Page>
  );
}
