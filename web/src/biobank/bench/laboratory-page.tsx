import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, sendJson } from '../../api/client.ts';
import { Icon } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';
import { Empty, ProblemView } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useSession } from '../../session/session.ts';
import type { Specimen } from '../biobank-api.ts';
import { useBanks } from '../biobank-tabs.tsx';
import { LabelButtons } from '../labels.tsx';
import { useMaterials } from '../words.ts';
import { BenchView } from './bench-view.tsx';
import {
  type Batch,
  batchOf,
  canSend,
  type LabMode,
  labModes,
  makes,
  measuresOf,
  type RunKind,
  requestOf,
  runKinds,
} from './lab-batch.ts';
import { useBench } from './use-bench.ts';
import { whatIs } from './what-is.ts';

/** Children without a barcode of their own get one from the server. */
function NumberField(props: {
  label: string;
  hint?: string;
  value: number | null;
  onChange(value: number | null): void;
}) {
  const { label, hint, value, onChange } = props;
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input num"
        inputMode="decimal"
        value={value ?? ''}
        onChange={(event) => {
          const number = Number(event.target.value.replace(',', '.'));
          onChange(event.target.value.trim() === '' || !Number.isFinite(number) ? null : number);
        }}
      />
      {hint && <span className="hint">{hint}</span>}
    </div>
  );
}

function Choose<T extends string>(props: {
  label: string;
  value: T;
  options: readonly T[];
  word(value: T): string;
  onChange(value: T): void;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      <select
        id={id}
        className="select"
        value={props.value}
        onChange={(event) => props.onChange(event.target.value as T)}
      >
        {props.options.map((one) => (
          <option key={one} value={one}>
            {props.word(one)}
          </option>
        ))}
      </select>
    </div>
  );
}

/** The work of the laboratory: parents and new tubes are scanned, in any order; nothing is kept before «done». */
export function LaboratoryPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useMaterials();
  const client = useQueryClient();
  const account = useSession()?.account?.id ?? 'operator';
  useBanks();
  const [mode, setMode] = useState<LabMode>('aliquot');
  const [amount, setAmount] = useState<number | null>(null);
  const [taken, setTaken] = useState<number | null>(null);
  const [type, setType] = useState<string>('dna');
  const [kind, setKind] = useState<RunKind>('dna-extraction');
  const [method, setMethod] = useState('');
  const [measured, setMeasured] = useState<Record<string, Record<string, number>>>({});
  const [made, setMade] = useState<{ mode: LabMode; specimens: { id: string; barcode: string }[] } | null>(null);
  const control = useBench('laboratory', `${account}.laboratory`, {
    async send({ code }) {
      const found = await whatIs(code);
      if (found.kind === 'none') return { outcome: 'child', says: { amount: control.bench.amount } };
      if (found.kind !== 'specimen') return { outcome: 'taken', says: { what: found.kind } };
      const { id, barcode, type: of, amount: has, unit, state } = found.specimen;
      const usable = state === 'available' || state === 'picked';
      return { outcome: usable ? 'parent' : 'not-usable', says: { id, barcode, type: of, has, unit, state } };
    },
    undo: async () => ({ says: {} }),
    onCommand: (command) => {
      if (command === 'done' && ready) save.mutate();
    },
  });
  const each = control.bench.amount ?? amount;
  const batch: Batch = batchOf(control.bench.entries, { mode, amount: each, taken, type, kind, method, measured });
  const ready = canSend(batch) && control.bench.errands.length === 0;
  const save = useMutation({
    mutationFn: async () => {
      const { path, body, read } = requestOf(batch);
      return read(await sendJson('POST', apiPath(path), body));
    },
    onSuccess: async (specimens) => {
      setMade({ mode, specimens });
      setMeasured({});
      control.clear();
      await client.invalidateQueries({ queryKey: ['biobank'] });
    },
  });
  const names = (one: Pick<Specimen, 'barcode'>) => one.barcode;
  return (
    <BenchView
      task="laboratory"
      control={control}
      heading={t(`bench:lab.${mode}.heading`)}
      crumbs={[
        { label: t('biobank:biobank'), to: '/biobank' },
        { label: t('bench:bench'), to: '/biobank/bench' },
        { label: t('bench:laboratory') },
      ]}
      label={t(`bench:lab.${mode}.scan`)}
      expected={<p>{t(`bench:lab.${mode}.note`)}</p>}
      alerts={
        <>
          {save.error && <ProblemView error={save.error} />}
          {made && (
            <div className="alert pass" role="status">
              <Icon name="pass" />
              <div className="stack">
                <p>
                  <b>
                    {t(`bench:lab.${made.mode}.made`, {
                      count: made.specimens.length,
                      number: format.int(made.specimens.length),
                    })}
                  </b>{' '}
                  <span className="mono breakable">{made.specimens.map(names).join(' ')}</span>
                </p>
                {made.specimens.length > 0 && (
                  <LabelButtons specimens={made.specimens.map(({ id }) => id)} name="idun-labels" />
                )}
              </div>
            </div>
          )}
        </>
      }
      aside={
        <>
          <Panel title={t('bench:work')} padded>
            <div className="stack">
              <fieldset className="actions" aria-label={t('bench:work')}>
                {labModes.map((one) => (
                  <button
                    key={one}
                    type="button"
                    className={one === mode ? 'btn primary' : 'btn'}
                    aria-pressed={one === mode}
                    onClick={() => setMode(one)}
                  >
                    {t(`bench:lab.${one}.name`)}
                  </button>
                ))}
              </fieldset>
              <div className="form">
                {mode === 'derive' && (
                  <Choose
                    label={t('bench:newMaterial')}
                    value={type}
                    options={makes}
                    word={words.type}
                    onChange={setType}
                  />
                )}
                {mode === 'run' && (
                  <>
                    <Choose<RunKind>
                      label={t('bench:runKind')}
                      value={kind}
                      options={runKinds}
                      word={(one: string) => words.run(one)}
                      onChange={setKind}
                    />
                    <MethodField value={method} onChange={setMethod} />
                  </>
                )}
                {mode !== 'run' && (
                  <NumberField
                    label={t(mode === 'pool' ? 'bench:amountOfPool' : 'bench:amountEach')}
                    hint={t('bench:amountHint')}
                    value={each}
                    onChange={setAmount}
                  />
                )}
                {mode !== 'aliquot' && <NumberField label={t('bench:takenEach')} value={taken} onChange={setTaken} />}
                {mode === 'run' && measuresOf[kind].product && (
                  <NumberField label={t('bench:amountEach')} value={each} onChange={setAmount} />
                )}
              </div>
            </div>
          </Panel>
          <BatchPanel batch={batch} measured={measured} onMeasured={setMeasured} />
          <button
            type="button"
            className="btn primary"
            disabled={!ready || save.isPending}
            onClick={() => save.mutate()}
          >
            {t('bench:keepWork')}
          </button>
        </>
      }
    />
  );
}

function MethodField({ value, onChange }: { value: string; onChange(value: string): void }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{t('bench:method')}</label>
      <input id={id} className="input" value={value} onChange={(event) => onChange(event.target.value)} />
    </div>
  );
}

interface BatchPanelProps {
  batch: Batch;
  measured: Record<string, Record<string, number>>;
  onMeasured(measured: Record<string, Record<string, number>>): void;
}

function BatchPanel({ batch, measured, onMeasured }: BatchPanelProps) {
  const { t } = useTranslation();
  const words = useMaterials();
  const keep = (barcode: string, measure: string, value: number | null) => {
    const { [measure]: _, ...rest } = measured[barcode] ?? {};
    onMeasured({ ...measured, [barcode]: value === null ? rest : { ...rest, [measure]: value } });
  };
  return (
    <Panel title={t('bench:batch')}>
      {batch.samples.length === 0 ? (
        <Empty why={t('bench:nothingScanned')} />
      ) : (
        <ul className="pick-lines">
          {batch.samples.map((sample) => (
            <li key={sample.barcode}>
              <Icon name="variant" />
              <span>
                <span className="mono strong breakable">{sample.barcode}</span> {words.type(sample.type)},{' '}
                {words.amount(sample.has, sample.unit)}
              </span>
              <span className="mono where">{sample.children.map(({ barcode }) => barcode).join(' ')}</span>
              {batch.mode === 'run' && (
                <div className="form" style={{ gridColumn: '1 / -1', paddingBottom: 12 }}>
                  {measuresOf[batch.kind].measures.map((measure) => (
                    <NumberField
                      key={measure}
                      label={words.measure(measure)}
                      value={measured[sample.barcode]?.[measure] ?? null}
                      onChange={(value) => keep(sample.barcode, measure, value)}
                    />
                  ))}
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
