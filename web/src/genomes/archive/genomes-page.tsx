import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Genome } from '../../api/answers.ts';
import { genomePages, listPath } from '../../api/list-queries.ts';
import type { Column } from '../../components/data-table.tsx';
import { StateMark } from '../../components/marks.tsx';
import { Page } from '../../components/page.tsx';
import { Empty } from '../../components/states.tsx';
import { ListPanel } from '../../components/table/list-panel.tsx';
import { usePages, useWorld } from '../../components/table/use-pages.ts';
import { WorldSwitch } from '../../components/table/world-switch.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { readGenomesSearch } from '../../search-params.ts';
import { usePatientGroup } from '../patient-group.ts';
import { DatasetName } from './dataset-name.tsx';

function useColumns(): Column<Genome>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const groupWord = usePatientGroup();
  return useMemo(() => {
    const word = (group: string) => (value: string) => t(`words:${group}.${value}`, { defaultValue: value });
    const affected = (value: string) =>
      value === 'unknown' ? t('words:notKnown') : t(value === 'yes' ? 'words:yes' : 'words:no');
    return [
      {
        key: 'sample',
        head: t('words:genome'),
        width: 150,
        narrowWidth: 116,
        value: (row) => row.sample ?? row.id,
        cell: (row) => (
          <Link className="rowlink mono" to="/genomes/$id" params={{ id: row.id }}>
            {row.sample ?? row.id}
          </Link>
        ),
      },
      {
        key: 'dataset',
        head: t('words:dataset'),
        width: 220,
        narrowWidth: 130,
        value: (row) => row.dataset,
        cell: (row) => <DatasetName name={row.dataset} />,
        filter: { field: 'dataset', word: (value) => value },
      },
      {
        key: 'reference',
        head: t('words:reference'),
        off: true,
        width: 130,
        value: (row) => row.reference,
        filter: { field: 'reference', word: (value) => value },
      },
      {
        key: 'sex',
        head: t('words:sexWord'),
        width: 96,
        narrowWidth: 76,
        value: (row) => word('sex')(row.sex ?? 'unknown'),
        filter: { field: 'sex', word: word('sex') },
      },
      {
        key: 'type',
        head: t('words:typeWord'),
        opt: true,
        width: 140,
        value: (row) => word('type')(row.type),
        filter: { field: 'type', word: word('type') },
      },
      {
        key: 'assay',
        head: t('words:assayWord'),
        opt: true,
        width: 130,
        value: (row) => word('assay')(row.assay),
        filter: { field: 'assay', word: word('assay') },
      },
      {
        key: 'source',
        head: t('words:sourceWord'),
        off: true,
        width: 170,
        value: (row) => (row.source ? word('source')(row.source) : null),
        filter: { field: 'source', word: word('source') },
      },
      { key: 'family', head: t('words:family'), opt: true, width: 110, value: (row) => row.family },
      {
        key: 'affected',
        head: t('words:affectedWord'),
        opt: true,
        width: 110,
        value: (row) => (row.affected === null ? null : t(row.affected ? 'words:yes' : 'words:no')),
        filter: { field: 'affected', word: affected },
      },
      {
        key: 'patientGroup',
        head: t('words:patientGroup'),
        off: true,
        width: 200,
        value: (row) => (row.patientGroup ? groupWord(row.patientGroup) : null),
        filter: { field: 'patientGroup', word: (value) => groupWord(value) ?? value },
      },
      {
        key: 'state',
        head: t('words:stateWord'),
        opt: true,
        width: 130,
        value: (row) => row.state,
        cell: (row) => <StateMark state={row.state} />,
        filter: { field: 'state', word: word('state') },
      },
      {
        key: 'added',
        head: t('words:addedAt'),
        opt: true,
        width: 120,
        value: (row) => row.addedAt,
        cell: (row) => <span className="nowrap">{format.date(row.addedAt)}</span>,
      },
    ] satisfies Column<Genome>[];
  }, [t, format, groupWord]);
}

/** All genomes, filtered as the address says. */
export function GenomesPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const search = useSearch({ from: '/genomes' });
  const { world, both, known, error } = useWorld(search);
  // A submission lies in one world already.
  const demo = search.submission === undefined ? world : search.demo;
  const request = { ...search, demo };
  const query = useInfiniteQuery({ ...genomePages(request), enabled: known });
  const columns = useColumns();
  const { rows, first, onEnd } = usePages(query, world);
  const go = (change: Record<string, unknown>) =>
    navigate({ to: '/genomes', search: readGenomesSearch({ ...search, ...change }), resetScroll: false });
  const { sort = '-added', demo: _, ...chosen } = search;
  const filtered = Object.keys(chosen).length > 0;
  return (
    <Page
      heading={
        first
          ? t(filtered ? 'genomes:headingFiltered' : 'genomes:heading', {
              count: first.total,
              number: format.int(first.total),
            })
          : t('genomes:title')
      }
      title={t('genomes:title')}
      crumbs={[{ label: t('genomes:title') }]}
    >
      <ListPanel
        name="genomes"
        title={t('genomes:title')}
        note={t('genomes:note')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        total={first?.total}
        unfiltered={first?.unfiltered}
        error={query.error ?? error}
        sort={sort}
        onSort={(next) => go({ sort: next })}
        filters={{
          chosen: { ...chosen, submission: undefined },
          facets: first?.facets,
          onChange: (field, values) => go({ [field]: values }),
        }}
        onClear={() =>
          navigate({ to: '/genomes', search: readGenomesSearch({ sort: search.sort, demo: search.demo }) })
        }
        onOpen={(row) => navigate({ to: '/genomes/$id', params: { id: row.id } })}
        onEnd={onEnd}
        csv={(keys) => listPath('/genomes.csv', { ...request, columns: keys.join(',') })}
        aside={
          both && world && <WorldSwitch world={world} onChange={(next) => go({ demo: next, dataset: undefined })} />
        }
        empty={
          <Empty why={filtered ? t('genomes:noneFiltered') : t('genomes:none')}>
            <p>{filtered ? <Link to="/genomes">{t('words:clearFilters')}</Link> : t('genomes:noneAction')}</p>
          </Empty>
        }
      />
    </Page>
  );
}
