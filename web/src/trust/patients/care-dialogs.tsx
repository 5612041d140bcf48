import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemView } from '../../components/states.tsx';
import { beginRelation, openInEmergency, type RelationKind, relationKinds } from './patients-api.ts';

interface DialogProps {
  title: string;
  verb: string;
  destructive?: boolean;
  ready: boolean;
  busy: boolean;
  error: unknown;
  onClose(): void;
  onConfirm(): void;
  children: ReactNode;
}

function ActDialog({ title, verb, destructive, ready, busy, error, onClose, onConfirm, children }: DialogProps) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !busy) onConfirm();
  };
  return (
    <dialog ref={dialog} aria-labelledby={`${id}-title`} onClose={onClose}>
      <form onSubmit={submit}>
        <h2 id={`${id}-title`}>{title}</h2>
        {children}
        {error ? <ProblemView error={error} /> : null}
        <div className="actions">
          <button type="button" className="btn" onClick={onClose}>
            {t('words:cancel')}
          </button>
          <button type="submit" className={destructive ? 'btn danger' : 'btn primary'} disabled={!ready || busy}>
            {verb}
          </button>
        </div>
      </form>
    </dialog>
  );
}

interface CareDialogProps {
  person: { id: string; name: string | null };
  onClose(): void;
  onDone(): void;
}

/** Begins a care relation of one's own department. */
export function BeginRelation({ person, onClose, onDone }: CareDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [kind, setKind] = useState<RelationKind>('referral');
  const [until, setUntil] = useState('');
  const id = useId();
  const begin = useMutation({
    mutationFn: beginRelation,
    onSuccess: async () => {
      await client.invalidateQueries();
      onDone();
    },
  });
  const confirm = () => {
    const given = { person: person.id, kind };
    begin.mutate(until === '' ? given : { ...given, until: new Date(`${until}T23:59:59`).toISOString() });
  };
  return (
    <ActDialog
      title={t('patients:beginTitle', { name: person.name ?? person.id })}
      verb={t('patients:beginVerb')}
      ready
      busy={begin.isPending}
      error={begin.error}
      onClose={onClose}
      onConfirm={confirm}
    >
      <p>{t('patients:beginWhy')}</p>
      <fieldset className="field">
        <legend>{t('patients:follows')}</legend>
        {relationKinds.map((one) => (
          <label key={one} className="choice">
            <input type="radio" name={`${id}-kind`} checked={kind === one} onChange={() => setKind(one)} />
            <span>
              {t(`patients:kind.${one}`)} <span className="muted">{t(`patients:usual.${one}`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <div className="field">
        <label htmlFor={`${id}-until`}>{t('patients:until')}</label>
        <input
          id={`${id}-until`}
          className="input"
          type="date"
          value={until}
          onChange={(event) => setUntil(event.target.value)}
        />
        <span className="hint">{t('patients:untilHint')}</span>
      </div>
    </ActDialog>
  );
}

const shortestReason = 10;

/** Opens one patient in an emergency: says what follows, and asks for a reason that others will read. */
export function OpenInEmergency({ person, onClose, onDone }: CareDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const id = useId();
  const open = useMutation({
    mutationFn: openInEmergency,
    onSuccess: async () => {
      await client.invalidateQueries();
      onDone();
    },
  });
  return (
    <ActDialog
      title={t('patients:emergencyTitle', { name: person.name ?? person.id })}
      verb={t('patients:emergencyVerb')}
      destructive
      ready={reason.trim().length >= shortestReason}
      busy={open.isPending}
      error={open.error}
      onClose={onClose}
      onConfirm={() => open.mutate({ person: person.id, reason: reason.trim() })}
    >
      <ul className="stack" style={{ gap: 4 }}>
        <li>{t('patients:emergencyHours')}</li>
        <li>{t('patients:emergencyTold')}</li>
        <li>{t('patients:emergencyJudged')}</li>
      </ul>
      <div className="field">
        <label htmlFor={`${id}-reason`}>{t('patients:emergencyReason')}</label>
        <textarea
          id={`${id}-reason`}
          className="input"
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <span className="hint">{t('patients:emergencyHint')}</span>
      </div>
    </ActDialog>
  );
}
