import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemView } from '../components/states.tsx';

interface SaveDialogProps {
  /** A new cohort needs a name; a further version of one does not. */
  named: boolean;
  busy: boolean;
  error: unknown;
  onClose(): void;
  onSave(given: { name: string; note: string }): void;
}

/** Freezes a cohort: its name, and a note for its history. */
export function SaveDialog({ named, busy, error, onClose, onSave }: SaveDialogProps) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const [name, setName] = useState('');
  const [note, setNote] = useState('');
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!named || name.trim() !== '') onSave({ name: name.trim(), note: note.trim() });
  };
  return (
    <dialog ref={dialog} aria-labelledby={`${id}-title`} onClose={onClose}>
      <form onSubmit={submit}>
        <h2 id={`${id}-title`}>{t(named ? 'cohorts:saveTitle' : 'cohorts:freezeTitle')}</h2>
        <p>{t('cohorts:freezeWhat')}</p>
        {named && (
          <div className="field">
            <label htmlFor={`${id}-name`}>{t('cohorts:name')}</label>
            <input
              id={`${id}-name`}
              className="input"
              required
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          </div>
        )}
        <div className="field">
          <label htmlFor={`${id}-note`}>{t('cohorts:noteLabel')}</label>
          <input id={`${id}-note`} className="input" value={note} onChange={(event) => setNote(event.target.value)} />
        </div>
        {error ? <ProblemView error={error} /> : null}
        <div className="actions">
          <button type="button" className="btn" onClick={onClose}>
            {t('words:cancel')}
          </button>
          <button type="submit" className="btn primary" disabled={busy || (named && name.trim() === '')}>
            {t('cohorts:freeze')}
          </button>
        </div>
      </form>
    </dialog>
  );
}
