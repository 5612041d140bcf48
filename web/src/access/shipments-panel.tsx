import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/icon.tsx';
import { Mark } from '../components/marks.tsx';
import { Panel } from '../components/panel.tsx';
import { Arrival, Empty, ProblemView } from '../components/states.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { receiveShipment, shipmentsQuery } from './access-api.ts';
import type { Shipment } from './model.ts';
import { compareScans } from './receipt.ts';
import { ReturnData } from './return-data.tsx';

/** Receives a shipment: every tube is scanned; what is missing and what is too much is said before it is sent. */
function Receipt({ shipment, onDone }: { shipment: Shipment; onDone(): void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [codes, setCodes] = useState<string[]>([]);
  const id = useId();
  const { found, missing, extra } = compareScans(shipment.tubes, codes);
  const send = useMutation({
    mutationFn: () =>
      receiveShipment(
        shipment.id,
        codes.map((code) => ({ code })),
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['access', 'shipments'] });
      onDone();
    },
  });
  const add = (given: string) => {
    const more = given.split(/\s+/).filter((code) => code !== '' && !codes.includes(code));
    if (more.length > 0) setCodes([...codes, ...more]);
    setText('');
    field.current?.focus();
  };
  return (
    <div className="stack tight-stack">
      <div className="field">
        <label htmlFor={id}>{t('access:scanTube')}</label>
        <input
          ref={field}
          id={id}
          className="input mono"
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onPaste={(event) => {
            event.preventDefault();
            add(event.clipboardData.getData('text'));
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            add(text);
          }}
        />
        <span className="hint">{t('access:scanHint')}</span>
      </div>
      <p role="status">
        <Mark tone={missing.length === 0 ? 'pass' : 'info'} icon={missing.length === 0 ? 'pass' : 'clock'}>
          {t('access:scanned', { found: found.length, all: shipment.tubes.length })}
        </Mark>
        {extra.length > 0 && (
          <Mark tone="warn" icon="warn">
            {t('access:notOnList', { codes: extra.join(', ') })}
          </Mark>
        )}
      </p>
      {missing.length > 0 && missing.length < shipment.tubes.length && (
        <p className="small">{t('access:stillNotScanned', { codes: missing.slice(0, 12).join(', ') })}</p>
      )}
      <div className="actions">
        <button type="button" className="btn" onClick={onDone}>
          {t('words:cancel')}
        </button>
        <button
          type="button"
          className={missing.length === 0 ? 'btn primary' : 'btn danger'}
          disabled={codes.length === 0 || send.isPending}
          onClick={() => send.mutate()}
        >
          {missing.length === 0
            ? t('access:confirmReceipt')
            : t('access:confirmWithMissing', { count: missing.length, number: missing.length })}
        </button>
      </div>
      {send.error && <ProblemView error={send.error} />}
    </div>
  );
}

function OneShipment({ shipment }: { shipment: Shipment }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [open, setOpen] = useState<'receipt' | 'data' | null>(null);
  const { state, tubes, sentAt, receivedAt, data } = shipment;
  const gone = tubes.filter((tube) => tube.state === 'missing').length;
  return (
    <li>
      <Icon name={state === 'received' ? 'pass' : 'clock'} tone={state === 'received' ? 'pass' : undefined} />
      <div className="stack tight-stack">
        <p>
          <b>{t('access:shipmentFrom', { biobank: shipment.biobank, count: tubes.length, number: tubes.length })}</b>{' '}
          <span className="mono muted tiny">{shipment.id}</span>
        </p>
        <p className="small muted line">
          {sentAt && <span>{t('access:sentAt', { time: format.dateTime(sentAt) })}</span>}
          {receivedAt && <span>{t('access:receivedAt', { time: format.dateTime(receivedAt) })}</span>}
          <span>{t(`access:temperature.${shipment.temperature}`, { defaultValue: shipment.temperature })}</span>
          {shipment.carrier && <span>{shipment.carrier}</span>}
        </p>
        {gone > 0 && <p className="fail strong">{t('access:tubesMissing', { count: gone, number: gone })}</p>}
        {data.map((one) => (
          <p key={one.name} className="small">
            {one.values === 0
              ? t('access:dataGivenBack', { name: one.name, kind: one.kind, date: format.date(one.receivedAt) })
              : t('access:resultsGivenBack', {
                  name: one.name,
                  count: one.values,
                  number: format.int(one.values),
                  date: format.date(one.receivedAt),
                })}
          </p>
        ))}
        {open === 'receipt' && <Receipt shipment={shipment} onDone={() => setOpen(null)} />}
        {open === 'data' && <ReturnData shipment={shipment} onDone={() => setOpen(null)} />}
        {open === null && (
          <div className="actions">
            {state === 'sent' && (
              <button type="button" className="btn small primary" onClick={() => setOpen('receipt')}>
                {t('access:receive')}
              </button>
            )}
            {state === 'received' && (
              <button type="button" className="btn small" onClick={() => setOpen('data')}>
                {t('access:giveDataBack')}
              </button>
            )}
          </div>
        )}
      </div>
    </li>
  );
}

/** Shipments to one's project: what is under way, what was received, and data given back. */
export function ShipmentsPanel({ permit }: { permit?: string }) {
  const { t } = useTranslation();
  const { data, error } = useQuery(shipmentsQuery);
  const shown = data?.filter((one) => permit === undefined || one.permit === permit);
  if (shown?.length === 0 && permit === undefined) return null;
  return (
    <Panel title={t('access:shipments')} note={t('access:shipmentsNote')}>
      <Arrival error={data ? null : error} data={shown} rows={2}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty why={t('access:noShipments')} />
          ) : (
            <ul className="feed">
              {rows.map((one) => (
                <OneShipment key={one.id} shipment={one} />
              ))}
            </ul>
          )
        }
      </Arrival>
    </Panel>
  );
}
