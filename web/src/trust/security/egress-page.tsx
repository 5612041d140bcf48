import { queryOptions, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { apiPath, getJson } from '../../api/client.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import type { IconName } from '../../components/icon.tsx';
import { Mark } from '../../components/marks.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { SelectFilter } from '../../components/select-filter.tsx';
import { Arrival, Empty } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { AuditTabs } from '../audit/audit-page.tsx';
import { TextFilter } from '../audit/text-filter.tsx';
import { type EgressSearch, outcomes, readEgressSearch } from './egress-search.ts';

/** One request that left, or was not let out. */
interface EgressEntry {
  at: string;
  host: string;
  method: string;
  outcome: (typeof outcomes)[number];
  status: number | null;
}

interface EgressAnswer {
  allowed: string[];
  counts: Record<EgressEntry['outcome'], number>;
  total: number;
  items: EgressEntry[];
}

const marks: Record<EgressEntry['outcome'], [string, IconName]> = {
  sent: ['info', 'info'],
  refused: ['warn', 'warn'],
  failed: ['fail', 'fail'],
};

function egressQuery(search: EgressSearch) {
  return queryOptions({
    queryKey: ['egress', search],
    queryFn: ({ signal }) => getJson<EgressAnswer>(apiPath('/egress', { ...search, limit: 500 }), signal),
  });
}

function useColumns(): Column<EgressEntry & { key: string }>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return [
    {
      key: 'at',
      head: t('security:egressAt'),
      value: (row) => row.at,
      cell: (row) => <span className="nowrap">{format.dateTime(row.at)}</span>,
    },
    {
      key: 'host',
      head: t('security:egressHost'),
      value: (row) => row.host,
      cell: (row) => <span className="mono breakable">{row.host || '–'}</span>,
    },
    { key: 'method', head: t('security:egressMethod'), opt: true, value: (row) => row.method },
    {
      key: 'outcome',
      head: t('security:egressOutcome'),
      value: (row) => row.outcome,
      cell: (row) => {
        const [tone, icon] = marks[row.outcome];
        return (
          <Mark tone={tone} icon={icon}>
            {t(`security:outcome.${row.outcome}`)}
          </Mark>
        );
      },
    },
    { key: 'status', head: t('security:egressStatus'), num: true, opt: true, value: (row) => row.status },
  ];
}

/** What this server sent out by its one door, and what it was not let to send. */
export function EgressPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const search = useSearch({ from: '/security/egress' });
  const { data, error } = useQuery(egressQuery(search));
  const columns = useColumns();
  const go = (change: EgressSearch) =>
    navigate({ to: '/security/egress', search: readEgressSearch({ ...search, ...change }) });
  return (
    <Page
      heading={
        data ? t('security:egressHeading', { count: data.total, number: format.int(data.total) }) : t('security:egress')
      }
      title={t('security:egress')}
      crumbs={[{ label: t('security:egress') }]}
      actions={
        <a className="btn" href={apiPath('/egress.csv', search)} download>
          {t('security:egressCsv')}
        </a>
      }
    >
      <AuditTabs />
      <Panel title={t('security:egress')} note={t('security:egressNote')} foot={t('security:egressFoot')}>
        <div className="filters">
          <TextFilter label={t('security:egressHost')} value={search.host} onChange={(host) => go({ host })} />
          <SelectFilter
            label={t('security:egressOutcome')}
            value={search.outcome}
            options={outcomes.map((value) => ({ value, label: t(`security:outcome.${value}`) }))}
            onChange={(outcome) => go(readEgressSearch({ ...search, outcome }))}
          />
        </div>
        <Arrival error={error} data={data} rows={8}>
          {(answer) => (
            <>
              <p className="body small soft">
                {answer.allowed.length === 0
                  ? t('security:egressNobody')
                  : t('security:egressAllowed', { hosts: answer.allowed.join(', ') })}
              </p>
              {answer.items.length === 0 ? (
                <Empty why={t('security:egressNone')} />
              ) : (
                <DataTable
                  caption={t('security:egress')}
                  columns={columns}
                  rows={answer.items.map((item, at) => ({ ...item, key: `${item.at} ${at}` }))}
                  rowKey={(row) => row.key}
                  capped
                />
              )}
            </>
          )}
        </Arrival>
      </Panel>
    </Page>
  );
}
