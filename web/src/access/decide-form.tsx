import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemView } from '../components/states.tsx';
import { actOnPart, bodiesQuery } from './access-api.ts';
import { ActForm } from './act-form.tsx';
import type { Decision, Part } from './model.ts';

type Saying = 'yes' | 'no' | 'ask';

/** What a yes of this body states, beside conditions and an end. */
function statedFields(part: Part, states: readonly string[]): (keyof Decision & string)[] {
  const wanted = states.filter((field) => field !== 'disclosurePermission' || part.asked.disclosure);
  const rest = ['reference', ...(part.asked.specimens > 0 ? ['specimens'] : [])].filter((one) => !wanted.includes(one));
  return [...wanted, ...rest] as (keyof Decision & string)[];
}

function YesForm({ part }: { part: Part }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data: bodies } = useQuery(bodiesQuery);
  const [values, setValues] = useState<Record<string, string>>({});
  const id = useId();
  const required = bodies?.kinds[part.kind]?.states ?? [];
  const fields = statedFields(part, required);
  const set = (name: string, value: string) => setValues({ ...values, [name]: value });
  const conditions = (values['conditions'] ?? '').split('\n').flatMap((line) => line.trim() || []);
  const decide = useMutation({
    mutationFn: () => {
      const decision: Decision = { conditions };
      for (const name of [...fields, 'validUntil'] as const) {
        const value = values[name]?.trim();
        if (!value) continue;
        if (name === 'specimens') decision.specimens = Number(value);
        else Object.assign(decision, { [name]: value });
      }
      return actOnPart(part.id, 'decide', { say: 'yes', decision });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['access'] }),
  });
  const must = (name: string) => required.includes(name) && (name !== 'disclosurePermission' || part.asked.disclosure);
  const ready = fields.every((name) => !must(name) || (values[name] ?? '').trim() !== '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) decide.mutate();
  };
  return (
    <form className="stack tight-stack" onSubmit={submit}>
      <div className="form">
        {fields.map((name) => (
          <div key={name} className="field">
            <label htmlFor={`${id}-${name}`}>
              {t(`access:decision.${name}`)}
              {!must(name) && <span className="muted"> {t('access:optional')}</span>}
            </label>
            <input
              id={`${id}-${name}`}
              className="input"
              type={name === 'specimens' ? 'number' : 'text'}
              min={0}
              max={name === 'specimens' ? part.asked.specimens : undefined}
              value={values[name] ?? ''}
              onChange={(event) => set(name, event.target.value)}
            />
            {name === 'specimens' && (
              <span className="hint">{t('access:askedFor', { number: part.asked.specimens })}</span>
            )}
          </div>
        ))}
        <div className="field">
          <label htmlFor={`${id}-until`}>
            {t('access:decision.validUntil')} <span className="muted">{t('access:optional')}</span>
          </label>
          <input
            id={`${id}-until`}
            className="input"
            type="date"
            value={values['validUntil'] ?? ''}
            onChange={(event) => set('validUntil', event.target.value)}
          />
        </div>
      </div>
      <div className="field">
        <label htmlFor={`${id}-conditions`}>
          {t('access:decision.conditions')} <span className="muted">{t('access:optional')}</span>
        </label>
        <textarea
          id={`${id}-conditions`}
          className="input"
          rows={3}
          value={values['conditions'] ?? ''}
          onChange={(event) => set('conditions', event.target.value)}
        />
        <span className="hint">{t('access:conditionsHint')}</span>
      </div>
      <div className="actions">
        <button type="submit" className="btn primary" disabled={!ready || decide.isPending}>
          {t(conditions.length > 0 ? 'access:sayYesWith' : 'access:sayYes')}
        </button>
      </div>
      {decide.error && <ProblemView error={decide.error} />}
    </form>
  );
}

/** A body says its own yes, with conditions, or no, with a reason, or asks the applicant first. */
export function DecideForm({ part }: { part: Part }) {
  const { t } = useTranslation();
  const [saying, setSaying] = useState<Saying>('yes');
  return (
    <div className="stack tight-stack decide">
      <fieldset className="switch" aria-label={t('access:yourPart')}>
        {(['yes', 'no', 'ask'] as const).map((one) => (
          <button key={one} type="button" aria-pressed={saying === one} onClick={() => setSaying(one)}>
            {t(`access:say.${one}`)}
          </button>
        ))}
      </fieldset>
      {saying === 'yes' && <YesForm part={part} />}
      {saying === 'no' && (
        <ActForm
          key="no"
          label={t('access:reasonForNo')}
          verb={t('access:sayNo')}
          least={10}
          danger
          act={(reason) => actOnPart(part.id, 'decide', { say: 'no', reason })}
        />
      )}
      {saying === 'ask' && (
        <ActForm
          key="ask"
          label={t('access:questionToApplicant')}
          hint={t('access:questionStopsClock')}
          verb={t('access:askApplicant')}
          act={(text) => actOnPart(part.id, 'ask', { text })}
        />
      )}
    </div>
  );
}
