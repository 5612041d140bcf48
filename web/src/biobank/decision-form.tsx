import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, sendJson } from '../api/client.ts';
import { ProblemView } from '../components/states.tsx';
import type { Discrepancy } from './reception-api.ts';
import { useMaterials } from './words.ts';

/** What may be decided about each kind, the usual first; the server holds the same table and has the last word. */
export const decisionsOf: Readonly<Record<string, readonly string[]>> = {
  'unknown-code': ['match', 'send-back', 'destroy'],
  'no-read': ['relabel', 'send-back', 'destroy'],
  duplicate: ['ignore', 'relabel', 'send-back', 'destroy'],
  'wrong-kind': ['accept', 'reject', 'hold'],
  'wrong-amount': ['accept', 'reject', 'hold'],
  condition: ['accept', 'reject', 'hold'],
  'opted-out': ['hold', 'reject', 'accept'],
  'no-consent': ['hold', 'reject', 'accept'],
  missing: ['await', 'not-taken'],
};

/** Decisions that make a tube one of an order, and so ask which. */
const takesIn = new Set(['match', 'relabel']);
const destroys = new Set(['reject', 'destroy']);

/** Decides about something that did not fit, with a reason that stays in the history. */
export function DecisionForm({ discrepancy, onDecided }: { discrepancy: Discrepancy; onDecided?(): void }) {
  const { t } = useTranslation();
  const words = useMaterials();
  const client = useQueryClient();
  const id = useId();
  const [decision, setDecision] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const [requisition, setRequisition] = useState(discrepancy.requisition ?? '');
  const [barcode, setBarcode] = useState('');
  const decide = useMutation({
    mutationFn: () =>
      sendJson('POST', apiPath(`/biobank/discrepancies/${discrepancy.id}/decision`), {
        decision,
        note: note.trim(),
        ...(decision !== null &&
          takesIn.has(decision) &&
          requisition.trim() !== '' && { requisition: requisition.trim() }),
        ...(decision === 'relabel' && barcode.trim() !== '' && { barcode: barcode.trim() }),
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['biobank'] });
      onDecided?.();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    decide.mutate();
  };
  const ready = decision !== null && note.trim() !== '' && !decide.isPending;
  return (
    <form className="stack" onSubmit={submit}>
      <fieldset className="actions" aria-label={t('biobank:decide')}>
        {(decisionsOf[discrepancy.kind] ?? []).map((one) => (
          <button
            key={one}
            type="button"
            className={destroys.has(one) ? 'btn danger' : 'btn'}
            aria-pressed={decision === one}
            onClick={() => setDecision(one)}
          >
            {words.decision(one)}
          </button>
        ))}
      </fieldset>
      {decision !== null && (
        <>
          <div className="form">
            {takesIn.has(decision) && (
              <div className="field">
                <label htmlFor={`${id}-requisition`}>{t('biobank:requisition')}</label>
                <input
                  id={`${id}-requisition`}
                  className="input mono"
                  value={requisition}
                  onChange={(event) => setRequisition(event.target.value)}
                />
              </div>
            )}
            {decision === 'relabel' && (
              <div className="field">
                <label htmlFor={`${id}-barcode`}>{t('biobank:newBarcode')}</label>
                <input
                  id={`${id}-barcode`}
                  className="input mono"
                  value={barcode}
                  onChange={(event) => setBarcode(event.target.value)}
                />
              </div>
            )}
            <div className="field">
              <label htmlFor={`${id}-note`}>{t('words:reason')}</label>
              <input
                id={`${id}-note`}
                className="input"
                value={note}
                onChange={(event) => setNote(event.target.value)}
              />
              <span className="hint">{t('words:reasonHint')}</span>
            </div>
          </div>
          <p>
            <button type="submit" className="btn primary" disabled={!ready}>
              {t('biobank:keepDecision', { decision: words.decision(decision) })}
            </button>
          </p>
        </>
      )}
      {decide.error && <ProblemView error={decide.error} />}
    </form>
  );
}
