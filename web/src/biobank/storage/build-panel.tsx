import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, sendJson } from '../../api/client.ts';
import { Icon } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';
import { Empty, ProblemView } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useText } from '../../formatting/use-text.ts';
import { PrintLabels } from '../labels.tsx';
import { type ContainerDetail, type ContainerHead, type ContainerType, typesQuery } from './storage-api.ts';
import { TypeForm } from './type-form.tsx';

/** What may stand in a container, or at the top: the types whose footprint it takes. */
function fitting(types: readonly ContainerType[], parent: ContainerDetail | undefined): ContainerType[] {
  if (parent === undefined) return types.filter(({ kind }) => kind === 'site');
  return types.filter(({ footprint }) => parent.takes.includes(footprint));
}

interface Draft {
  type: string;
  name: string;
  barcode: string;
  count: string;
  position: string;
  celsius: string;
  capacity: string;
}

const empty: Draft = { type: '', name: '', barcode: '', count: '1', position: '', celsius: '', capacity: '' };

/** Sets up what stands in a container: one, or many numbered ones, with their labels to print. */
export function BuildPanel({ parent, biobank }: { parent: ContainerDetail | undefined; biobank: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const client = useQueryClient();
  const id = useId();
  const { data: types = [] } = useQuery(typesQuery);
  const [draft, setDraft] = useState(empty);
  const choices = fitting(types, parent);
  const type = choices.find(({ code }) => code === draft.type) ?? choices[0];
  const count = Math.max(1, Number(draft.count) || 1);
  const make = useMutation({
    mutationFn: () =>
      sendJson<{ items: ContainerHead[] }>('POST', apiPath('/biobank/storage/containers'), {
        ...{ type: type?.code, name: draft.name.trim(), count, width: String(count).length },
        ...(parent === undefined ? { biobank } : { parent: parent.id }),
        ...(draft.barcode.trim() !== '' && { barcode: draft.barcode.trim() }),
        ...(count === 1 && draft.position.trim() !== '' && { position: draft.position.trim() }),
        ...(draft.celsius.trim() !== '' && { celsius: Number(draft.celsius.replace(',', '.')) }),
        ...(draft.capacity.trim() !== '' && { capacity: Number(draft.capacity) }),
      }),
    onSuccess: () => {
      setDraft({ ...empty, type: draft.type });
      return client.invalidateQueries({ queryKey: ['biobank', 'storage'] });
    },
  });
  const numbered =
    count === 1 || (draft.name.includes('{n}') && (draft.barcode === '' || draft.barcode.includes('{n}')));
  const ready = type !== undefined && draft.name.trim() !== '' && numbered;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) make.mutate();
  };
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const field = (name: keyof Draft, label: string, more: object = {}) => (
    <div className="field">
      <label htmlFor={`${id}-${name}`}>{label}</label>
      <input
        id={`${id}-${name}`}
        className="input"
        autoComplete="off"
        value={draft[name]}
        onChange={(event) => set({ [name]: event.target.value })}
        {...more}
      />
    </div>
  );
  const made = make.data?.items ?? [];
  if (parent?.kind === 'rack') return null;
  return (
    <Panel
      title={parent === undefined ? t('biobank:build.site') : t('biobank:build.in', { name: parent.name })}
      note={t('biobank:build.note')}
      padded
    >
      <div className="stack">
        {choices.length === 0 ? (
          <Empty why={t('biobank:build.nothingFits')} />
        ) : (
          <form className="stack" onSubmit={submit}>
            <div className="form">
              <div className="field">
                <label htmlFor={`${id}-type`}>{t('biobank:build.type')}</label>
                <select
                  id={`${id}-type`}
                  className="select"
                  value={type?.code ?? ''}
                  onChange={(event) => set({ type: event.target.value })}
                >
                  {choices.map((one) => (
                    <option key={one.code} value={one.code}>
                      {text(one.name)}
                      {one.rows !== null && ` (${one.rows} × ${one.columns})`}
                    </option>
                  ))}
                </select>
              </div>
              {field('count', t('biobank:build.count'), { type: 'number', min: 1, max: 2000 })}
              {field('name', t('biobank:name'), {
                placeholder: type && `${text(type.name)}${count > 1 ? ' {n}' : ''}`,
              })}
              {field('barcode', t('biobank:barcode'), {
                className: 'input mono',
                placeholder: count > 1 ? 'R{n}' : '',
              })}
              {count === 1 && parent?.rows != null && field('position', t('biobank:build.position'))}
              {type?.kind === 'store' &&
                field('celsius', t('biobank:build.celsius'), { placeholder: type.celsius ?? '' })}
              {type?.managed === false &&
                type.kind === 'rack' &&
                field('capacity', t('biobank:build.capacity'), { type: 'number', min: 1 })}
            </div>
            {!numbered && <p className="hint">{t('biobank:build.numbered')}</p>}
            <p>
              <button type="submit" className="btn primary" disabled={!ready || make.isPending}>
                {t('biobank:build.make', { count, number: format.int(count) })}
              </button>
            </p>
            {make.error && <ProblemView error={make.error} />}
          </form>
        )}
        {made.length > 0 && (
          <div className="alert pass" role="status">
            <Icon name="pass" />
            <div className="stack">
              <p>
                <b>{t('biobank:build.made', { count: made.length, number: format.int(made.length) })}</b>{' '}
                {made.length > 1 ? `${made[0]!.name} … ${made.at(-1)!.name}` : made[0]!.name}
              </p>
              <ContainerLabels containers={made.map(({ id: one }) => one)} />
            </div>
          </div>
        )}
        <details>
          <summary>{t('biobank:build.ownType')}</summary>
          <TypeForm biobank={biobank} types={types} />
        </details>
      </div>
    </Panel>
  );
}

/** The barcodes of stores, shelves and racks, for the label printer. */
export function ContainerLabels({ containers }: { containers: string[] }) {
  const { t } = useTranslation();
  return (
    <PrintLabels
      label={t('biobank:labelSize')}
      path={apiPath('/biobank/storage/labels')}
      body={{ containers }}
      name={`idun-${containers[0] ?? 'containers'}`}
      count={containers.length}
      first="box"
    />
  );
}
