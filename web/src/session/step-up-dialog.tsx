import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/icon.tsx';
import { ProblemView } from '../components/states.tsx';
import { confirmByPasskey, confirmByPassword } from '../sign-in/identity.ts';
import { useSession } from './session.ts';
import { onStepUp } from './step-up.ts';

/** Confirms who sits here, before a dangerous act; any request that needs it opens this by itself. */
export function StepUpDialog() {
  const [answer, setAnswer] = useState<((confirmed: boolean) => void) | null>(null);
  useEffect(
    () =>
      onStepUp(
        () =>
          new Promise<boolean>((resolve) => {
            setAnswer(() => resolve);
          }),
      ),
    [],
  );
  if (answer === null) return null;
  return (
    <Confirm
      onEnd={(confirmed) => {
        answer(confirmed);
        setAnswer(null);
      }}
    />
  );
}

function Confirm({ onEnd }: { onEnd(confirmed: boolean): void }) {
  const { t } = useTranslation();
  const session = useSession();
  const dialog = useRef<HTMLDialogElement>(null);
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const attempt = async (how: () => Promise<unknown>) => {
    setBusy(true);
    setError(null);
    try {
      await how();
      onEnd(true);
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt(() => confirmByPassword(password));
  };
  return (
    <dialog ref={dialog} aria-labelledby={`${id}-title`} onCancel={() => onEnd(false)}>
      <form onSubmit={submit}>
        <h2 id={`${id}-title`}>{t('signIn:stepUp')}</h2>
        <p>{t('signIn:stepUpWhy')}</p>
        <button type="button" className="btn primary" disabled={busy} onClick={() => attempt(confirmByPasskey)}>
          <Icon name="key" />
          {t('signIn:withPasskey')}
        </button>
        {session?.account?.demo && (
          <div className="field">
            <label htmlFor={`${id}-password`}>{t('signIn:password')}</label>
            <input
              id={`${id}-password`}
              className="input"
              type="password"
              autoComplete="current-password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
            <span className="hint">{t('signIn:demoPassword')}</span>
          </div>
        )}
        {error ? <ProblemView error={error} /> : null}
        <div className="actions">
          <button type="button" className="btn" onClick={() => onEnd(false)}>
            {t('words:cancel')}
          </button>
          {session?.account?.demo && (
            <button type="submit" className="btn" disabled={busy || password === ''}>
              {t('signIn:confirm')}
            </button>
          )}
        </div>
      </form>
    </dialog>
  );
}
