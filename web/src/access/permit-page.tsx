import '../styles/access.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { ProblemPage } from '../components/problem-page.tsx';
import { ProblemView, Skeleton } from '../components/states.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { useText } from '../formatting/use-text.ts';
import { useMay } from '../session/rights.ts';
import { useSynthetic } from '../shell/synthetic.tsx';
import { actOnPermit, permitQuery } from './access-api.ts';
import { ActForm } from './act-form.tsx';
import { AgreedConditions } from './agreement-panel.tsx';
import { CaseMark } from './case-marks.tsx';
import { Feed } from './messages-panel.tsx';
import type { PermitDetail } from './model.ts';
import { AskRelinking } from './relinking-forms.tsx';
import { ShipmentsPanel } from './shipments-panel.tsx';
import { useCount } from './words.ts';

/** Begins an amendment or a renewal with what the permit rests on now. */
function Change({ permit }: { permit: PermitDetail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [ending, setEnding] = useState(false);
  const begin = useMutation({
    mutationFn: (kind: 'amendment' | 'renewal') => actOnPermit<{ id: string }>(permit.id, 'change', { kind }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['access', 'cases'] });
      await navigate({ to: '/applications/$id', params: { id } });
    },
  });
  return (
    <Panel title={t('access:changePermit')} padded>
      {ending ? (
        <ActForm
          label={t('access:endWhy')}
          hint={t('access:endHint')}
          verb={t('access:endPermit')}
          least={10}
          danger
          act={(reason) => actOnPermit(permit.id, 'end', { reason })}
          onDone={() => setEnding(false)}
        />
      ) : (
        <div className="actions">
          {(['renewal', 'amendment'] as const).map((kind) => (
            <button
              key={kind}
              type="button"
              className="btn"
              disabled={begin.isPending}
              onClick={() => begin.mutate(kind)}
            >
              {t(`access:beginChange.${kind}`)}
            </button>
          ))}
          <button type="button" className="btn danger" onClick={() => setEnding(true)}>
            {t('access:endPermit')}
          </button>
        </div>
      )}
      {begin.error && <ProblemView error={begin.error} />}
    </Panel>
  );
}

/** Suspends a permit, lets it hold again, or takes it back. */
function Manage({ permit }: { permit: PermitDetail }) {
  const { t } = useTranslation();
  const [to, setTo] = useState<'suspended' | 'active' | 'revoked' | null>(null);
  const choices = permit.state === 'active' ? (['suspended', 'revoked'] as const) : (['active', 'revoked'] as const);
  return (
    <Panel title={t('access:handling')} padded>
      {to === null ? (
        <div className="actions">
          {choices.map((one) => (
            <button
              key={one}
              type="button"
              className={one === 'revoked' ? 'btn danger' : 'btn'}
              onClick={() => setTo(one)}
            >
              {t(`access:permitTo.${one}`)}
            </button>
          ))}
        </div>
      ) : (
        <ActForm
          label={t('words:reason')}
          hint={t('access:closesAtOnce')}
          verb={t(`access:permitTo.${to}`)}
          least={10}
          danger={to !== 'active'}
          act={(reason) => actOnPermit(permit.id, 'state', { to, reason })}
          onDone={() => setTo(null)}
        />
      )}
    </Panel>
  );
}

function Content({ permit }: { permit: PermitDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const count = useCount();
  const { content } = permit;
  const names = new Map(content.data.map((one) => [one.id, text(one.name)]));
  return (
    <Panel title={t('access:whatItGives')} padded>
      <dl className="dl even lines">
        <dt className="wrap-term">{t('access:purposes')}</dt>
        <dd>
          {content.purposes.map((one) => t(`access:purpose.${one}`, { defaultValue: one })).join(', ')}
          <p className="muted small">{content.publicSummary}</p>
        </dd>
        <dt className="wrap-term">{t('access:duration')}</dt>
        <dd>{t('access:period', { from: format.date(permit.from), until: format.date(permit.until) })}</dd>
        <dt className="wrap-term">{t('access:data')}</dt>
        <dd>
          <ul>
            {content.data.map((one) => (
              <li key={one.id}>
                {text(one.name)}{' '}
                <span className="muted small">
                  {t(`access:resourceKind.${one.kind}`)} · {one.body}
                </span>
              </li>
            ))}
          </ul>
          {content.data.some((one) => one.kind === 'dataset') && (
            <p className="small">{t(permit.limited ? 'access:limitedTo' : 'access:wholeDatasets')}</p>
          )}
        </dd>
        {content.specimens.length > 0 && (
          <>
            <dt className="wrap-term">{t('access:specimens')}</dt>
            <dd>
              <ul>
                {content.specimens.map((line) => (
                  <li key={`${line.resource} ${line.material}`}>
                    {t('access:tubesOf', {
                      count: line.count,
                      number: format.int(line.count),
                      material: line.material,
                    })}{' '}
                    <span className="muted small">{names.get(line.resource)}</span>
                  </li>
                ))}
              </ul>
            </dd>
          </>
        )}
        {content.question && (
          <>
            <dt className="wrap-term">{t('access:question')}</dt>
            <dd>
              {t('access:questionCounts', {
                name: content.question.name,
                people: count(content.question.persons),
                specimens: count(content.question.specimens),
              })}
            </dd>
          </>
        )}
        {content.cohort && (
          <>
            <dt className="wrap-term">{t('access:cohort')}</dt>
            <dd>{t('access:cohortPeople', { name: content.cohort.name, people: count(content.cohort) })}</dd>
          </>
        )}
        <dt className="wrap-term">{t('access:peopleOnIt')}</dt>
        <dd>
          <ul>
            {content.people.map((one) => (
              <li key={one.name}>
                {one.name}{' '}
                <span className="muted small">{[one.organisation, one.task].filter(Boolean).join(', ')}</span>
              </li>
            ))}
          </ul>
          <p className="small">
            {t(content.people.some((one) => one.account) ? 'access:forNamedAccounts' : 'access:forTheProject')}
          </p>
        </dd>
        <dt className="wrap-term">{t('access:environment')}</dt>
        <dd>{t(`access:environments.${content.environment}`, { defaultValue: content.environment })}</dd>
        <dt className="wrap-term">{t('access:controller')}</dt>
        <dd>{content.controller}</dd>
        <dt className="wrap-term">{t('access:publishBy')}</dt>
        <dd>{format.date(content.publishBy)}</dd>
        {content.contract && (
          <>
            <dt className="wrap-term">{t('access:contract')}</dt>
            <dd>{content.contract}</dd>
          </>
        )}
        {content.references.flatMap((one) =>
          one.reference === null
            ? []
            : [
                <dt key={`${one.reference}-t`} className="wrap-term">
                  {one.body}
                </dt>,
                <dd key={`${one.reference}-d`}>{one.reference}</dd>,
              ],
        )}
      </dl>
      <h3 style={{ marginTop: 16 }}>{t('access:conditions')}</h3>
      <AgreedConditions conditions={content.conditions} />
    </Panel>
  );
}

/** One permit: what it gives whom until when, its versions, and what its reader can do with it. */
export function PermitPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { id } = useParams({ from: '/permits/$id' });
  const { data: permit, error } = useQuery(permitQuery(id));
  const writes = useMay('access.applications.write');
  const manages = useMay('access.permits.manage');
  const relinks = useMay('access.relinking.ask');
  useSynthetic(permit?.demo ? 'all' : 'none');
  const crumbs = [{ label: t('access:permits'), to: '/permits' }, { label: permit?.title ?? id }];
  if (error && !permit) return <ProblemPage error={error} crumbs={crumbs} />;
  if (!permit) return <Skeleton />;
  const open = permit.state === 'active' || permit.state === 'suspended';
  return (
    <Page
      heading={
        permit.state === 'active' ? (
          t('access:permitUntil', { title: permit.title, date: format.date(permit.until) })
        ) : (
          <span translate="no">{permit.title}</span>
        )
      }
      title={permit.title}
      crumbs={crumbs}
      state={
        <>
          <CaseMark kind="permit" state={permit.state} />
          {permit.project && <span>{permit.project}</span>}
          <span>{t('access:period', { from: format.date(permit.from), until: format.date(permit.until) })}</span>
          <span>{t('access:versionNumber', { version: permit.version })}</span>
          <span className="mono muted">{permit.id}</span>
        </>
      }
      actions={
        <Link className="btn" to="/projects/$id" params={{ id: permit.id }}>
          {t('access:publicPage')}
        </Link>
      }
    >
      <div className="cols side-400">
        <div className="stack">
          {writes && permit.content.specimens.length > 0 && <ShipmentsPanel permit={permit.id} />}
          <Content permit={permit} />
        </div>
        <div className="stack">
          {writes && permit.state === 'active' && <Change permit={permit} />}
          {manages && open && <Manage permit={permit} />}
          {relinks && permit.state === 'active' && <AskRelinking permit={permit.id} />}
          <Panel title={t('access:versions')} padded>
            <ul className="links-plain">
              {permit.versions.map((one) => (
                <li key={one.version}>
                  {t('access:versionNumber', { version: one.version })}:{' '}
                  {t('access:period', { from: format.date(one.from), until: format.date(one.until) })}{' '}
                  <Link to="/applications/$id" params={{ id: one.application }}>
                    {t('access:kind.application')}
                  </Link>
                </li>
              ))}
            </ul>
          </Panel>
          <Panel title={t('access:history')}>
            <Feed events={permit.events} kind="permit" />
          </Panel>
        </div>
      </div>
    </Page>
  );
}
