import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SearchHit } from '../api/answers.ts';
import { datasetsQuery, referencesQuery, searchQuery } from '../api/queries.ts';
import { Icon, type IconName } from '../components/icon.tsx';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { ProblemPage } from '../components/problem-page.tsx';
import { Empty, Skeleton } from '../components/states.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { shareOf, useSynthetic } from '../shell/synthetic.tsx';
import { groupHits } from './group-hits.ts';
import { useHitDetail } from './hit-detail.ts';

const icons: Record<SearchHit['kind'], IconName> = {
  variant: 'variant',
  gene: 'gene',
  region: 'region',
  genome: 'genomes',
  submission: 'submission',
  dataset: 'dataset',
  case: 'person',
  cohort: 'people',
  project: 'house',
};

/** Whether anything found is made up: of a demo reference by its address, or of a demo dataset by name. */
function useSyntheticHits(hits: SearchHit[]): void {
  const references = useQuery(referencesQuery);
  const datasets = useQuery(datasetsQuery);
  const named = new Set(
    [...(references.data ?? []), ...(datasets.data ?? [])].filter((one) => one.demo).map((one) => one.name),
  );
  useSynthetic(
    shareOf(
      hits.map(({ href, label, detail }) => {
        const [, , reference = ''] = href.split('/');
        return [decodeURIComponent(reference), label, detail?.split(', ')[0] ?? ''].some((name) => named.has(name));
      }),
    ),
  );
}

/** Everything a search found, each with its own page. */
export function SearchPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { q = '' } = useSearch({ from: '/search' });
  const { data, error, isPending } = useQuery(searchQuery(q));
  const detailOf = useHitDetail();
  useSyntheticHits(data ?? []);
  if (error) return <ProblemPage error={error} crumbs={[{ label: t('search:title') }]} />;
  if (q !== '' && isPending) return <Skeleton />;
  const hits = data ?? [];
  return (
    <Page
      heading={
        q === ''
          ? t('search:headingEmpty')
          : hits.length === 0
            ? t('search:headingNone', { q })
            : t('search:heading', { count: hits.length, number: format.int(hits.length), q })
      }
      crumbs={[{ label: t('search:title') }]}
    >
      {hits.length === 0 && (
        <Empty why={q === '' ? t('search:typeSomething') : t('search:why')}>
          <p>{t('search:what')}</p>
        </Empty>
      )}
      <div className="stack">
        {groupHits(hits).map(({ kind, hits: group }) => (
          <Panel key={kind} title={t(`search:group.${kind}`)} note={format.int(group.length)}>
            <ul className="links">
              {group.map((hit) => (
                <li key={`${hit.href}-${hit.label}`}>
                  <Link to={hit.href}>
                    <Icon name={icons[kind]} />
                    <span className="breakable">{hit.label}</span>
                    <span>{detailOf(hit)}</span>
                  </Link>
                </li>
              ))}
            </ul>
          </Panel>
        ))}
      </div>
    </Page>
  );
}
