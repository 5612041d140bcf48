import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../components/panel.tsx';
import { Arrival, ProblemView } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { type Channel, channels, consentQuery, type PersonConsent, type Written, writeDown } from './consent-api.ts';

/** What can be written down, as one list to choose from. */
interface Act {
  key: string;
  label: string;
  /** Below the person's address. */
  path: string;
  body: object;
}

function useActs({ choices, agreements, forms }: PersonConsent): Act[] {
  const { t, i18n } = useTranslation();
  const language = i18n.language.startsWith('da') ? 'da' : 'en';
  return [
    ...choices.map(({ scope, out }) => ({
      key: scope,
      label: t(`patients:written.${out ? 'in' : 'out'}.${scope}`),
      path: 'choices',
      body: { scope, out: !out },
    })),
    ...agreements
      .filter(({ state }) => state === 'in-force')
      .map(({ id, form }) => ({
        key: id,
        label: t('patients:written.withdraw', { form: form.title[language] }),
        path: `agreements/${id}/withdraw`,
        body: {},
      })),
    ...forms.map(({ code, title }) => ({
      key: `form ${code}`,
      label: t('patients:written.give', { form: title[language] }),
      path: 'agreements',
      body: { form: code },
    })),
  ];
}

/** A person's choices and consents, and writing down what they said by letter or phone. */
export function ChoicesPanel({ person }: { person: string }) {
  const { t } = useTranslation();
  const { data, error } = useQuery(consentQuery(person));
  return (
    <Panel title={t('patients:written.title')} note={t('patients:written.note')} padded>
      <Arrival data={data} error={error} rows={4}>
        {(consent) => (
          <div className="stack">
            <Present consent={consent} />
            <WriteDown consent={consent} />
          </div>
        )}
      </Arrival>
    </Panel>
  );
}

function Present({ consent }: { consent: PersonConsent }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <ul className="stack" style={{ gap: 4 }}>
      {consent.choices.map(({ scope, out }) => (
        <li key={scope}>{t(`patients:written.now.${out ? 'out' : 'in'}.${scope}`)}</li>
      ))}
      {consent.history.slice(0, 5).map((event) => (
        <li key={`${event.at} ${event.scope} ${event.what}`} className="muted">
          {format.dateTime(event.at)}: {t(`patients:written.${event.what === 'opt-out' ? 'out' : 'in'}.${event.scope}`)}
          {event.channel && ` (${t(`patients:written.channel.${event.channel}`)}: ${event.reason ?? ''})`}
        </li>
      ))}
    </ul>
  );
}

function WriteDown({ consent }: { consent: PersonConsent }) {
  const { t } = useTranslation();
  const id = useId();
  const client = useQueryClient();
  const acts = useActs(consent);
  const [chosen, setChosen] = useState(acts[0]?.key ?? '');
  const [channel, setChannel] = useState<Channel>('letter');
  const [guardian, setGuardian] = useState('');
  const [reason, setReason] = useState('');
  const write = useMutation({
    mutationFn: (given: Written) => writeDown(consent.person, given),
    onSuccess: async () => {
      setReason('');
      await client.invalidateQueries();
    },
  });
  const act = acts.find(({ key }) => key === chosen);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (act === undefined) return;
    const stated = guardian === '' ? { statedBy: 'self' } : { statedBy: 'guardian', guardian };
    write.mutate({ path: act.path, body: { ...act.body, ...stated, channel, reason: reason.trim() } });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <Choice
        id={`${id}-act`}
        label={t('patients:written.what')}
        value={chosen}
        onChange={setChosen}
        options={acts.map(({ key, label }) => [key, label])}
      />
      <Choice
        id={`${id}-by`}
        label={t('patients:written.by')}
        value={guardian}
        onChange={setGuardian}
        options={[
          ['', t('patients:written.self')],
          ...consent.guardians.map((one): [string, string] => [one.id, one.name ?? one.id]),
        ]}
      />
      <Choice
        id={`${id}-channel`}
        label={t('patients:written.how')}
        value={channel}
        onChange={(value) => setChannel(value as Channel)}
        options={channels.map((one) => [one, t(`patients:written.channel.${one}`)])}
      />
      <div className="field">
        <label htmlFor={`${id}-reason`}>{t('patients:written.reason')}</label>
        <input
          id={`${id}-reason`}
          className="input"
          value={reason}
          autoComplete="off"
          maxLength={500}
          onChange={(event) => setReason(event.target.value)}
        />
        <span className="hint">{t('patients:written.reasonHint')}</span>
      </div>
      {write.error && <ProblemView error={write.error} />}
      <div className="actions">
        <button type="submit" className="btn primary" disabled={write.isPending || reason.trim().length < 3}>
          {t('patients:written.verb')}
        </button>
        <span role="status">{write.isSuccess && t('patients:written.done')}</span>
      </div>
    </form>
  );
}

interface ChoiceProps {
  id: string;
  label: string;
  value: string;
  options: readonly (readonly [value: string, label: string])[];
  onChange(value: string): void;
}

function Choice({ id, label, value, options, onChange }: ChoiceProps) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="input" value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
