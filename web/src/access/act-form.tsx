import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemView } from '../components/states.tsx';

interface ActFormProps {
  label: string;
  hint?: string;
  verb: string;
  /** Shortest text that will do. */
  least?: number;
  danger?: boolean;
  primary?: boolean;
  act(text: string): Promise<unknown>;
  onDone?(): void;
}

/** A text and one act with it; afterwards everything about cases is read again. */
export function ActForm({ label, hint, verb, least = 1, danger, primary, act, onDone }: ActFormProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [text, setText] = useState('');
  const id = useId();
  const send = useMutation({
    mutationFn: () => act(text.trim()),
    onSuccess: async () => {
      setText('');
      await client.invalidateQueries({ queryKey: ['access'] });
      onDone?.();
    },
  });
  const ready = text.trim().length >= least && !send.isPending;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) send.mutate();
  };
  return (
    <form className="stack tight-stack" onSubmit={submit}>
      <div className="field">
        <label htmlFor={id}>{label}</label>
        <textarea id={id} className="input" rows={3} value={text} onChange={(event) => setText(event.target.value)} />
        {(hint || least > 1) && <span className="hint">{hint ?? t('access:atLeast', { number: least })}</span>}
      </div>
      <div className="actions">
        {onDone && (
          <button type="button" className="btn" onClick={onDone}>
            {t('words:cancel')}
          </button>
        )}
        <button type="submit" className={`btn ${danger ? 'danger' : primary ? 'primary' : ''}`} disabled={!ready}>
          {verb}
        </button>
      </div>
      {send.error && <ProblemView error={send.error} />}
    </form>
  );
}

/** One act without words of one's own. */
export function ActButton(props: { verb: string; primary?: boolean; disabled?: boolean; act(): Promise<unknown> }) {
  const { verb, primary, disabled, act } = props;
  const client = useQueryClient();
  const send = useMutation({
    mutationFn: act,
    onSuccess: () => client.invalidateQueries({ queryKey: ['access'] }),
  });
  return (
    <>
      <button
        type="button"
        className={primary ? 'btn primary' : 'btn'}
        disabled={disabled || send.isPending}
        onClick={() => send.mutate()}
      >
        {verb}
      </button>
      {send.error && <ProblemView error={send.error} />}
    </>
  );
}
