import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ProblemView } from '../components/states.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { type Choice, choose } from './citizen-api.ts';
import { Effects } from './effects.tsx';

/** Effects of being out that are an end of something; the others go on. */
const endings = /\.(counts|research)$/;

interface ChoiceCardProps {
  choice: Choice;
  person: string | undefined;
  mayChange: boolean;
}

/** One of the two choices of the opt-out register: what it does, how it stands, and the way to change it and back. */
export function ChoiceCard({ choice, person, mayChange }: ChoiceCardProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (out: boolean) => choose({ person, scope: choice.scope, out }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['me'] }),
  });
  const { scope, out } = choice;
  const texts = choice.effects.out.map((key) => ({ key, text: t(`citizen:effect.${key.replace(/^effect\./, '')}`) }));
  const since = choice.since ? t('citizen:choices.since', { date: format.dateTime(choice.since) }) : '';
  return (
    <article className="choice" aria-labelledby={`choice-${scope}`}>
      <header>
        <h3 id={`choice-${scope}`}>{t(`citizen:choices.title.${scope}`)}</h3>
        <span className={out ? 'tag warn' : 'tag'}>{t(out ? 'citizen:choices.out' : 'citizen:choices.in')}</span>
      </header>
      <p>{t(`citizen:choices.text.${scope}`)}</p>
      {out && (
        <p>
          {since} {choice.source && t(`citizen:choices.source.${choice.source}`)}
        </p>
      )}
      <Effects
        stops={texts.filter(({ key }) => endings.test(key)).map(({ text }) => text)}
        goesOn={texts.filter(({ key }) => !endings.test(key)).map(({ text }) => text)}
        know={[t('citizen:know.atOnce'), t('citizen:know.published'), t('citizen:know.undo')]}
      />
      {change.error && <ProblemView error={change.error} />}
      <div role="status">
        {change.data && (
          <p className="c-done">
            {t(out ? 'citizen:choices.doneOut' : 'citizen:choices.doneIn', {
              time: format.dateTime(change.data.effectiveAt),
            })}
          </p>
        )}
      </div>
      {mayChange && (
        <div>
          <button
            type="button"
            className={out ? 'btn-c second' : 'btn-c'}
            disabled={change.isPending}
            onClick={() => change.mutate(!out)}
          >
            {t(out ? `citizen:choices.back.${scope}` : `citizen:choices.leave.${scope}`)}
          </button>
        </div>
      )}
    </article>
  );
}
