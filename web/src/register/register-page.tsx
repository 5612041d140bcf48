import '../styles/cohorts.css';
import '../styles/register.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { problemOf } from '../api/problem.ts';
import { copyText } from '../components/copy-button.tsx';
import { Page } from '../components/page.tsx';
import { Provenance } from '../components/provenance.tsx';
import { Empty, ProblemView, Skeleton } from '../components/states.tsx';
import { useSettled } from '../components/use-settled.ts';
import { useFormat } from '../formatting/use-format.ts';
import { useMay } from '../session/rights.ts';
import { useSynthetic } from '../shell/synthetic.tsx';
import { readQuestion } from './address.ts';
import type { CatalogueItem } from './answers.ts';
import { countedFacets, FacetsBox } from './facets-box.tsx';
import { FunnelPanel } from './funnel-panel.tsx';
import { redo, startHistory, undo, write as writeHistory } from './history.ts';
import { completed, type Question, type World, worlds } from './model.ts';
import { catalogueQuery, contentsQuery, facetsQuery, funnelQuery } from './queries.ts';
import { QuestionPanel } from './question-panel.tsx';
import { RegisterContext, type RegisterState } from './register-context.ts';
import { SaveQuestion } from './save-question.tsx';
import { savedQuery } from './saved.ts';
import { sayQuestion } from './sentence.ts';
import { specimensOf, useShownText } from './shown.tsx';
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
const pause = 100;

/** The question as it is written, taken back and done again; the address always holds it. */
function useQuestion(usual: World) {
  const navigate = useNavigate();
  const search = useSearch({ from: '/register' });
  const addressed = search.question;
  const given = useMemo(() => readQuestion(addressed, usual), [addressed, usual]);
  const [history, setHistory] = useState(() => startHistory(given));
  const last = useRef(JSON.stringify(given));
  useEffect(() => {
    const text = JSON.stringify(given);
    if (text === last.current) return;
    // Somebody opened another address: a saved question, or the browser's own way back.
    last.current = text;
    setHistory((known) => writeHistory(known, given));
  }, [given]);
  const go = (next: typeof history) => {
    setHistory(next);
    last.current = JSON.stringify(next.now);
    void navigate({
      to: '/register',
      search: { ...search, question: next.now },
      replace: true,
      resetScroll: false,
    });
  };
  return {
    question: history.now,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    write: (next: Question) => go(writeHistory(history, next)),
    undo: () => go(undo(history)),
    redo: () => go(redo(history)),
  };
}

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
  const heading = found
    ? t('register:heading', { count: found.persons ?? 0, number: shownText(found) })
    : t('register:title');
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
              {funnel.data?.held && <p className="alert info">{t('register:held')}</p>}
              <FunnelPanel />
              {funnel.data && (
                <Views
                  show={show}
                  onShow={(next) =>
                    navigate({ to: '/register', search: { ...search, show: next }, replace: true, resetScroll: false })
                  }
                  matching={matching}
                  onMatching={setMatching}
                >
                  <SpecimensView
                    rows={axisOf(search.rows, 'biobank')}
                    columns={axisOf(search.columns, 'type')}
                    onAxes={(next) =>
                      navigate({ to: '/register', search: { ...search, ...next }, replace: true, resetScroll: false })
                    }
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
                counted={t('register:countedWho')}
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

const axisOf = (given: string | undefined, usual: Axis): Axis => axes.find((axis) => axis === given) ?? usual;

function WorldChoice(props: { worlds: readonly World[]; world: World; onWorld(world: World): void }) {
  const { t } = useTranslation();
  if (props.worlds.length < 2) return null;
  return (
    <fieldset className="switch" aria-label={t('register:world.label')}>
      {props.worlds.map((one) => (
        <button key={one} type="button" aria-pressed={one === props.world} onClick={() => props.onWorld(one)}>
          {t(`register:world.${one}`)}
        </button>
      ))}
    </fieldset>
  );
}

/** Copies the address, which is the question and nothing of anybody. */
function ShareButton() {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  return (
    <button
      type="button"
      className="btn"
      onClick={async () => {
        setCopied(await copyText(location.href));
        setTimeout(() => setCopied(false), 1500);
      }}
    >
      <output>{t(copied ? 'words:copied' : 'register:link')}</output>
    </button>
  );
}

/** The first question after a start waits until the register has been read into memory; this says so. */
function Waiting({ waiting }: { waiting: boolean }) {
  const { t } = useTranslation();
  const long = useSettled(waiting, 2000);
  if (!(waiting && long)) return null;
  return (
    <p className="alert info" role="status">
      {t('register:building')}
    </p>
  );
}
