import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemView } from '../components/states.tsx';
import { useSession } from '../session/session.ts';
import type { Question } from './model.ts';
import { type KeptQuestion, keepQuestion } from './saved.ts';

interface SaveQuestionProps {
  question: Question;
  /** The question in plain words: what it is called until somebody says otherwise. */
  sentence: string;
  /** The kept question that is open. */
  known: KeptQuestion | undefined;
  onClose(): void;
}

const longest = 200;

/** Keeps the question: under a name, for oneself or the organisation; over the one that is open, or as a new one. */
export function SaveQuestion({ question, sentence, known, onClose }: SaveQuestionProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const search = useSearch({ from: '/register' });
  const session = useSession();
  const dialog = useRef<HTMLDialogElement>(null);
  const [name, setName] = useState(known?.name ?? sentence.slice(0, longest));
  const [shared, setShared] = useState(known?.sharing === 'organisation');
  const [over, setOver] = useState(known?.mine ?? false);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const save = useMutation({
    mutationFn: () =>
      keepQuestion(
        question,
        { name: name.trim(), sharing: shared ? 'organisation' : 'private' },
        over ? known?.id : undefined,
      ),
    onSuccess: async ({ id: kept }) => {
      await client.invalidateQueries({ queryKey: ['register', 'questions'] });
      onClose();
      await navigate({ to: '/register', search: { ...search, saved: kept }, replace: true, resetScroll: false });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') save.mutate();
  };
  return (
    <dialog ref={dialog} aria-labelledby={`${id}-title`} onClose={onClose}>
      <form onSubmit={submit}>
        <h2 id={`${id}-title`}>{t('register:keep.title')}</h2>
        <p>{t('register:keep.what')}</p>
        <div className="field">
          <label htmlFor={`${id}-name`}>{t('register:keep.name')}</label>
          <input
            id={`${id}-name`}
            className="input"
            required
            maxLength={longest}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </div>
        {session?.organisation && (
          <label className="choice">
            <input type="checkbox" checked={shared} onChange={(event) => setShared(event.target.checked)} />
            {t('register:keep.share', { organisation: session.organisation })}
          </label>
        )}
        {known?.mine && (
          <label className="choice">
            <input type="checkbox" checked={over} onChange={(event) => setOver(event.target.checked)} />
            {t('register:keep.over', { name: known.name })}
          </label>
        )}
        {save.error ? <ProblemView error={save.error} /> : null}
        <div className="actions">
          <button type="button" className="btn" onClick={onClose}>
            {t('words:cancel')}
          </button>
          <button type="submit" className="btn primary" disabled={save.isPending || name.trim() === ''}>
            {t('register:keep.save')}
          </button>
        </div>
      </form>
    </dialog>
  );
}
