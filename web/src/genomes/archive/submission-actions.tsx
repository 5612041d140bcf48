import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Submission } from '../../api/answers.ts';
import { apiPath, postJson } from '../../api/client.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';

type Act = 'release' | 'reject' | 'retract';

/** What an operator may do with a submission in its present state. */
export function SubmissionActions({ submission }: { submission: Submission }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [act, setAct] = useState<Act | null>(null);
  const mutation = useMutation({
    mutationFn: (input: { act: Act; reason: string }) =>
      postJson<unknown>(apiPath(`/submissions/${encodeURIComponent(submission.id)}/${input.act}`), {
        reason: input.reason,
      }),
    onSuccess: async () => {
      setAct(null);
      await client.invalidateQueries();
    },
  });
  const stopped = submission.state === 'quarantined';
  const away: Act | null = stopped ? 'reject' : submission.state === 'accepted' ? 'retract' : null;
  const close = () => {
    setAct(null);
    mutation.reset();
  };
  return (
    <>
      {away && (
        <button type="button" className="btn danger" onClick={() => setAct(away)}>
          {t(`submission:act.${away}`)}
        </button>
      )}
      {stopped && (
        <button type="button" className="btn primary" onClick={() => setAct('release')}>
          {t('submission:act.release')}
        </button>
      )}
      {act && (
        <ConfirmDialog
          title={t(`submission:confirm.${act}.title`)}
          consequence={t(`submission:confirm.${act}.consequence`, { dataset: submission.dataset })}
          name={submission.id}
          verb={t(`submission:confirm.${act}.verb`)}
          destructive={act !== 'release'}
          error={mutation.error}
          busy={mutation.isPending}
          onClose={close}
          onConfirm={(reason) => mutation.mutate({ act, reason })}
        />
      )}
    </>
  );
}
