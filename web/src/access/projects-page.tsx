import '../styles/access.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '../components/page.tsx';
import { Pager } from '../components/pager.tsx';
import { Panel } from '../components/panel.tsx';
import { Arrival, Empty } from '../components/states.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { useText } from '../formatting/use-text.ts';
import { shareOf, useSynthetic } from '../shell/synthetic.tsx';
import { TextFilter } from '../trust/audit/text-filter.tsx';
import { projectsQuery } from './access-api.ts';
import { readProjectsSearch } from './access-search.ts';
import { CaseMark } from './case-marks.tsx';
import type { PublicProject } from './model.ts';

function One({ project }: { project: PublicProject }) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  return (
    <li className="part">
      <div className="part-head">
        <h3>
          <Link to="/projects/$id" params={{ id: project.permit }}>
            {project.title}
          </Link>
        </h3>
        <CaseMark kind="permit" state={project.state} />
        {project.payer === 'company' && <span className="tag">{t('access:company')}</span>}
      </div>
      <p className="breakable">{project.summary}</p>
      <p className="small muted">
        {[
          project.project,
          t('access:period', { from: format.date(project.from), until: format.date(project.until) }),
          project.data.map(({ name }) => text(name)).join(', '),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </li>
  );
}

/** Every project that may use people’s data and specimens, for everybody to read. */
export function ProjectsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const search = useSearch({ from: '/projects' });
  const running = search.state !== 'all';
  const { data, error } = useQuery(
    projectsQuery({ text: search.text, after: search.after, ...(running ? { running: true } : {}) }),
  );
  useSynthetic(shareOf((data?.items ?? []).map(({ demo }) => demo)));
  const go = (change: Record<string, unknown>) =>
    navigate({ to: '/projects', search: readProjectsSearch({ ...search, after: undefined, ...change }) });
  return (
    <Page
      heading={
        data
          ? t(running ? 'access:projectsRunning' : 'access:projectsAll', {
              count: data.total,
              number: format.int(data.total),
            })
          : t('access:projects')
      }
      title={t('access:projects')}
      crumbs={[{ label: t('access:projects') }]}
      state={<span>{t('access:projectsState')}</span>}
    >
      <Panel
        title={t('access:projects')}
        note={t('access:newestFirst')}
        foot={t('access:projectsFoot')}
        tools={
          <fieldset className="switch" aria-label={t('words:stateWord')}>
            <button type="button" aria-pressed={running} onClick={() => go({ state: undefined })}>
              {t('access:running')}
            </button>
            <button type="button" aria-pressed={!running} onClick={() => go({ state: 'all' })}>
              {t('access:endedToo')}
            </button>
          </fieldset>
        }
      >
        <div className="filters">
          <TextFilter label={t('access:searchProjects')} value={search.text} onChange={(text) => go({ text })} />
        </div>
        <Arrival error={data ? null : error} data={data} rows={6}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty why={t(search.text ? 'access:noProjectFound' : 'access:noProjects')}>
                {search.text && (
                  <p>
                    <Link to="/projects">{t('words:clearFilters')}</Link>
                  </p>
                )}
              </Empty>
            ) : (
              <ul className="parts">
                {items.map((one) => (
                  <One key={one.permit} project={one} />
                ))}
              </ul>
            )
          }
        </Arrival>
        {data && (
          <Pager
            shown={data.items.length}
            total={data.total}
            next={data.next ?? null}
            later={search.after !== undefined}
            onFirst={() => go({})}
            onNext={(after) => go({ after })}
          />
        )}
      </Panel>
    </Page>
  );
}
