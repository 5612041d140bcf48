import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, sendJson } from '../../api/client.ts';
import { Panel } from '../../components/panel.tsx';
import { ProblemView } from '../../components/states.tsx';
import type { Robot } from './robots-api.ts';

/** Has a store fetch something without a reservation, or put away what lies at its hatch. */
export function MoveForm({ robot }: { robot: Robot }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const id = useId();
  const [kind, setKind] = useState<'pick' | 'put'>('pick');
  const [code, setCode] = useState('');
  const [address, setAddress] = useState('');
  const needsPlace = kind === 'put' || robot.moves === 'rack';
  const move = useMutation({
    mutationFn: () =>
      sendJson('POST', apiPath(`/biobank/robots/${robot.id}/moves`), {
        moves: [{ kind, code: code.trim(), ...(needsPlace && { address: address.trim() }) }],
      }),
    onSuccess: () => {
      setCode('');
      setAddress('');
      return client.invalidateQueries({ queryKey: ['biobank', 'robots'] });
    },
  });
  const ready = code.trim() !== '' && (!needsPlace || address.trim() !== '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) move.mutate();
  };
  return (
    <Panel title={t('robots:move')} note={t('robots:moveNote')} padded>
      <form className="stack" onSubmit={submit}>
        <div className="form">
          <div className="field">
            <label htmlFor={`${id}-kind`}>{t('robots:what')}</label>
            <select
              id={`${id}-kind`}
              className="select"
              value={kind}
              onChange={(event) => setKind(event.target.value as typeof kind)}
            >
              {(['pick', 'put'] as const).map((one) => (
                <option key={one} value={one}>
                  {t(`robots:kind.${one}`)}
                </option>
              ))}
            </select>
          </div>
          <div className="field">
            <label htmlFor={`${id}-code`}>{t('biobank:barcode')}</label>
            <input
              id={`${id}-code`}
              className="input mono"
              autoComplete="off"
              spellCheck={false}
              value={code}
              onChange={(event) => setCode(event.target.value)}
            />
          </div>
          {needsPlace && (
            <div className="field">
              <label htmlFor={`${id}-address`}>{t('biobank:place')}</label>
              <input
                id={`${id}-address`}
                className="input mono"
                autoComplete="off"
                spellCheck={false}
                placeholder={robot.moves === 'rack' ? '1.7' : 'DNA001/B7'}
                value={address}
                onChange={(event) => setAddress(event.target.value)}
              />
            </div>
          )}
        </div>
        <p>
          <button type="submit" className="btn" disabled={!ready || move.isPending}>
            {t('robots:giveCommand')}
          </button>
        </p>
        {move.error && <ProblemView error={move.error} />}
      </form>
    </Panel>
  );
}
