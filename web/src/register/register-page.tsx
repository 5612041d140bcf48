import '../styles/cohorts.css';
import '../styles/register.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { problemOf } from '../api/problem.ts';
import { Page } from '../components/page.tsx';
import { Provenance } from '../components/provenance.tsx';
import { Empty, ProblemView, Skeleton } from '../components/states.tsx';
import { useSettled } from '../components/use-settled.ts';
import { useFormat } from '../formatting/use-format.ts';
import { useMay } from '../session/rights.ts';
import { useSynthetic } from '../shell/synthetic.tsx';
import type { CatalogueItem, ShownCounts } from './answers.ts';
import { countedFacets, FacetsBox } from './facets-box.tsx';
import { FewFound, isFew } from './few-found.tsx';
import { FunnelPanel } from './funnel-panel.tsx';
import { Glance } from './glance.tsx';
import { completed, type World, worlds } from './model.ts';
import { Notices, ShareButton, Waiting, WorldChoice } from './page-parts.tsx';
import { catalogueQuery, contentsQuery, facetsQuery, funnelQuery } from './queries.ts';
import { QuestionPanel } from './question-panel.tsx';
import { RegisterContext, type RegisterState } from './register-context.ts';
import { SaveQuestion } from './save-question.tsx';
import { savedQuery } from './saved.ts';
import { sayQuestion } from './sentence.ts';
import { specimensOf, useShownText } from './shown.tsx';
import { type Study, usualStudy } from './study.ts';
import { useQuestion } from './use-question.ts';
import { type Matching, usualMatching } from './views/controls-view.tsx';
import { type Axis, axes, SpecimensView } from './views/specimens-view.tsx';
import { Views } from './views/views.tsx';
import { useWords } from './words.ts';

/** The researcher's search of the register: a question, who it means, and what is known of them. */
export function RegisterPage() {
  const { t } = useTranslation();
  const { data, error } = useQuery(catalogueQuery);
  if (error) {
    return (
      <Page heading={t('register:title')} crumbs={[{ label: t('register:title') }]}>
        <ProblemView error={error} />
      </Page>
    );
  }
  return data ? <Search catalogue={data} /> : <Skeleton />;
}

/** How long a change waits before it is counted, in milliseconds. */
const pause = 150;

function Search({ catalogue }: { catalogue: readonly CatalogueItem[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const shownText = useShownText();
  const navigate = useNavigate();
  const search = useSearch({ from: '/register' });
  const real = catalogue.some(({ demo }) => !demo);
  const made = catalogue.some(({ demo }) => demo);
  const { question, write, ...steps } = useQuestion(real || !made ? 'real' : 'synthetic');
  const settled = useSettled(question, pause);
  const asked = useMemo(() => completed(settled), [settled]);
  const words = useWords(question);
  const contents = useQuery(contentsQuery(question.data));
  const funnel = useQuery({ ...funnelQuery(asked), enabled: contents.data !== undefined });
  const facets = useQuery({ ...facetsQuery(asked, countedFacets), enabled: contents.data !== undefined });
  const saved = useQuery({ ...savedQuery(search.saved ?? ''), enabled: search.saved !== undefined });
  const [matching, setMatching] = useState<Matching>(usualMatching);
  const [study, setStudy] = useState<Study>(usualStudy);
  const [saving, setSaving] = useState(false);
  const mayAsk = useMay('access.enquiries.use');
  const mayApply = useMay('access.applications.write');
  useSynthetic(question.data === 'real' ? 'none' : 'all');
  const state: RegisterState = {
    ...{ question, asked, write, words, catalogue },
    ...{ contents: contents.data, funnel: funnel.data, facets: facets.data },
    counting: facets.isPlaceholderData || settled !== question,
  };
  const found = funnel.data?.steps.at(-1)?.left ?? funnel.data?.everybody;
  const sentence = sayQuestion(question, words);
  const feedsSaid = useFeedsSaid(catalogue, question.data);
  const heading = useHeading(found);
  const few = isFew(found) && question.conditions.length > 0;
  const open = (next: Partial<typeof search>) =>
    void navigate({ to: '/register', search: { ...search, ...next }, replace: true, resetScroll: false });
  const show = search.show ?? 'specimens';
  const onKeys = (event: KeyboardEvent) => {
    const typing = event.target instanceof HTMLInputElement && event.target.type !== 'checkbox';
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z' || typing) return;
    event.preventDefault();
    if (event.shiftKey) steps.redo();
    else steps.undo();
  };
  const empty = problemOf(contents.error).code === 'IDUN_REGISTER_EMPTY';
  const name = saved.data?.name;
  return (
    <Page
      heading={heading}
      title={name ?? t('register:title')}
      crumbs={[
        { label: t('register:title'), ...(name ? { to: '/register' } : {}) },
        ...(name ? [{ label: name }] : []),
      ]}
      state={
        <>
          <span className="tag">{t(name ? 'register:saved' : 'register:draft')}</span>
          <WorldChoice
            worlds={worlds.filter(
              (one) => one === question.data || (one === 'real' ? real : one === 'synthetic' && made),
            )}
            world={question.data}
            onWorld={(data) => write({ data, conditions: question.conditions })}
          />
          {found && (
            <span>
              {t('register:specimensFound', { number: shownText(specimensOf(found)) })}
              {found.genomes !== null && `, ${t('register:genomesFound', { number: format.int(found.genomes) })}`}
            </span>
          )}
          {funnel.data && (
            <span>{t('register:countedIn', { number: format.decimal(funnel.data.milliseconds, 1) })}</span>
          )}
          <Link to="/register/questions">{t('register:savedQuestions')}</Link>
        </>
      }
      actions={
        <>
          <ShareButton />
          {mayAsk && (
            <Link
              className="btn"
              to="/enquiries/new"
              search={{ about: sentence, page: `${location.pathname}${location.search}` }}
            >
              {t('register:ask')}
            </Link>
          )}
          <button type="button" className="btn" onClick={() => setSaving(true)}>
            {t('register:save')}
          </button>
          {mayApply && (
            <Link
              className="btn primary"
              to="/applications/new"
              search={{ question: completed(question), name: name ?? sentence }}
            >
              {t('register:apply')}
            </Link>
          )}
        </>
      }
    >
      <RegisterContext value={state}>
        <output className="visually-hidden" aria-live="polite">
          {found && !funnel.isFetching
            ? t('register:announce', { people: shownText(found), specimens: shownText(specimensOf(found)) })
            : ''}
        </output>
        {empty ? (
          <div className="panel">
            <Empty why={t('register:empty')}>
              <p>{t('register:emptyAction')}</p>
            </Empty>
          </div>
        ) : (
          // biome-ignore lint/a11y/noStaticElementInteractions: a short cut over buttons that stand on the page
          <div className="cols register-cols" onKeyDown={onKeys}>
            <FacetsBox />
            <div className="stack">
              <Waiting waiting={contents.isFetching || funnel.isFetching} />
              {contents.error && <ProblemView error={contents.error} />}
              <QuestionPanel {...steps} onUndo={steps.undo} onRedo={steps.redo} />
              {funnel.error && <ProblemView error={funnel.error} />}
              <Notices funnel={funnel.data} />
              <Glance {...{ study, matching }} onOpen={() => open({ show: 'study' })} />
              <FunnelPanel />
              {few && <FewFound />}
              {funnel.data && !few && (
                <Views
                  show={show}
                  onShow={(next) => open({ show: next })}
                  {...{ matching, study }}
                  onMatching={setMatching}
                  onStudy={setStudy}
                >
                  <SpecimensView
                    rows={axisOf(search.rows, 'biobank')}
                    columns={axisOf(search.columns, 'type')}
                    onAxes={open}
                  />
                </Views>
              )}
              <Provenance
                asOf={funnel.data?.asOf}
                rule={
                  funnel.data
                    ? t(funnel.data.roundedTo > 1 ? 'register:ruleRounded' : 'register:ruleExact', {
                        to: funnel.data.roundedTo,
                      })
                    : ''
                }
                counted={
                  funnel.data
                    ? t('register:countedAll', {
                        people: shownText(funnel.data.everybody),
                        specimens: shownText(specimensOf(funnel.data.everybody)),
                      })
                    : ''
                }
                extra={feedsSaid}
              />
            </div>
          </div>
        )}
      </RegisterContext>
      {saving && (
        <SaveQuestion
          question={completed(question)}
          sentence={sentence}
          known={saved.data}
          onClose={() => setSaving(false)}
        />
      )}
    </Page>
  );
}

/** How many fit, in words; so few that their number is not told are not nobody. */
function useHeading(found: ShownCounts | undefined): string {
  const { t } = useTranslation();
  const shownText = useShownText();
  if (!found) return t('register:title');
  if (found.persons !== null) return t('register:heading', { count: found.persons, number: shownText(found) });
  const limit = found.protected?.startsWith('<') ? found.protected.slice(1) : undefined;
  return limit === undefined ? t('register:headingHidden') : t('register:headingFew', { limit });
}

/** When the feeds of this world were last brought up to date, and which is the oldest. */
function useFeedsSaid(catalogue: readonly CatalogueItem[], world: World): string {
  const { t } = useTranslation();
  const format = useFormat();
  const own = catalogue.filter(({ demo }) => demo === (world === 'synthetic'));
  const byAge = [...own].sort((a, b) => a.updatedAt.localeCompare(b.updatedAt));
  const [oldest, newest] = [byAge[0], byAge.at(-1)];
  if (!oldest || !newest || world === 'generated') return '';
  return t('register:feeds', {
    count: own.length,
    newest: format.date(newest.updatedAt.slice(0, 10)),
    oldest: format.date(oldest.updatedAt.slice(0, 10)),
    owner: oldest.owner,
  });
}

const axisOf = (given: string | undefined, usual: Axis): Axis => axes.find((axis) => axis === given) ?? usual;
