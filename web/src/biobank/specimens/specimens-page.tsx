import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Column } from '../../components/data-table.tsx';
import { Page } from '../../components/page.tsx';
import { Empty } from '../../components/states.tsx';
import { ListPanel } from '../../components/table/list-panel.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { TextFilter } from '../../trust/audit/text-filter.tsx';
import { type Specimen, specimenPages } from '../biobank-api.ts';
import { readSpecimensSearch } from '../biobank-search.ts';
import { BiobankTabs, useBanks } from '../biobank-tabs.tsx';
import { BiobankMark } from '../marks.tsx';
import { useMaterials } from '../words.ts';

/** The columns of specimens; the server sorts by those that can be sorted. */
export function useSpecimenColumns(): Column<Specimen>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useMaterials();
  return useMemo(
    () => [
      {
        key: 'barcode',
        head: t('biobank:barcode'),
        width: 160,
        narrowWidth: 124,
        value: (row) => row.barcode,
        cell: (row) => (
          <Link className="rowlink mono" to="/biobank/specimens/$code" params={{ code: row.id }}>
            {row.barcode}
          </Link>
        ),
      },
      {
        key: 'type',
        head: t('biobank:materialWord'),
        width: 150,
        narrowWidth: 110,
        value: (row) => words.type(row.type),
        filter: { field: 'type', word: words.type },
      },
      {
        key: 'amount',
        head: t('biobank:left'),
        num: true,
        width: 110,
        narrowWidth: 90,
        value: (row) => row.amount,
        cell: (row) => words.amount(row.amount, row.unit),
      },
      {
        key: 'state',
        head: t('words:stateWord'),
        width: 150,
        narrowWidth: 120,
        value: (row) => row.state,
        cell: (row) => <BiobankMark of="state" state={row.state} />,
        filter: { field: 'state', word: words.state },
      },
      {
        key: 'collection',
        head: t('biobank:collection'),
        opt: true,
        sortable: false,
        width: 210,
        value: (row) => row.collection,
        filter: { field: 'collection', word: (value) => value },
      },
      {
        key: 'biobank',
        head: t('biobank:biobank'),
        off: true,
        sortable: false,
        width: 190,
        value: (row) => row.biobank,
        filter: { field: 'biobank', word: (value) => value },
      },
      {
        key: 'collected',
        head: t('biobank:collected'),
        opt: true,
        width: 124,
        value: (row) => row.collectedAt,
        cell: (row) => row.collectedAt && <span className="nowrap">{format.date(row.collectedAt)}</span>,
      },
      {
        key: 'thaws',
        head: t('biobank:thaws'),
        num: true,
        opt: true,
        sortable: false,
        width: 90,
        value: (row) => row.thaws,
      },
      {
        key: 'container',
        head: t('biobank:containerWord'),
        off: true,
        sortable: false,
        width: 150,
        value: (row) => (row.container ? words.container(row.container) : null),
        filter: { field: 'container', word: words.container },
      },
      {
        key: 'lineage',
        head: t('biobank:lineageWord'),
        off: true,
        sortable: false,
        width: 130,
        value: (row) => words.lineage(row.lineage),
        filter: { field: 'lineage', word: words.lineage },
      },
      {
        key: 'condition',
        head: t('biobank:conditionWord'),
        off: true,
        sortable: false,
        width: 140,
        value: (row) => (row.condition ? words.condition(row.condition) : null),
        filter: { field: 'condition', word: words.condition },
      },
      {
        key: 'requisition',
        head: t('biobank:requisition'),
        off: true,
        sortable: false,
        width: 150,
        value: (row) => row.requisition,
      },
      { key: 'sprec', head: t('biobank:sprec'), off: true, sortable: false, width: 190, value: (row) => row.sprec },
      {
        key: 'changed',
        head: t('biobank:changed'),
        off: true,
        width: 130,
        value: (row) => row.changedAt,
        cell: (row) => <span className="nowrap">{format.date(row.changedAt)}</span>,
      },
    ],
    [t, format, words],
  );
}

/** All specimens one works with, filtered as the address says. */
export function SpecimensPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const search = useSearch({ from: '/biobank/specimens' });
  useBanks();
  const query = useInfiniteQuery(specimenPages(search));
  const columns = useSpecimenColumns();
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const rows = useMemo(() => data?.pages.flatMap((page) => page.items), [data]);
  const first = data?.pages[0];
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const go = (change: Record<string, unknown>) =>
    navigate({ to: '/biobank/specimens', search: readSpecimensSearch({ ...search, ...change }) });
  const { sort, ...filters } = search;
  const narrowed = Object.keys(filters).length > 0;
  return (
    <Page
      heading={
        first
          ? t('biobank:specimensHeading', { count: first.total ?? 0, number: format.int(first.total ?? 0) })
          : t('biobank:specimens')
      }
      title={t('biobank:specimens')}
      crumbs={[{ label: t('biobank:biobank'), to: '/biobank' }, { label: t('biobank:specimens') }]}
    >
      <BiobankTabs />
      <ListPanel
        name="specimens"
        title={t('biobank:specimens')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        total={first?.total}
        unfiltered={first?.unfiltered}
        error={error}
        sort={sort ?? '-added'}
        onSort={(next) => go({ sort: next })}
        filters={{
          chosen: filters as Record<string, string[]>,
          facets: first?.facets,
          onChange: (field, values) => go({ [field]: values }),
        }}
        onClear={() => navigate({ to: '/biobank/specimens' })}
        onOpen={(row) => navigate({ to: '/biobank/specimens/$code', params: { code: row.id } })}
        onEnd={onEnd}
        aside={
          <>
            <TextFilter
              label={t('biobank:barcodeBegins')}
              value={search.barcode}
              onChange={(barcode) => go({ barcode })}
            />
            <TextFilter
              label={t('biobank:requisition')}
              value={search.requisition}
              onChange={(requisition) => go({ requisition })}
            />
            <TextFilter
              label={t('biobank:measured')}
              hint="din>=7"
              value={search.measured}
              onChange={(measured) => go({ measured })}
            />
            <TextFilter
              label={t('biobank:collectedFrom')}
              type="date"
              value={search.collectedFrom}
              onChange={(collectedFrom) => go({ collectedFrom })}
            />
            <TextFilter
              label={t('biobank:collectedTo')}
              type="date"
              value={search.collectedTo}
              onChange={(collectedTo) => go({ collectedTo })}
            />
          </>
        }
        empty={
          <Empty why={t(narrowed ? 'biobank:noneFiltered' : 'biobank:noSpecimens')}>
            <p>
              {narrowed ? <Link to="/biobank/specimens">{t('words:clearFilters')}</Link> : t('biobank:noSpecimensWhy')}
            </p>
          </Empty>
        }
      />
    </Page>
  );
}
