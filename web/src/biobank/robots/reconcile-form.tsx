import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, sendJson } from '../../api/client.ts';
import { Icon } from '../../components/icon.tsx';
import { ProblemView } from '../../components/states.tsx';
import { play } from '../bench/sounds.ts';
import { comparisonQuery, type RobotCommand } from './robots-api.ts';

type Found = 'here' | 'again' | 'not-wanted';
const answers: readonly Found[] = ['here', 'again', 'not-wanted'];

/**
 * Says what became of a command nobody can tell about: somebody has opened the door and looked. That a tube came is only said by
 * scanning it; with gloves on, the scan chooses the answer too.
 */
export function ReconcileForm({ robot, command }: { robot: string; command: RobotCommand }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const id = useId();
  const [found, setFound] = useState<Found | null>(null);
  const [code, setCode] = useState('');
  const [note, setNote] = useState('');
  const { data: seen } = useQuery(comparisonQuery(robot));
  const keep = useMutation({
    mutationFn: () =>
      sendJson('POST', apiPath(`/biobank/robot-commands/${command.id}/reconcile`), {
        note: note.trim(),
        ...(found === 'here' ? { happened: true, code: code.trim() } : { happened: false, again: found === 'again' }),
      }),
    onSuccess: () => {
      play('pass');
      return client.invalidateQueries({ queryKey: ['biobank'] });
    },
    onError: () => play('fail'),
  });
  const ready = found !== null && note.trim().length >= 3 && (found !== 'here' || code.trim() !== '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) keep.mutate();
    else if (code.trim() !== '' && found === null) setFound('here');
  };
  const another = code.trim() !== '' && code.trim() !== command.code;
  const outside = seen?.outside ?? [];
  const place = (text: string) => (text === 'HATCH' ? t('robots:hatch') : text === 'ARM' ? t('robots:arm') : text);
  return (
    <form className="bench stack" onSubmit={submit}>
      <p>
        <Icon name="warn" tone="warn" /> <b>{t(`robots:kind.${command.kind}`)}</b>{' '}
        <span className="mono breakable">{command.code}</span> {command.address}
      </p>
      {command.because && (
        <p className="small muted" lang="en">
          {command.because}
        </p>
      )}
      {outside.length > 0 && (
        <p>
          {t('robots:storeSees')}{' '}
          {outside.map(({ place: at, code: there }) => `${place(at)}: ${there ?? t('robots:unreadable')}`).join(', ')}
        </p>
      )}
      <div className="scan">
        <label htmlFor={`${id}-code`}>{t('robots:scanIt')}</label>
        <input
          id={`${id}-code`}
          autoComplete="off"
          spellCheck={false}
          value={code}
          placeholder={t('robots:scanHint')}
          onChange={(event) => {
            setCode(event.target.value);
            if (event.target.value.trim() !== '') setFound('here');
          }}
        />
        {another && (
          <p className="warn strong" role="status">
            {t('robots:anotherTube')}
          </p>
        )}
      </div>
      <fieldset className="stack" aria-label={t('robots:whatHappened')}>
        {answers.map((one) => (
          <label key={one} className="choice">
            <input type="radio" name={id} checked={found === one} onChange={() => setFound(one)} />
            <span>{t(`robots:found.${one}`)}</span>
          </label>
        ))}
      </fieldset>
      <div className="field">
        <label htmlFor={`${id}-note`}>{t('robots:note')}</label>
        <input id={`${id}-note`} className="input" value={note} onChange={(event) => setNote(event.target.value)} />
        <span className="hint">{t('words:reasonHint')}</span>
      </div>
      <p>
        <button type="submit" className="btn primary" disabled={!ready || keep.isPending}>
          {t('robots:keep')}
        </button>
      </p>
      {keep.error && <ProblemView error={keep.error} />}
    </form>
  );
}
