import '../styles/access.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { ProblemPage } from '../components/problem-page.tsx';
import { Skeleton } from '../components/states.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { useText } from '../formatting/use-text.ts';
import { useSynthetic } from '../shell/synthetic.tsx';
import { projectQuery } from './access-api.ts';
import { CaseMark } from './case-marks.tsx';

/** One approved project, for everybody: what it is about, who answers for it, what it uses and until when. */
export function ProjectPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const { id } = useParams({ from: '/projects/$id' });
  const { data, error } = useQuery(projectQuery(id));
  useSynthetic(data?.demo ? 'all' : 'none');
  const crumbs = [{ label: t('access:projects'), to: '/projects' }, { label: data?.title ?? id }];
  if (error && !data) return <ProblemPage error={error} crumbs={crumbs} />;
  if (!data) return <Skeleton />;
  const facts: [string, string][] = [
    [t('access:project'), data.project ?? '–'],
    [t('access:controller'), data.controller],
    [t('access:purposes'), data.purposes.map((one) => t(`access:purpose.${one}`, { defaultValue: one })).join(', ')],
    [t('access:payer'), t(data.payer === 'company' ? 'access:company' : 'access:publicPayer')],
    [t('access:validity'), t('access:period', { from: format.date(data.from), until: format.date(data.until) })],
    [t('access:publishBy'), format.date(data.publishBy)],
  ];
  return (
    <Page
      heading={<span translate="no">{data.title}</span>}
      title={data.title}
      crumbs={crumbs}
      state={
        <>
          <CaseMark kind="permit" state={data.state} />
          <span className="mono muted">{data.permit}</span>
        </>
      }
    >
      <div className="cols side-360">
        <div className="stack">
          <Panel title={t('access:summary')} padded>
            <p className="pre">{data.summary}</p>
            {data.statement && (
              <>
                <h3 style={{ marginTop: 16 }}>{t('access:statement')}</h3>
                <p className="pre">{data.statement}</p>
              </>
            )}
          </Panel>
          <Panel title={t('access:uses')} padded>
            <ul className="said">
              {data.data.map((one) => (
                <li key={text(one.name)}>
                  {text(one.name)}{' '}
                  <span className="muted small">
                    {t(`access:resourceKind.${one.kind}`)} · {one.body}
                  </span>
                </li>
              ))}
            </ul>
          </Panel>
        </div>
        <div className="stack">
          <Panel title={t('access:facts')} padded>
            <dl className="dl">
              {facts.map(([name, value]) => [
                <dt key={`${name}-t`} className="wrap-term">
                  {name}
                </dt>,
                <dd key={`${name}-d`}>{value}</dd>,
              ])}
            </dl>
          </Panel>
          <Panel title={t('access:yourChoice')} padded>
            <p>{t('access:yourChoiceWhy')}</p>
            <p style={{ marginTop: 8 }}>
              <Link to="/me/choices">{t('access:toChoices')}</Link>
            </p>
          </Panel>
        </div>
      </div>
    </Page>
  );
}
