import '../styles/catalogue.css';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { EstimatePanel } from './estimate-panel.tsx';
import { guidePages } from './guidance-search.ts';
import { CatalogueTabs } from './tabs.tsx';
import { TemplatesPanel } from './templates-panel.tsx';

/** Where each page leads on to. */
const onward: Readonly<Record<string, readonly { to: string; word: string }[]>> = {
  'what-there-is': [
    { to: '/catalogue', word: 'search' },
    { to: '/catalogue/registers', word: 'registers' },
  ],
  'count-first': [{ to: '/register', word: 'count' }],
  steps: [{ to: '/applications/new', word: 'apply' }],
  'price-and-time': [{ to: '/applications/new', word: 'apply' }],
};

/** Guidance for researchers: what to read, in the order it is done. */
export function GuidancePage() {
  const { t } = useTranslation();
  return (
    <Page
      heading={t('catalogue:headings.guidance')}
      title={t('catalogue:kinds.guidance')}
      crumbs={[{ label: t('catalogue:title'), to: '/catalogue' }, { label: t('catalogue:kinds.guidance') }]}
      state={t('guidance:lead')}
    >
      <CatalogueTabs current="guidance" />
      <ol className="guide-list">
        {guidePages.map((page, at) => (
          <li key={page}>
            <h2>
              <Link to="/catalogue/guidance/$page" params={{ page }}>
                {at + 1}. {t(`guidance:${page}.title`)}
              </Link>
            </h2>
            <p className="soft">{t(`guidance:${page}.lead`)}</p>
          </li>
        ))}
      </ol>
    </Page>
  );
}

/** One page of the guidance; a question about it goes to whoever knows, with the page as its context. */
export function GuidePageView() {
  const { t, i18n } = useTranslation();
  const { page } = useParams({ from: '/catalogue/guidance/$page' });
  const known = guidePages.find((one) => one === page);
  const crumbs = [
    { label: t('catalogue:title'), to: '/catalogue' },
    { label: t('catalogue:kinds.guidance'), to: '/catalogue/guidance' },
  ];
  if (known === undefined) {
    return (
      <Page heading={t('guidance:unknown')} crumbs={[...crumbs, { label: page }]}>
        <Link to="/catalogue/guidance">{t('guidance:toAll')}</Link>
      </Page>
    );
  }
  const title = t(`guidance:${known}.title`);
  const points = ['1', '2', '3', '4', '5', '6', '7', '8'].filter((n) => i18n.exists(`guidance:${known}.points.${n}`));
  const question = new URLSearchParams({ topic: topicOf[known], about: title, page: `/catalogue/guidance/${known}` });
  const next = guidePages[guidePages.indexOf(known) + 1];
  return (
    <Page
      heading={title}
      crumbs={[...crumbs, { label: title }]}
      state={t(`guidance:${known}.lead`)}
      actions={
        <a className="btn" href={`/enquiries/new?${question}`}>
          {t('catalogue:ask')}
        </a>
      }
    >
      <div className="stack">
        {known === 'price-and-time' && <EstimatePanel />}
        {known === 'templates' && <TemplatesPanel />}
        <Panel title={t('guidance:whatToDo')} padded>
          <div className="prose">
            <ol>
              {points.map((n) => (
                <li key={n}>{t(`guidance:${known}.points.${n}`)}</li>
              ))}
            </ol>
            {i18n.exists(`guidance:${known}.note`) && <p className="soft">{t(`guidance:${known}.note`)}</p>}
            <p>
              {(onward[known] ?? []).map(({ to, word }) => (
                <a key={to} className="btn small" href={to}>
                  {t(`guidance:to.${word}`)}
                </a>
              ))}
            </p>
          </div>
        </Panel>
        {next && (
          <p>
            <Link to="/catalogue/guidance/$page" params={{ page: next }}>
              {t('guidance:next', { title: t(`guidance:${next}.title`) })}
            </Link>
          </p>
        )}
      </div>
    </Page>
  );
}

/** What a question from each page is about; the centre's topics say whom it goes to. */
const topicOf = {
  'what-there-is': 'other',
  'count-first': 'cohort',
  steps: 'other',
  'price-and-time': 'price-and-time',
  templates: 'other',
  ethics: 'ethics',
  'data-protection': 'data-protection',
  companies: 'company',
} as const;
