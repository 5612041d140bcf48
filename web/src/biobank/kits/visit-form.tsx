import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, sendJson } from '../../api/client.ts';
import { Icon } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemView } from '../../components/states.tsx';
import { play } from '../bench/sounds.ts';
import type { Order } from '../reception-api.ts';

const now = () => {
  const at = new Date();
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

/** A visit at which a kit was filled: whose the tubes are, and when they were taken. From then on their barcodes say it. */
export function VisitForm({ bank }: { bank: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const id = useId();
  const [kit, setKit] = useState('');
  const [person, setPerson] = useState('');
  const [visit, setVisit] = useState('');
  const [sender, setSender] = useState('');
  const [at, setAt] = useState(now);
  const keep = useMutation({
    mutationFn: () =>
      sendJson<Order>('POST', apiPath(`/biobank/kits/${encodeURIComponent(kit.trim())}/visit`), {
        ...{ biobank: bank, person: person.trim(), visit: visit.trim(), at: new Date(at).toISOString() },
        ...(sender.trim() !== '' && { sender: sender.trim() }),
      }),
    onSuccess: () => {
      play('pass');
      setKit('');
      setPerson('');
      return client.invalidateQueries({ queryKey: ['biobank'] });
    },
    onError: () => play('fail'),
  });
  const ready = [kit, person, visit, at].every((value) => value.trim() !== '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) keep.mutate();
    else document.getElementById(kit.trim() === '' ? `${id}-kit` : `${id}-person`)?.focus();
  };
  const fields: [name: string, label: string, value: string, set: (value: string) => void, mono: boolean][] = [
    ['kit', t('kits:scanKit'), kit, setKit, true],
    ['person', t('kits:person'), person, setPerson, true],
    ['visit', t('kits:visit'), visit, setVisit, false],
    ['sender', t('kits:takenBy'), sender, setSender, false],
  ];
  return (
    <Panel title={t('kits:visitPanel')} note={t('kits:visitNote')} padded>
      <form className="bench stack" onSubmit={submit}>
        <div className="form">
          {fields.map(([name, label, value, set, mono]) => (
            <div key={name} className="field">
              <label htmlFor={`${id}-${name}`}>{label}</label>
              <input
                id={`${id}-${name}`}
                className={mono ? 'input mono' : 'input'}
                autoComplete="off"
                spellCheck={false}
                value={value}
                onChange={(event) => set(event.target.value)}
              />
            </div>
          ))}
          <div className="field">
            <label htmlFor={`${id}-at`}>{t('kits:takenAt')}</label>
            <input
              id={`${id}-at`}
              className="input"
              type="datetime-local"
              value={at}
              onChange={(event) => setAt(event.target.value)}
            />
          </div>
        </div>
        <p>
          <button type="submit" className="btn primary" disabled={keep.isPending}>
            {t('kits:keepVisit')}
          </button>
        </p>
        {keep.data && (
          <div className="alert pass" role="status">
            <Icon name="pass" />
            <div>{t('kits:visitKept', { kit: keep.data.requisition, count: keep.data.lines.length })}</div>
          </div>
        )}
        {keep.error && <ProblemView error={keep.error} />}
      </form>
    </Panel>
  );
}
