import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { Empty, ProblemView, Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useText } from '../../formatting/use-text.ts';
import { BreachClock } from './breach-clock.tsx';
import { actOnBreach, type Breach, type BreachStates, breachQuery, breachStatesQuery } from './privacy-api.ts';

type Act = BreachStates['acts'][number];

/** Fields whose values are a few words; the others are written. */
const choices: Record<string, readonly string[]> = { risk: ['none', 'risk', 'high'] };

function ActForm({ breach, act, onDone }: { breach: Breach; act: Act; onDone(): void }) {
  const { t } = useTranslation();
  const text = useText();
  const client = useQueryClient();
  const [values, setValues] = useState<Record<string, string>>({});
  const id = useId();
  const send = useMutation({
    mutationFn: () => actOnBreach(breach.id, { act: act.act, ...values }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['gdpr'] });
      onDone();
    },
  });
  const fields = [
    ...act.fields.filter((field) => field.name !== 'note'),
    { name: 'note', required: act.fields.find((field) => field.name === 'note')?.required ?? true },
  ];
  const ready = fields.every((field) => !field.required || (values[field.name] ?? '').trim() !== '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send.mutate();
  };
  const set = (name: string, value: string) => setValues({ ...values, [name]: value });
  return (
    <form onSubmit={submit} className="stack">
      <h3>{text(act.title)}</h3>
      {fields.map(({ name }) => (
        <div key={name} className="field">
          <label htmlFor={`${id}-${name}`}>{t(`breaches:field.${name}`, { defaultValue: name })}</label>
          {choices[name] ? (
            <select
              id={`${id}-${name}`}
              className="select"
              value={values[name] ?? ''}
              onChange={(event) => set(name, event.target.value)}
            >
              <option value="">{t('accounts:choose')}</option>
              {choices[name].map((value) => (
                <option key={value} value={value}>
                  {t(`breaches:risk.${value}`)}
                </option>
              ))}
            </select>
          ) : (
            <textarea
              id={`${id}-${name}`}
              className="input"
              value={values[name] ?? ''}
              onChange={(event) => set(name, event.target.value)}
            />
          )}
        </div>
      ))}
      <div className="actions">
        <button type="button" className="btn" onClick={onDone}>
          {t('words:cancel')}
        </button>
        <button type="submit" className="btn primary" disabled={!ready || send.isPending}>
          {text(act.title)}
        </button>
      </div>
      {send.error && <ProblemView error={send.error} />}
    </form>
  );
}

function Acts({ breach, acts }: { breach: Breach; acts: Act[] }) {
  const { t } = useTranslation();
  const text = useText();
  const [chosen, setChosen] = useState<string | null>(null);
  const act = acts.find((one) => one.act === chosen);
  return (
    <Panel title={t('breaches:next')} padded>
      {act ? (
        <ActForm key={act.act} breach={breach} act={act} onDone={() => setChosen(null)} />
      ) : acts.length === 0 ? (
        <p className="soft">{t('breaches:nothingNext')}</p>
      ) : (
        <div className="actions">
          {acts.map((one) => (
            <button key={one.act} type="button" className="btn" onClick={() => setChosen(one.act)}>
              {text(one.title)}
            </button>
          ))}
        </div>
      )}
    </Panel>
  );
}

/** One breach: its clock, what is known, the next acts and everything that was done. */
export function BreachPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const { id } = useParams({ from: '/privacy/breaches/$id' });
  const { data: breach, error } = useQuery(breachQuery(id));
  const { data: words } = useQuery(breachStatesQuery);
  const crumbs = [
    { label: t('frame:areas.privacy'), to: '/privacy' },
    { label: t('breaches:title'), to: '/privacy/breaches' },
    { label: breach?.title ?? id },
  ];
  if (error) return <ProblemPage error={error} crumbs={crumbs} />;
  if (!breach) return <Skeleton />;
  const stateOf = (state: string | null) => {
    const known = words?.states.find((one) => one.state === state);
    return known ? text(known.title) : (state ?? '');
  };
  const actOf = (act: string) => {
    const known = words?.acts.find((one) => one.act === act);
    return known ? text(known.title) : t('breaches:registered');
  };
  const facts: [string, string][] = [
    [t('breaches:description'), breach.description],
    [t('breaches:kinds'), breach.kinds.map((kind) => t(`breaches:kind.${kind}`)).join(', ')],
    [t('breaches:discovered'), format.dateTime(breach.discoveredAt)],
    [t('breaches:field.risk'), breach.risk ? t(`breaches:risk.${breach.risk}`) : t('breaches:notAssessed')],
    [t('breaches:field.assessment'), breach.assessment ?? '–'],
    [t('breaches:affected'), typeof breach.affected === 'number' ? format.int(breach.affected) : t('words:notKnown')],
    [t('breaches:field.reportReference'), breach.reportReference ?? '–'],
    [t('breaches:told'), breach.peopleToldAt ? format.dateTime(breach.peopleToldAt) : '–'],
  ];
  return (
    <Page
      heading={breach.title}
      crumbs={crumbs}
      state={
        <>
          <span>{stateOf(breach.state)}</span>
          <span className="mono muted">{breach.id}</span>
        </>
      }
    >
      <div className="cols side-400">
        <div className="stack">
          <Panel title={t('breaches:clock')} foot={t('breaches:foot')} padded>
            <BreachClock breach={breach} />
          </Panel>
          <Panel title={t('breaches:known')} padded>
            <dl className="dl">
              {facts.map(([name, value]) => [
                <dt key={`${name}-t`}>{name}</dt>,
                <dd key={`${name}-d`}>
                  <span className="breakable">{value}</span>
                </dd>,
              ])}
            </dl>
          </Panel>
        </div>
        <div className="stack">
          <Acts breach={breach} acts={(words?.acts ?? []).filter((one) => breach.acts.includes(one.act))} />
          <Panel title={t('breaches:history')}>
            {breach.history.length === 0 ? (
              <Empty why={t('breaches:noHistory')} />
            ) : (
              <ul className="feed">
                {breach.history.map((one) => (
                  <li key={`${one.at}-${one.act}`}>
                    <Icon name="clock" />
                    <div>
                      <p>
                        <b>{actOf(one.act)}</b>
                        {one.to && one.to !== one.from && ` → ${stateOf(one.to)}`}
                      </p>
                      {one.note && <p>{one.note}</p>}
                      <p className="small muted">
                        {format.dateTime(one.at)} · <span className="mono">{one.by}</span>
                      </p>
                    </div>
                  </li>
                ))}
              </ul>
            )}
          </Panel>
        </div>
      </div>
    </Page>
  );
}
