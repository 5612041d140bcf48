import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../components/copy-button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';
import { Empty, ProblemView, SkeletonRows } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { addPasskey, PasskeyStopped, passkeysWork } from '../../sign-in/identity.ts';
import { type Credentials, credentialsQuery, removePasskey, renewRecoveryCodes } from './profile-api.ts';

function AddPasskey({ onAdd, busy }: { onAdd(name: string): void; busy: boolean }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAdd(name.trim() || t('profile:thisDevice'));
  };
  return (
    <form onSubmit={submit} className="filters" style={{ padding: 0 }}>
      <div className="field">
        <label htmlFor={id}>{t('profile:passkeyName')}</label>
        <input
          id={id}
          className="input"
          placeholder={t('profile:thisDevice')}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </div>
      <button type="submit" className="btn primary" disabled={busy || !passkeysWork()}>
        <Icon name="key" />
        {t('profile:addPasskey')}
      </button>
    </form>
  );
}

function RecoveryCodes({ codes }: { codes: Credentials['recoveryCodes'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const renew = useMutation({
    mutationFn: renewRecoveryCodes,
    onSuccess: () => client.invalidateQueries({ queryKey: credentialsQuery.queryKey }),
  });
  return (
    <>
      <h3>{t('profile:recovery')}</h3>
      <p className="soft">
        {codes.left === 0
          ? t('profile:noCodes')
          : t('profile:codesLeft', {
              count: codes.left,
              number: format.int(codes.left),
              date: codes.createdAt ? format.date(codes.createdAt) : '',
            })}
      </p>
      {renew.data && (
        <div className="alert warn" role="status">
          <Icon name="warn" tone="warn" />
          <div>
            <p className="strong">{t('profile:codesOnce')}</p>
            <ul className="codes">
              {renew.data.codes.map((code) => (
                <li key={code}>{code}</li>
              ))}
            </ul>
            <CopyButton text={renew.data.codes.join('\n')} label={t('profile:recovery')} />
          </div>
        </div>
      )}
      {renew.error && <ProblemView error={renew.error} />}
      <p>
        <button type="button" className="btn" disabled={renew.isPending} onClick={() => renew.mutate()}>
          {t(codes.left === 0 ? 'profile:makeCodes' : 'profile:renewCodes')}
        </button>
      </p>
    </>
  );
}

/** Passkeys and recovery codes of the account. */
export function PasskeysPanel({ demo }: { demo: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const { data, error } = useQuery(credentialsQuery);
  const refresh = () => client.invalidateQueries({ queryKey: credentialsQuery.queryKey });
  const add = useMutation({ mutationFn: addPasskey, onSuccess: refresh });
  const remove = useMutation({ mutationFn: removePasskey, onSuccess: refresh });
  const failed = remove.error ?? (add.error instanceof PasskeyStopped ? null : add.error);
  return (
    <Panel title={t('profile:passkeys')} note={t('profile:passkeysNote')}>
      {data && data.passkeys.length === 0 && (
        <Empty why={t('profile:noPasskeys')}>
          <p>{t(demo ? 'profile:noPasskeysDemo' : 'profile:noPasskeysWhy')}</p>
        </Empty>
      )}
      {data && data.passkeys.length > 0 && (
        <ul className="feed group">
          {data.passkeys.map((key) => (
            <li key={key.id}>
              <Icon name="key" />
              <div
                className="line"
                style={{ display: 'flex', justifyContent: 'space-between', alignItems: 'start', gap: 12 }}
              >
                <div>
                  <p className="strong">{key.name}</p>
                  <p className="small muted">
                    {t('profile:added', { date: format.date(key.createdAt) })}
                    {' · '}
                    {key.lastUsedAt
                      ? t('profile:lastUsed', { date: format.dateTime(key.lastUsedAt) })
                      : t('profile:neverUsed')}
                  </p>
                </div>
                <button
                  type="button"
                  className="btn small danger"
                  disabled={remove.isPending}
                  onClick={() => remove.mutate(key.id)}
                >
                  {t('profile:remove')}
                  <span className="visually-hidden"> {key.name}</span>
                </button>
              </div>
            </li>
          ))}
        </ul>
      )}
      <div className="body stack">
        {error ? <ProblemView error={error} /> : !data && <SkeletonRows rows={3} />}
        {failed && <ProblemView error={failed} />}
        {add.error instanceof PasskeyStopped && <p role="alert">{t('signIn:passkeyStopped')}</p>}
        {passkeysWork() ? (
          <AddPasskey busy={add.isPending} onAdd={(name) => add.mutate(name)} />
        ) : (
          <p className="soft">{t('signIn:noPasskeys')}</p>
        )}
        {data && <RecoveryCodes codes={data.recoveryCodes} />}
      </div>
    </Panel>
  );
}
