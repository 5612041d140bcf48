import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../components/copy-button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';
import { Empty, ProblemView, SkeletonRows } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import type { Holding } from '../../session/session.ts';
import { type ApiToken, makeToken, revokeToken, tokensQuery } from './profile-api.ts';

/** The day this many days from now, as a date field writes it. */
function dayFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

function MakeToken({
  holdings,
  onMake,
  busy,
}: {
  holdings: Holding[];
  busy: boolean;
  onMake(given: { name: string; holding: string; until: string }): void;
}) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [holding, setHolding] = useState(holdings[0]?.id ?? '');
  const [until, setUntil] = useState(dayFromNow(30));
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onMake({ name: name.trim(), holding, until: new Date(`${until}T23:59:59`).toISOString() });
    setName('');
  };
  return (
    <form onSubmit={submit} className="filters" style={{ padding: 0 }}>
      <div className="field">
        <label htmlFor={`${id}-name`}>{t('profile:tokenName')}</label>
        <input id={`${id}-name`} className="input" value={name} onChange={(event) => setName(event.target.value)} />
      </div>
      <div className="field">
        <label htmlFor={`${id}-holding`}>{t('profile:tokenRole')}</label>
        <select
          id={`${id}-holding`}
          className="select"
          value={holding}
          onChange={(event) => setHolding(event.target.value)}
        >
          {holdings.map((one) => (
            <option key={one.id} value={one.id}>
              {[t(`roles:${one.role}.name`), one.organisation].filter(Boolean).join(', ')}
            </option>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor={`${id}-until`}>{t('profile:until')}</label>
        <input
          id={`${id}-until`}
          className="input"
          type="date"
          min={dayFromNow(1)}
          value={until}
          onChange={(event) => setUntil(event.target.value)}
        />
      </div>
      <button type="submit" className="btn" disabled={busy || name.trim() === '' || holding === ''}>
        {t('profile:makeToken')}
      </button>
    </form>
  );
}

function TokenLine({ token, onRevoke }: { token: ApiToken; onRevoke(): void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const until = token.until ?? token.expiresAt;
  return (
    <li>
      <Icon name="key" />
      <div style={{ display: 'flex', justifyContent: 'space-between', gap: 12 }}>
        <div>
          <p>
            <b>{token.name}</b> <span className="mono muted">{token.id}</span>
          </p>
          <p className="small muted">
            {until && t('profile:tokenUntil', { date: format.date(until) })}
            {' · '}
            {token.lastUsedAt
              ? t('profile:lastUsed', { date: format.dateTime(token.lastUsedAt) })
              : t('profile:neverUsed')}
          </p>
        </div>
        <button type="button" className="btn small danger" onClick={onRevoke}>
          {t('profile:revoke')}
          <span className="visually-hidden"> {token.name}</span>
        </button>
      </div>
    </li>
  );
}

/** Keys for programs that act as this account, in one role, until a date. */
export function TokensPanel({ holdings }: { holdings: Holding[] }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data, error } = useQuery(tokensQuery);
  const refresh = () => client.invalidateQueries({ queryKey: tokensQuery.queryKey });
  const make = useMutation({ mutationFn: makeToken, onSuccess: refresh });
  const revoke = useMutation({ mutationFn: revokeToken, onSuccess: refresh });
  const live = (data ?? []).filter((token) => !token.revokedAt);
  return (
    <Panel title={t('profile:tokens')} note={t('profile:tokensNote')}>
      {data && live.length === 0 && (
        <Empty why={t('profile:noTokens')}>
          <p>{t('profile:noTokensWhy')}</p>
        </Empty>
      )}
      {live.length > 0 && (
        <ul className="feed group">
          {live.map((token) => (
            <TokenLine key={token.id} token={token} onRevoke={() => revoke.mutate(token.id)} />
          ))}
        </ul>
      )}
      <div className="body stack">
        {error ? <ProblemView error={error} /> : !data && <SkeletonRows rows={2} />}
        {(make.error ?? revoke.error) && <ProblemView error={make.error ?? revoke.error} />}
        {make.data && (
          <div className="alert warn" role="status">
            <Icon name="warn" tone="warn" />
            <div>
              <p className="strong">{t('profile:tokenOnce')}</p>
              <p>
                <span className="mono breakable">{make.data.token}</span>
                <CopyButton text={make.data.token} label={t('profile:tokens')} />
              </p>
            </div>
          </div>
        )}
        {holdings.length > 0 && (
          <MakeToken holdings={holdings} busy={make.isPending} onMake={(given) => make.mutate(given)} />
        )}
      </div>
    </Panel>
  );
}
