import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, sendJson } from '../../api/client.ts';
import { Icon } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemView } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { collectionsQuery } from '../bank-choice.tsx';
import { ContainerOptions, MaterialOptions } from '../material-options.tsx';
import { KitLabels } from './kit-labels.tsx';
import type { Kit } from './kits-api.ts';

interface Line {
  key: number;
  type: string;
  container: string;
  count: string;
}

const firstLines: Line[] = [
  { key: 1, type: 'serum', container: 'serum-tube', count: '1' },
  { key: 2, type: 'plasma', container: 'edta-tube', count: '1' },
];

/** Says what is in a kit, how many are wanted, and prints their labels when they are made. */
export function MakeKits({ bank }: { bank: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const id = useId();
  const { data: collections = [] } = useQuery(collectionsQuery(bank));
  const [collection, setCollection] = useState('');
  const [kind, setKind] = useState('');
  const [lines, setLines] = useState(firstLines);
  const [count, setCount] = useState('10');
  const [expires, setExpires] = useState('');
  const chosen = collection || (collections[0]?.name ?? '');
  const make = useMutation({
    mutationFn: () =>
      sendJson<{ items: Kit[] }>('POST', apiPath('/biobank/kits'), {
        ...{ biobank: bank, collection: chosen, kind: kind.trim(), count: Number(count) },
        tubes: lines.flatMap(({ type, container, count: of }) =>
          Array.from({ length: Number(of) || 0 }, () => ({ type, ...(container !== '' && { container }) })),
        ),
        ...(expires !== '' && { expiresOn: expires }),
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['biobank', 'kits'] }),
  });
  const change = (key: number, to: Partial<Line>) =>
    setLines(lines.map((line) => (line.key === key ? { ...line, ...to } : line)));
  const ready = chosen !== '' && kind.trim() !== '' && lines.length > 0 && Number(count) > 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) make.mutate();
  };
  const made = make.data?.items ?? [];
  return (
    <Panel title={t('kits:make')} note={t('kits:makeNote')} padded>
      <form className="stack" onSubmit={submit}>
        <div className="form">
          <div className="field">
            <label htmlFor={`${id}-kind`}>{t('kits:kind')}</label>
            <input
              id={`${id}-kind`}
              className="input"
              value={kind}
              placeholder={t('kits:kindHint')}
              onChange={(event) => setKind(event.target.value)}
            />
          </div>
          <div className="field">
            <label htmlFor={`${id}-collection`}>{t('biobank:collection')}</label>
            <select
              id={`${id}-collection`}
              className="select"
              value={chosen}
              onChange={(event) => setCollection(event.target.value)}
            >
              {collections.map(({ id: key, name }) => (
                <option key={key} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </div>
          <div className="field">
            <label htmlFor={`${id}-count`}>{t('kits:howMany')}</label>
            <input
              id={`${id}-count`}
              className="input"
              type="number"
              min={1}
              max={500}
              value={count}
              onChange={(event) => setCount(event.target.value)}
            />
          </div>
          <div className="field">
            <label htmlFor={`${id}-expires`}>{t('kits:useBy')}</label>
            <input
              id={`${id}-expires`}
              className="input"
              type="date"
              value={expires}
              onChange={(event) => setExpires(event.target.value)}
            />
          </div>
        </div>
        <fieldset className="stack">
          <legend className="strong">{t('kits:inEach')}</legend>
          {lines.map((line, at) => (
            <div key={line.key} className="filters" style={{ padding: 0 }}>
              <div className="field">
                <label htmlFor={`${id}-type-${line.key}`}>{t('biobank:materialWord')}</label>
                <select
                  id={`${id}-type-${line.key}`}
                  className="select"
                  value={line.type}
                  onChange={(event) => change(line.key, { type: event.target.value })}
                >
                  <MaterialOptions />
                </select>
              </div>
              <div className="field">
                <label htmlFor={`${id}-container-${line.key}`}>{t('biobank:containerWord')}</label>
                <select
                  id={`${id}-container-${line.key}`}
                  className="select"
                  value={line.container}
                  onChange={(event) => change(line.key, { container: event.target.value })}
                >
                  <option value="">–</option>
                  <ContainerOptions />
                </select>
              </div>
              <div className="field">
                <label htmlFor={`${id}-of-${line.key}`}>{t('biobank:tubes')}</label>
                <input
                  id={`${id}-of-${line.key}`}
                  className="input"
                  type="number"
                  min={1}
                  max={20}
                  style={{ width: 88 }}
                  value={line.count}
                  onChange={(event) => change(line.key, { count: event.target.value })}
                />
              </div>
              {lines.length > 1 && (
                <button
                  type="button"
                  className="btn small"
                  aria-label={t('kits:leaveOutTube', { number: at + 1 })}
                  onClick={() => setLines(lines.filter(({ key }) => key !== line.key))}
                >
                  {t('kits:leaveOut')}
                </button>
              )}
            </div>
          ))}
          <p>
            <button
              type="button"
              className="btn small"
              onClick={() =>
                setLines([
                  ...lines,
                  { key: Math.max(...lines.map(({ key }) => key)) + 1, type: 'urine', container: '', count: '1' },
                ])
              }
            >
              {t('kits:addTube')}
            </button>
          </p>
        </fieldset>
        <p>
          <button type="submit" className="btn primary" disabled={!ready || make.isPending}>
            {t('kits:makeButton')}
          </button>
        </p>
        {make.error && <ProblemView error={make.error} />}
      </form>
      {made.length > 0 && (
        <div className="alert pass" role="status">
          <Icon name="pass" />
          <div className="stack">
            <p>
              <b>{t('kits:madeNow', { count: made.length, number: format.int(made.length) })}</b>{' '}
              <span className="mono">
                {made.length > 1 ? `${made[0]!.code} … ${made.at(-1)!.code}` : made[0]!.code}
              </span>
            </p>
            <KitLabels bank={bank} kits={made.map(({ code }) => code)} />
          </div>
        </div>
      )}
    </Panel>
  );
}
