import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable, TableTools } from '../../components/data-table.tsx';
import { Mark } from '../../components/marks.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { SelectFilter } from '../../components/select-filter.tsx';
import { Arrival, Empty } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useMay } from '../../session/rights.ts';
import { Tabs } from '../tabs.tsx';
import { type AuditEntry, auditQuery, exportPath, facetsQuery, headQuery } from './audit-api.ts';
import { type AuditSearch, readAuditSearch } from './audit-search.ts';
import { TextFilter } from './text-filter.tsx';
import { useAuditWords } from './words.ts';

/** The pages of the log. */
export function AuditTabs() {
  const { t } = useTranslation();
  return (
    <Tabs
      label={t('audit:pages')}
      tabs={[
        ...(useMay('audit.all.read')
          ? [
              { to: '/audit', label: t('audit:search') },
              { to: '/audit/heads', label: t('audit:heads') },
            ]
          : []),
        ...(useMay('audit.security.read') ? [{ to: '/security', label: t('audit:unusual') }] : []),
        ...(useMay('operation.egress.read') ? [{ to: '/security/egress', label: t('security:egress') }] : []),
      ]}
    />
  );
}

/** Whether an entry is in the tree, waits, or does not agree with its hash. */
export function EntryMark({ entry }: { entry: Pick<AuditEntry, 'leaf' | 'intact'> }) {
  const { t } = useTranslation();
  if (!entry.intact) {
    return (
      <Mark tone="fail" icon="fail">
        {t('audit:broken')}
      </Mark>
    );
  }
  return entry.leaf === null ? (
    <Mark tone="info" icon="clock">
      {t('audit:pending')}
    </Mark>
  ) : (
    <Mark tone="pass" icon="pass">
      {t('audit:inTree')}
    </Mark>
  );
}

function useColumns(): Column<AuditEntry>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useAuditWords();
  return [
    {
      key: 'number',
      head: t('audit:number'),
      value: (row) => row.number,
      cell: (row) => (
        <Link className="rowlink" to="/audit/$number" params={{ number: String(row.number) }}>
          {format.int(row.number)}
        </Link>
      ),
    },
    {
      key: 'at',
      head: t('audit:at'),
      value: (row) => row.at,
      cell: (row) => <span className="nowrap">{format.dateTime(row.at)}</span>,
    },
    {
      key: 'who',
      head: t('audit:who'),
      wrap: true,
      value: (row) => words.actor(row),
      cell: (row) => (
        <>
          {words.actor(row)}
          <span className="under">{[words.role(row.role), row.organisation?.name].filter(Boolean).join(', ')}</span>
        </>
      ),
    },
    {
      key: 'action',
      head: t('audit:did'),
      wrap: true,
      value: (row) => row.action,
      cell: (row) => (
        <>
          <span className={words.known(row.action) ? '' : 'mono'}>{words.action(row.action)}</span>
          {row.refused && <span className="fail strong"> {t('audit:refused')}</span>}
          <span className="under mono breakable">{row.object}</span>
        </>
      ),
    },
    {
      key: 'purpose',
      head: t('audit:purpose'),
      opt: true,
      value: (row) => row.purpose,
      cell: (row) => words.purpose(row.purpose),
    },
    { key: 'reason', head: t('audit:reason'), opt: true, wrap: true, value: (row) => row.reason },
    { key: 'state', head: t('audit:inLog'), value: (row) => row.leaf, cell: (row) => <EntryMark entry={row} /> },
  ];
}

function Filters({ search, go }: { search: AuditSearch; go(change: AuditSearch): void }) {
  const { t } = useTranslation();
  const words = useAuditWords();
  const { data: facets } = useQuery(facetsQuery);
  return (
    <div className="filters">
      <TextFilter label={t('audit:text')} value={search.text} onChange={(text) => go({ text })} />
      <TextFilter
        label={t('audit:subject')}
        hint="per_… gen_…"
        value={search.subject}
        onChange={(subject) => go({ subject })}
      />
      <SelectFilter
        label={t('audit:did')}
        value={search.action}
        options={(facets?.actions ?? []).map((value) => ({ value, label: words.action(value) }))}
        onChange={(action) => go({ action })}
      />
      <SelectFilter
        label={t('audit:role')}
        value={search.role}
        options={(facets?.roles ?? []).map((value) => ({ value, label: words.role(value) }))}
        onChange={(role) => go({ role })}
      />
      <SelectFilter
        label={t('audit:organisation')}
        value={search.organisation}
        options={(facets?.organisations ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(organisation) => go({ organisation })}
      />
      <TextFilter label={t('audit:from')} type="date" value={search.from} onChange={(from) => go({ from })} />
      <TextFilter label={t('audit:to')} type="date" value={search.to} onChange={(to) => go({ to })} />
    </div>
  );
}

/** The whole log under filters, each entry with a page of its own and the found entries as a file with proofs. */
export function AuditPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const search = useSearch({ from: '/audit' });
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(auditQuery(search));
  const { data: head } = useQuery(headQuery);
  const columns = useColumns();
  const rows = data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = Object.keys(search).length > 0;
  const back = data?.pages.at(-1)?.searchedBackTo;
  const go = (change: AuditSearch) => navigate({ to: '/audit', search: readAuditSearch({ ...search, ...change }) });
  return (
    <Page
      heading={head ? t('audit:heading', { count: head.size, number: format.int(head.size) }) : t('audit:title')}
      title={t('audit:title')}
      crumbs={[{ label: t('audit:title') }]}
      state={
        head && (
          <>
            {head.signedAt && <span>{t('audit:signedAt', { time: format.dateTime(head.signedAt) })}</span>}
            <span>{t('audit:waiting', { count: head.pending ?? 0, number: format.int(head.pending ?? 0) })}</span>
          </>
        )
      }
      actions={
        <a className="btn primary" href={exportPath(search)} download>
          {t('audit:export')}
        </a>
      }
    >
      <AuditTabs />
      <Panel
        title={t('audit:entries')}
        note={t('audit:newestFirst')}
        tools={rows.length > 0 && <TableTools name="idun-log" columns={columns} rows={rows} />}
        foot={t('audit:foot')}
      >
        <Filters search={search} go={go} />
        <Arrival error={data ? null : error} data={data} rows={10}>
          {() =>
            rows.length === 0 ? (
              <Empty why={t(filtered ? 'audit:noneFiltered' : 'audit:none')}>
                <p>{filtered ? <Link to="/audit">{t('words:clearFilters')}</Link> : t('audit:noneWhy')}</p>
              </Empty>
            ) : (
              <DataTable caption={t('audit:entries')} columns={columns} rows={rows} rowKey={(row) => row.id} />
            )
          }
        </Arrival>
        {data && (
          <div className="pager">
            <span>{t('audit:shown', { number: format.int(rows.length) })}</span>
            {back && <span className="muted">{t('audit:searchedBackTo', { time: format.dateTime(back) })}</span>}
            {hasNextPage && (
              <button
                type="button"
                className="btn small"
                disabled={isFetchingNextPage}
                onClick={() => void fetchNextPage()}
              >
                {t('audit:older')}
              </button>
            )}
          </div>
        )}
      </Panel>
    </Page>
  );
}
