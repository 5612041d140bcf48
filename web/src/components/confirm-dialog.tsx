import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from './copy-button.tsx';
import { ProblemView } from './states.tsx';

interface ConfirmDialogProps {
  title: string;
  consequence: string;
  /** What must be written to go on. */
  name: string;
  verb: string;
  destructive: boolean;
  error: unknown;
  busy: boolean;
  onClose(): void;
  onConfirm(reason: string): void;
}

/** An act with consequences: names the thing and what follows, asks for a reason and for the thing by name. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, consequence, name, verb, destructive, error, busy, onClose, onConfirm } = props;
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const ready = typed.trim() === name && reason.trim() !== '' && !busy;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) onConfirm(reason.trim());
  };
  return (
    <dialog ref={dialog} aria-labelledby={`${id}-title`} onClose={onClose}>
      <form onSubmit={submit}>
        <h2 id={`${id}-title`}>{title}</h2>
        <p>{consequence}</p>
        <div className="field">
          <label htmlFor={`${id}-reason`}>{t('words:reason')}</label>
          <input
            id={`${id}-reason`}
            className="input"
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
          <span className="hint">{t('words:reasonHint')}</span>
        </div>
        <div className="field">
          <label htmlFor={`${id}-name`}>
            {t('words:writeName')} <span className="mono">{name}</span>
            <CopyButton text={name} label={name} />
          </label>
          <input
            id={`${id}-name`}
            className="input mono"
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </div>
        {error ? <ProblemView error={error} /> : null}
        <div className="actions">
          <button type="button" className="btn" onClick={onClose}>
            {t('words:cancel')}
          </button>
          <button type="submit" className={destructive ? 'btn danger' : 'btn primary'} disabled={!ready}>
            {verb}
          </button>
        </div>
      </form>
    </dialog>
  );
}
