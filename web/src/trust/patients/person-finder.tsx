import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemView } from '../../components/states.tsx';
import { identifyPerson, type Person } from './patients-api.ts';

/** Finds one person by number or identifier. What is written here goes in the body of the request and is not kept. */
export function PersonFinder({ children }: { children: (person: Person) => ReactNode }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const id = useId();
  const find = useMutation({ mutationFn: identifyPerson, onSuccess: () => setText('') });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    find.mutate(text.trim());
  };
  return (
    <div className="stack">
      <form onSubmit={submit} className="filters" style={{ padding: 0 }}>
        <div className="field">
          <label htmlFor={id}>{t('patients:number')}</label>
          <input
            id={id}
            className="input mono"
            autoComplete="off"
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
        <button type="submit" className="btn" disabled={find.isPending || text.trim() === ''}>
          {t('patients:findIt')}
        </button>
      </form>
      {find.error && <ProblemView error={find.error} />}
      {find.data && children(find.data)}
    </div>
  );
}
