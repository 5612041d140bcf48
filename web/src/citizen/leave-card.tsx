import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemView } from '../components/states.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { useText } from '../formatting/use-text.ts';
import { agreementsQuery, leaveDataset, usesQuery, withdraw } from './citizen-api.ts';
import { Effects } from './effects.tsx';

interface Leavable {
  key: string;
  name: string;
  line: string;
  leave(): Promise<unknown>;
}

function Row({ item }: { item: Leavable }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asked, setAsked] = useState(false);
  const leave = useMutation({
    mutationFn: item.leave,
    onSuccess: () => client.invalidateQueries({ queryKey: ['me'] }),
  });
  return (
    <li>
      <div>
        <b>{item.name}</b>
        <span className="under">{item.line}</span>
      </div>
      {asked ? (
        <div className="c-sure">
          <p>{t('citizen:leave.sure', { name: item.name })}</p>
          <button type="button" className="btn-c" disabled={leave.isPending} onClick={() => leave.mutate()}>
            {t('citizen:leave.yes')}
          </button>
          <button type="button" className="btn-c second" onClick={() => setAsked(false)}>
            {t('words:cancel')}
          </button>
        </div>
      ) : (
        <button type="button" className="btn-c second" onClick={() => setAsked(true)}>
          {t('citizen:leave.verb')}
          <span className="visually-hidden"> {item.name}</span>
        </button>
      )}
      {leave.error && <ProblemView error={leave.error} />}
    </li>
  );
}

/** Leaving one project or taking one consent back: apart from the opt-out register, and not undone by a button. */
export function LeaveCard({ person }: { person: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const uses = useQuery(usesQuery(person));
  const agreements = useQuery(agreementsQuery(person));
  const error = uses.error ?? agreements.error;
  const items: Leavable[] = [
    ...(uses.data?.items ?? [])
      .filter((use) => use.kind === 'dataset' && use.canLeave)
      .map((use) => ({
        key: `dataset ${use.name}`,
        name: use.name,
        line: use.controller ?? t('citizen:uses.kind.dataset'),
        leave: () => leaveDataset(use.name, person),
      })),
    ...(agreements.data?.items ?? [])
      .filter((one) => one.mayWithdraw)
      .map((one) => ({
        key: one.id,
        name: text(one.form.title),
        line: t('citizen:leave.given', { date: format.date(one.givenAt), by: t(`citizen:by.${one.givenBy}`) }),
        leave: () => withdraw(one.id, person),
      })),
  ];
  const loading = !uses.data || !agreements.data;
  return (
    <article className="choice" aria-labelledby="choice-leave">
      <header>
        <h3 id="choice-leave">{t('citizen:leave.title')}</h3>
        {!loading && <span className="tag">{t('citizen:leave.count', { count: items.length })}</span>}
      </header>
      <p>{t('citizen:leave.text')}</p>
      <Effects
        stops={[t('citizen:leave.stops')]}
        goesOn={[t('citizen:leave.others'), t('citizen:leave.care')]}
        know={[t('citizen:know.atOnce'), t('citizen:leave.made'), t('citizen:leave.again')]}
      />
      {error ? <ProblemView error={error} /> : null}
      {items.length > 0 && (
        <ul className="c-leave">
          {items.map((item) => (
            <Row key={item.key} item={item} />
          ))}
        </ul>
      )}
    </article>
  );
}
