import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Column } from '../components/data-table.tsx';
import { Page } from '../components/page.tsx';
import { Empty } from '../components/states.tsx';
import { ListPanel } from '../components/table/list-panel.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { shareOf, useSynthetic } from '../shell/synthetic.tsx';
import type { CohortSummary } from './model.ts';
import { cohortsQuery } from './queries.ts';
import { useCountText } from './words.ts';

function useColumns(): Column<CohortSummary>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useCountText();
  return useMemo(
    () => [
      {
        key: 'name',
        head: t('cohorts:name'),
        width: 260,
        narrowWidth: 180,
        value: (row) => row.name,
        cell: (row) => (
          <>
            <Link className="rowlink" to="/cohorts/$id" params={{ id: row.id }}>
              {row.name}
            </Link>{' '}
            {row.data === 'synthetic' && <span className="tag warn">{t('words:synthetic')}</span>}
          </>
        ),
      },
      {
        key: 'persons',
        head: t('cohorts:peopleWord'),
        num: true,
        width: 110,
        value: (row) => row.persons ?? row.protected,
        cell: (row) => text(row),
      },
      { key: 'version', head: t('cohorts:version'), num: true, opt: true, width: 90, value: (row) => row.version },
      {
        key: 'frozenAt',
        head: t('cohorts:frozen'),
        opt: true,
        width: 180,
        value: (row) => row.frozenAt,
        cell: (row) => format.dateTime(row.frozenAt),
      },
      {
        key: 'sharing',
        head: t('cohorts:sharing'),
        opt: true,
        width: 200,
        value: (row) => t(`cohorts:sharedWith.${row.sharing}`),
      },
      {
        key: 'owner',
        head: t('cohorts:owner'),
        opt: true,
        width: 160,
        value: (row) => (row.mine ? t('cohorts:you') : (row.organisation ?? t('cohorts:somebody'))),
      },
    ],
    [t, format, text],
  );
}

/** The saved cohorts of the reader and of their organisation. */
export function CohortsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const { sort = '-frozenAt' } = useSearch({ from: '/cohorts' });
  const { data, error } = useQuery(cohortsQuery);
  const columns = useColumns();
  useSynthetic(shareOf((data ?? []).map((one) => one.data === 'synthetic')));
  return (
    <Page
      heading={
        data ? t('cohorts:heading', { count: data.length, number: format.int(data.length) }) : t('cohorts:title')
      }
      title={t('cohorts:title')}
      crumbs={[{ label: t('cohorts:title') }]}
      actions={
        <Link className="btn primary" to="/cohorts/new">
          {t('cohorts:build')}
        </Link>
      }
    >
      <ListPanel
        name="cohorts"
        title={t('cohorts:title')}
        note={t('cohorts:note')}
        foot={t('cohorts:foot')}
        columns={columns}
        rows={data}
        rowKey={(row) => row.id}
        error={error}
        sort={sort}
        onSort={(next) => navigate({ to: '/cohorts', search: { sort: next }, replace: true })}
        ordered={false}
        onOpen={(row) => navigate({ to: '/cohorts/$id', params: { id: row.id } })}
        empty={
          <Empty why={t('cohorts:none')}>
            <p>{t('cohorts:noneAction')}</p>
          </Empty>
        }
      />
    </Page>
  );
}
