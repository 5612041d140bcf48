import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, sendJson } from '../../api/client.ts';
import { Panel } from '../../components/panel.tsx';
import { ProblemView } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { play } from '../bench/sounds.ts';
import { useMaterials } from '../words.ts';
import type { ShipmentDetail, Tube } from './dispensing-api.ts';

const numberOf = (text: string): number => Number(text.replace(',', '.'));

/** One tube that has come back: what is left in it. */
interface Line {
  tube: Tube;
  amount: string;
}

/**
 * Takes left-over tubes back: each is scanned, then what is left in it is written; nothing left is used up. Scanning the next tube
 * needs no mouse.
 */
export function LeftOverForm({ shipment }: { shipment: ShipmentDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useMaterials();
  const client = useQueryClient();
  const id = useId();
  const scanField = useRef<HTMLInputElement>(null);
  const [code, setCode] = useState('');
  const [wrong, setWrong] = useState<string | null>(null);
  const [lines, setLines] = useState<Line[]>([]);
  const back = shipment.tubes.filter(({ state }) => state === 'delivered');
  const keep = useMutation({
    mutationFn: () =>
      sendJson('POST', apiPath(`/biobank/reservations/${shipment.reservation}/returns`), {
        tubes: lines.map(({ tube, amount }) => ({ code: tube.specimen, amount: numberOf(amount) })),
      }),
    onSuccess: () => {
      play('pass');
      setLines([]);
      return client.invalidateQueries({ queryKey: ['biobank'] });
    },
    onError: () => play('fail'),
  });
  const scan = (event: FormEvent) => {
    event.preventDefault();
    const text = code.trim();
    setCode('');
    if (text === '') return;
    const tube = back.find((one) => one.barcode === text || one.specimen === text);
    setWrong(tube === undefined ? text : null);
    play(tube === undefined ? 'fail' : lines.some((line) => line.tube === tube) ? 'again' : 'pass');
    if (tube === undefined) return;
    if (!lines.some((line) => line.tube.specimen === tube.specimen)) setLines([{ tube, amount: '' }, ...lines]);
    requestAnimationFrame(() => document.getElementById(`${id}-${tube.specimen}`)?.focus());
  };
  const isAmount = ({ tube, amount }: Line) =>
    amount.trim() !== '' && numberOf(amount) >= 0 && numberOf(amount) <= tube.amount;
  const ready = lines.length > 0 && lines.every(isAmount);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // Enter in an amount goes to the next scan; the button keeps.
    scanField.current?.focus();
  };
  return (
    <Panel
      title={t('biobank:leftOver')}
      note={t('bench:tubes', { count: back.length, number: format.int(back.length) })}
      padded
    >
      <div className="bench stack">
        <form className="scan" onSubmit={scan}>
          <label htmlFor={`${id}-scan`}>{t('biobank:leftOverScan')}</label>
          <input
            ref={scanField}
            id={`${id}-scan`}
            autoComplete="off"
            spellCheck={false}
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
          {wrong !== null && (
            <p className="fail strong" role="alert">
              <span className="mono">{wrong}</span> {t('biobank:leftOverUnknown')}
            </p>
          )}
        </form>
        {lines.length > 0 && (
          <form className="stack" onSubmit={submit}>
            <div className="form">
              {lines.map((line) => (
                <div key={line.tube.specimen} className="field">
                  <label htmlFor={`${id}-${line.tube.specimen}`}>
                    <span className="mono">{line.tube.barcode}</span> {words.type(line.tube.type)}
                  </label>
                  <input
                    id={`${id}-${line.tube.specimen}`}
                    className="input"
                    inputMode="decimal"
                    autoComplete="off"
                    aria-invalid={line.amount !== '' && !isAmount(line)}
                    value={line.amount}
                    onChange={(event) =>
                      setLines(lines.map((one) => (one === line ? { ...one, amount: event.target.value } : one)))
                    }
                  />
                  <span className="hint">
                    {t('biobank:leftOverOf', { amount: words.amount(line.tube.amount, line.tube.unit) })}
                  </span>
                </div>
              ))}
            </div>
            <p>
              <button
                type="button"
                className="btn primary"
                disabled={!ready || keep.isPending}
                onClick={() => keep.mutate()}
              >
                {t('biobank:leftOverKeep', { count: lines.length, number: format.int(lines.length) })}
              </button>
            </p>
          </form>
        )}
        {keep.error && <ProblemView error={keep.error} />}
      </div>
    </Panel>
  );
}
