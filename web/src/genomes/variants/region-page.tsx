import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { datasetsQuery, referenceQuery, regionQuery, sessionQuery } from '../../api/queries.ts';
import { Icon } from '../../components/icon.tsx';
import { Mark } from '../../components/marks.tsx';
import { Page } from '../../components/page.tsx';
import { Provenance } from '../../components/provenance.tsx';
import { SelectFilter } from '../../components/select-filter.tsx';
import { ProblemView, Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { parseRegion, regionLength, regionText } from '../../genetics/region.ts';
import { useSyntheticParts } from '../synthetic-parts.ts';
import { RegionBrowser } from './region-browser.tsx';
import { RegionInput } from './region-input.tsx';
import { RegionTable } from './region-table.tsx';
import { StructuralPanel } from './structural-panel.tsx';

/** Rows the page is willing to hold; a longer region is asked for in parts. */
const mostRows = 100_000;

/** A stretch of the genome: tracks above, every allele in it below. */
export function RegionPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const { reference, region: asked } = useParams({ from: '/regions/$reference/$region' });
  const { dataset, sort } = useSearch({ from: '/regions/$reference/$region' });
  const about = useQuery(referenceQuery(reference));
  const datasets = useQuery(datasetsQuery);
  const { data: session } = useQuery(sessionQuery);
  const contigs = Array.isArray(about.data?.contigs) ? about.data.contigs : [];
  const lengthOf = (chrom: string) =>
    contigs.find((one) => one.name === chrom || one.aliases?.includes(chrom))?.length ?? undefined;
  const region = parseRegion(asked, lengthOf(asked));
  const text = region ? regionText(region) : '';
  const query = useInfiniteQuery({ ...regionQuery(reference, text, dataset), enabled: text !== '' });
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = query;
  useSyntheticParts(reference);

  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && rows.length < mostRows) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, rows.length, fetchNextPage]);

  const crumbs = [
    { label: t('variant:title'), to: '/variants' },
    { label: reference, to: `/variants?reference=${encodeURIComponent(reference)}` },
    { label: text || asked, mono: true },
  ];
  const open = (next: string, search: { dataset?: string; sort?: string }) =>
    navigate({ to: '/regions/$reference/$region', params: { reference, region: next }, search, resetScroll: false });
  const kept = { ...(dataset ? { dataset } : {}), ...(sort ? { sort } : {}) };
  const go = (next: string) => open(next, kept);
  if (!region) {
    if (about.isPending) return <Skeleton rows={8} />;
    return (
      <Page heading={t('region:notRegionHeading', { text: asked })} crumbs={crumbs}>
        <RegionInput region={null} length={undefined} onGo={go} />
      </Page>
    );
  }
  const first = query.data?.pages[0];
  const total = first?.total ?? rows.length;
  return (
    <Page
      heading={
        first
          ? t('region:heading', { count: total, number: format.int(total), region: text })
          : t('region:headingLoading', { region: text })
      }
      crumbs={crumbs}
      state={
        <>
          <span>{reference}</span>
          <span>{format.bases(regionLength(region))}</span>
          {first && (
            <Mark tone={first.checked ? 'pass' : 'warn'} icon={first.checked ? 'pass' : 'warn'}>
              {first.checked ? t('variant:checked') : t('variant:notChecked')}
            </Mark>
          )}
          {first && rows.length < total && (
            <span className="info">
              <Icon name="running" />
              {t('region:loaded', { shown: format.int(rows.length), total: format.int(total) })}
            </span>
          )}
        </>
      }
    >
      <div className="stack">
        <RegionInput region={region} length={lengthOf(region.chrom)} onGo={go}>
          <SelectFilter
            label={t('region:countedIn')}
            value={dataset}
            options={(datasets.data ?? [])
              .filter((one) => one.reference === reference || one.reference === null)
              .map((one) => ({ value: one.name, label: one.name }))}
            onChange={(next) => open(text, { ...(next ? { dataset: next } : {}), ...(sort ? { sort } : {}) })}
          />
        </RegionInput>
        {query.error && !first ? (
          <ProblemView error={query.error} />
        ) : (
          <>
            {about.data && <RegionBrowser reference={about.data} region={region} rows={rows} onMove={go} />}
            <RegionTable
              reference={reference}
              region={text}
              rows={rows}
              total={total}
              loading={query.isPending}
              cut={rows.length >= mostRows && total > rows.length}
            />
            <StructuralPanel reference={reference} region={text} dataset={dataset} />
          </>
        )}
      </div>
      <Provenance
        asOf={first?.asOf}
        {...(session ? { rule: t(session.kind === 'operator' ? 'variant:ruleOperator' : 'variant:rulePublic') } : {})}
        counted={t('words:countedRule')}
      />
    </Page>
  );
}
