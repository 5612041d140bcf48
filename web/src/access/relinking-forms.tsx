import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../components/panel.tsx';
import { ProblemView } from '../components/states.tsx';
import { askRelinking } from './access-api.ts';

const shape = /^psn-[0-9a-v]{26}$/;

/** Asks who is behind a pseudonym of a permit’s project; nothing is looked up before somebody else agrees. */
export function AskRelinking({ permit }: { permit: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [pseudonym, setPseudonym] = useState('');
  const [reason, setReason] = useState('');
  const id = useId();
  const ask = useMutation({
    mutationFn: () => askRelinking({ permit, pseudonym: pseudonym.trim(), reason: reason.trim() }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['access'] });
      await navigate({ to: '/relinkings' });
    },
  });
  const ready = shape.test(pseudonym.trim()) && reason.trim().length >= 10 && !ask.isPending;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) ask.mutate();
  };
  return (
    <Panel title={t('access:askRelinking')} padded>
      <details>
        <summary>{t('access:askRelinkingWhat')}</summary>
        <form className="stack tight-stack" onSubmit={submit}>
          <div className="field">
            <label htmlFor={`${id}-name`}>{t('access:pseudonym')}</label>
            <input
              id={`${id}-name`}
              className="input mono"
              spellCheck={false}
              autoComplete="off"
              value={pseudonym}
              onChange={(event) => setPseudonym(event.target.value)}
            />
            <span className="hint">{t('access:pseudonymHint')}</span>
          </div>
          <div className="field">
            <label htmlFor={`${id}-why`}>{t('words:reason')}</label>
            <textarea
              id={`${id}-why`}
              className="input"
              rows={3}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
            <span className="hint">{t('access:relinkReasonHint')}</span>
          </div>
          <div className="actions">
            <button type="submit" className="btn" disabled={!ready}>
              {t('access:askSecond')}
            </button>
          </div>
          {ask.error && <ProblemView error={ask.error} />}
        </form>
      </details>
    </Panel>
  );
}
