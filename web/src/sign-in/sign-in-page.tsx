import { useMutation, useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readProblem } from '../api/problem.ts';
import { Icon } from '../components/icon.tsx';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { Empty, ProblemView, Skeleton } from '../components/states.tsx';
import { openAfresh, useSession } from '../session/session.ts';
import { useSynthetic } from '../shell/synthetic.tsx';
import { DemoPeople } from './demo-people.tsx';
import {
  issuerPath,
  PasskeyStopped,
  passkeysWork,
  type SignInWays,
  signInByPasskey,
  signInByPassword,
  signInByRecovery,
  waysQuery,
} from './identity.ts';
import { safeTarget } from './sign-in-search.ts';

function Passkey({ ways, busy, onChoose }: { ways: SignInWays; busy: boolean; onChoose(): void }) {
  const { t } = useTranslation();
  const { available, address } = ways.passkeys;
  if (available && passkeysWork()) {
    return (
      <>
        <button type="button" className="btn primary" disabled={busy} onClick={onChoose}>
          <Icon name="key" />
          {t('signIn:withPasskey')}
        </button>
        <p className="small muted">{t('signIn:passkeyHint')}</p>
      </>
    );
  }
  return (
    <p className="small soft">
      {address ? t('signIn:passkeyAddress') : t('signIn:noPasskeys')} {address && <a href={address}>{address}</a>}
    </p>
  );
}

interface SecretFormProps {
  recovery: boolean;
  busy: boolean;
  onSubmit(login: string, secret: string): void;
}

function SecretForm({ recovery, busy, onSubmit }: SecretFormProps) {
  const { t } = useTranslation();
  const [login, setLogin] = useState('');
  const [secret, setSecret] = useState('');
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit(login.trim(), secret.trim());
  };
  return (
    <form onSubmit={submit}>
      <div className="field">
        <label htmlFor={`${id}-login`}>{t('signIn:login')}</label>
        <input
          id={`${id}-login`}
          className="input"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          value={login}
          onChange={(event) => setLogin(event.target.value)}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-secret`}>{t(recovery ? 'signIn:recoveryCode' : 'signIn:password')}</label>
        <input
          id={`${id}-secret`}
          className={recovery ? 'input mono' : 'input'}
          type={recovery ? 'text' : 'password'}
          autoComplete={recovery ? 'one-time-code' : 'current-password'}
          spellCheck={false}
          value={secret}
          onChange={(event) => setSecret(event.target.value)}
        />
        {recovery && <span className="hint">{t('signIn:recoveryHint')}</span>}
      </div>
      <button type="submit" className="btn" disabled={busy || login.trim() === '' || secret === ''}>
        {t(recovery ? 'signIn:withRecovery' : 'signIn:withPassword')}
      </button>
    </form>
  );
}

/** The ways in: passkey first, then whatever this server offers. */
export function SignInPage() {
  const { t } = useTranslation();
  const { next, problem } = useSearch({ from: '/sign-in' });
  const session = useSession();
  const ways = useQuery(waysQuery);
  const [recovery, setRecovery] = useState(false);
  const attempt = useMutation({
    mutationFn: (how: () => Promise<unknown>) => how(),
    onSuccess: () => openAfresh(safeTarget(next)),
  });
  useSynthetic(ways.data && ways.data.demo.length > 0 ? 'some' : 'none');
  if (ways.isPending) return <Skeleton rows={5} />;
  const busy = attempt.isPending || attempt.isSuccess;
  const signedIn = session && session.kind !== 'public' ? (session.account?.name ?? t('frame:noOrganisation')) : null;
  return (
    <Page heading={t('signIn:heading')} title={t('signIn:title')} state={<span>{t('signIn:why')}</span>}>
      <div className="sign-in">
        <Panel title={t('signIn:title')} padded>
          {signedIn && (
            <div className="alert info">
              <Icon name="info" tone="info" />
              <div>
                <p className="strong">{t('signIn:signedInAs', { name: signedIn })}</p>
                <p>{t('signIn:changesPerson')}</p>
              </div>
            </div>
          )}
          {ways.error && <ProblemView error={ways.error} />}
          {problem && !attempt.error && <ProblemView error={readProblem(401, { title: problem, code: problem })} />}
          {attempt.error &&
            (attempt.error instanceof PasskeyStopped ? (
              <div className="alert warn" role="alert">
                <Icon name="warn" tone="warn" />
                <div>{t('signIn:passkeyStopped')}</div>
              </div>
            ) : (
              <ProblemView error={attempt.error} />
            ))}
          {ways.data && (
            <>
              <Passkey ways={ways.data} busy={busy} onChoose={() => attempt.mutate(signInByPasskey)} />
              {ways.data.issuers.map(({ id, name }) => (
                <a key={id} className="btn" href={issuerPath(id, safeTarget(next))}>
                  {t('signIn:external', { name })}
                </a>
              ))}
              <p className="or">{t('signIn:or')}</p>
              <SecretForm
                recovery={recovery || !ways.data.password}
                busy={busy}
                onSubmit={(login, secret) =>
                  attempt.mutate(() =>
                    recovery || !ways.data.password ? signInByRecovery(login, secret) : signInByPassword(login, secret),
                  )
                }
              />
              {ways.data.password && (
                <p>
                  <button type="button" className="link" onClick={() => setRecovery(!recovery)}>
                    {t(recovery ? 'signIn:withPassword' : 'signIn:recovery')}
                  </button>
                </p>
              )}
            </>
          )}
        </Panel>
        <Panel title={t('signIn:demoTitle')} note={t('signIn:demoNote')} foot={t('signIn:demoFoot')}>
          {ways.data && ways.data.demo.length > 0 ? (
            <DemoPeople
              people={ways.data.demo}
              busy={busy}
              onChoose={(login) => attempt.mutate(() => signInByPassword(login, 'demo'))}
            />
          ) : (
            <Empty why={t('signIn:noDemo')}>
              <p>{t('signIn:noDemoWhy')}</p>
            </Empty>
          )}
        </Panel>
      </div>
    </Page>
  );
}
