import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { Scroll } from '../../components/scroll.tsx';
import { Empty, ProblemView, Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useText } from '../../formatting/use-text.ts';
import { BreachClock } from './breach-clock.tsx';
import {
  type Breach,
  type BreachKind,
  breachesQuery,
  breachKinds,
  breachStatesQuery,
  registerBreach,
} from './privacy-api.ts';
import { PrivacyTabs } from './privacy-tabs.tsx';

/** Now, as a field for date and time writes it. */
function nowHere(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function Register() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [title, setTitle] = useState('');
  const [description, setDescription] = useState('');
  const [discovered, setDiscovered] = useState(nowHere());
  const [kinds, setKinds] = useState<BreachKind[]>(['confidentiality']);
  const id = useId();
  const register = useMutation({
    mutationFn: registerBreach,
    onSuccess: async (breach) => {
      await client.invalidateQueries({ queryKey: ['gdpr'] });
      await navigate({ to: '/privacy/breaches/$id', params: { id: breach.id } });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    register.mutate({
      title: title.trim(),
      description: description.trim(),
      discoveredAt: new Date(discovered).toISOString(),
      kinds,
    });
  };
  const toggle = (kind: BreachKind) =>
    setKinds(kinds.includes(kind) ? kinds.filter((one) => one !== kind) : [...kinds, kind]);
  const ready = title.trim() !== '' && description.trim() !== '' && discovered !== '' && kinds.length > 0;
  return (
    <Panel title={t('breaches:register')} note={t('breaches:registerNote')} padded id="register">
      <form onSubmit={submit} className="stack">
        <div className="field">
          <label htmlFor={`${id}-title`}>{t('breaches:what')}</label>
          <input
            id={`${id}-title`}
            className="input"
            value={title}
            onChange={(event) => setTitle(event.target.value)}
          />
        </div>
        <div className="field">
          <label htmlFor={`${id}-description`}>{t('breaches:description')}</label>
          <textarea
            id={`${id}-description`}
            className="input"
            value={description}
            onChange={(event) => setDescription(event.target.value)}
          />
          <span className="hint">{t('breaches:descriptionHint')}</span>
        </div>
        <div className="field">
          <label htmlFor={`${id}-discovered`}>{t('breaches:discovered')}</label>
          <input
            id={`${id}-discovered`}
            className="input"
            type="datetime-local"
            max={nowHere()}
            value={discovered}
            onChange={(event) => setDiscovered(event.target.value)}
          />
        </div>
        <fieldset className="field">
          <legend>{t('breaches:kinds')}</legend>
          {breachKinds.map((kind) => (
            <label key={kind} className="choice">
              <input type="checkbox" checked={kinds.includes(kind)} onChange={() => toggle(kind)} />
              <span>{t(`breaches:kind.${kind}`)}</span>
            </label>
          ))}
        </fieldset>
        <div className="actions">
          <button type="submit" className="btn primary" disabled={register.isPending || !ready}>
            {t('breaches:start')}
          </button>
        </div>
        {register.error && <ProblemView error={register.error} />}
      </form>
    </Panel>
  );
}

function Row({ breach, state }: { breach: Breach; state: string }) {
  const format = useFormat();
  return (
    <tr>
      <th scope="row" className="stick">
        <Link className="rowlink" to="/privacy/breaches/$id" params={{ id: breach.id }}>
          {breach.title}
        </Link>
      </th>
      <td>{state}</td>
      <td>
        <span className="nowrap">{format.dateTime(breach.discoveredAt)}</span>
      </td>
      <td>
        <BreachClock breach={breach} />
      </td>
    </tr>
  );
}

/** Breaches of personal data security, each with its clock of 72 hours. */
export function BreachesPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const { data, error } = useQuery(breachesQuery);
  const { data: words } = useQuery(breachStatesQuery);
  const crumbs = [{ label: t('frame:areas.privacy'), to: '/privacy' }, { label: t('breaches:title') }];
  if (error) return <ProblemPage error={error} crumbs={crumbs} />;
  if (!data) return <Skeleton />;
  const open = data.filter((breach) => breach.closedAt === null);
  const stateOf = (breach: Breach) => {
    const known = words?.states.find((one) => one.state === breach.state);
    return known ? text(known.title) : breach.state;
  };
  return (
    <Page
      heading={t(open.length === 0 ? 'breaches:headingNone' : 'breaches:heading', {
        count: open.length,
        number: format.int(open.length),
      })}
      title={t('breaches:title')}
      crumbs={crumbs}
    >
      <PrivacyTabs />
      <div className="cols side-360">
        <Panel title={t('breaches:title')} foot={t('breaches:foot')}>
          {data.length === 0 ? (
            <Empty why={t('breaches:none')}>
              <p>{t('breaches:noneWhy')}</p>
            </Empty>
          ) : (
            <Scroll label={t('breaches:title')}>
              <table className="data rows">
                <thead>
                  <tr>
                    <th scope="col" className="stick">
                      {t('breaches:what')}
                    </th>
                    <th scope="col">{t('words:stateWord')}</th>
                    <th scope="col">{t('breaches:discovered')}</th>
                    <th scope="col">{t('breaches:clock')}</th>
                  </tr>
                </thead>
                <tbody>
                  {data.map((breach) => (
                    <Row key={breach.id} breach={breach} state={stateOf(breach)} />
                  ))}
                </tbody>
              </table>
            </Scroll>
          )}
        </Panel>
        <Register />
      </div>
    </Page>
  );
}
