import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable, TableTools } from '../../components/data-table.tsx';
import { Icon } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';
import { Arrival } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { type Comparison, comparisonQuery, type Robot } from './robots-api.ts';

interface Difference {
  code: string | null;
  kind: 'moved' | 'missing' | 'unexpected' | 'outside';
  booked: string | null;
  seen: string | null;
}

function differencesOf({ moved, missing, unexpected, outside }: Comparison): Difference[] {
  return [
    ...outside.map(({ code, place }): Difference => ({ kind: 'outside', code, booked: null, seen: place })),
    ...moved.map(({ code, booked, seen }): Difference => ({ kind: 'moved', code, booked, seen })),
    ...missing.map(({ code, booked }): Difference => ({ kind: 'missing', code, booked, seen: null })),
    ...unexpected.map(({ code, seen }): Difference => ({ kind: 'unexpected', code, booked: null, seen })),
  ];
}

/** What the store itself says lies in it, beside the books; asked when somebody wants to know. */
export function ComparisonPanel({ robot, asked, onAsk }: { robot: Robot; asked: boolean; onAsk(): void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error, isFetching, refetch } = useQuery({ ...comparisonQuery(robot.id), enabled: asked });
  const place = (text: string | null) =>
    text === 'HATCH' ? t('robots:hatch') : text === 'ARM' ? t('robots:arm') : text;
  const columns: Column<Difference>[] = [
    {
      key: 'code',
      head: t('biobank:barcode'),
      value: (row) => row.code,
      cell: (row) => (row.code === null ? t('robots:unreadable') : <span className="mono">{row.code}</span>),
    },
    { key: 'kind', head: t('biobank:whatIsWrong'), wrap: true, value: (row) => t(`robots:difference.${row.kind}`) },
    { key: 'booked', head: t('robots:booked'), value: (row) => row.booked },
    { key: 'seen', head: t('robots:seen'), value: (row) => place(row.seen) },
  ];
  const rows = data ? differencesOf(data) : [];
  return (
    <Panel
      title={t('robots:inventory')}
      note={t('robots:inventoryNote')}
      tools={
        <>
          {rows.length > 0 && <TableTools name={`idun-${robot.id}-inventory`} columns={columns} rows={rows} />}
          <button
            type="button"
            className="link"
            disabled={isFetching}
            onClick={() => (asked ? void refetch() : onAsk())}
          >
            {t(asked ? 'robots:askAgain' : 'robots:ask')}
          </button>
        </>
      }
    >
      {!asked ? (
        <p className="body muted">{t('robots:notAsked')}</p>
      ) : (
        <Arrival error={error} data={data} rows={3}>
          {(comparison) => (
            <>
              <p className="body" role="status">
                <Icon name={rows.length === 0 ? 'pass' : 'info'} tone={rows.length === 0 ? 'pass' : 'info'} />{' '}
                {t('robots:rightPlaces', { count: comparison.right, number: format.int(comparison.right) })}
              </p>
              {rows.length > 0 && (
                <DataTable
                  caption={t('robots:inventory')}
                  columns={columns}
                  rows={rows}
                  rowKey={(row) => `${row.kind}${row.code}${row.seen}`}
                  capped
                />
              )}
            </>
          )}
        </Arrival>
      )}
    </Panel>
  );
}
