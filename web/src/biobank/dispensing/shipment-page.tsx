import '../../styles/bench.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { apiPath, sendJson } from '../../api/client.ts';
import { Icon } from '../../components/icon.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { ProblemView, Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useMay } from '../../session/rights.ts';
import { useBanks } from '../biobank-tabs.tsx';
import { BiobankMark } from '../marks.tsx';
import { useMaterials } from '../words.ts';
import { DataForm } from './data-form.tsx';
import { type Refused, type ShipmentDetail, shipmentQuery } from './dispensing-api.ts';
import { LeftOverForm } from './left-over-form.tsx';
import { TubesPanel } from './tubes-panel.tsx';

/** A box: what is in it, how it is packed, the papers, and its way. */
export function ShipmentPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useMaterials();
  const { id } = useParams({ from: '/biobank/shipments/$id' });
  const client = useQueryClient();
  const dispenses = useMay('biobank.dispensing.dispense');
  const { data, error } = useQuery(shipmentQuery(id));
  useBanks();
  const send = useMutation({
    mutationFn: () =>
      sendJson<{ shipment: ShipmentDetail; withdrawn: Refused[] }>(
        'POST',
        apiPath(`/biobank/shipments/${id}/send`),
        {},
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ['biobank'] }),
  });
  const crumbs = [
    { label: t('biobank:biobank'), to: '/biobank' },
    { label: t('biobank:reservations'), to: '/biobank/reservations' },
    { label: id, mono: true },
  ];
  if (error && !data) return <ProblemPage error={error} crumbs={crumbs} />;
  if (!data) return <Skeleton />;
  const facts: [string, string | null][] = [
    [t('biobank:project'), data.project],
    [t('biobank:packField.recipient'), data.recipient],
    [t('biobank:packField.address'), data.address],
    [t('biobank:packField.responsible'), `${data.responsible}, ${data.phone}`],
    [t('biobank:packField.carrier'), data.carrier],
    [t('biobank:transportWord'), words.transport(data.temperature)],
    [t('biobank:dryIce'), data.dryIceKg === null ? null : `${format.decimal(data.dryIceKg)}\u00A0kg`],
    [t('biobank:byAir'), data.byAir ? t('words:yes') : t('words:no')],
    [t('biobank:packed'), format.dateTime(data.packedAt)],
    [t('biobank:sent'), data.sentAt && format.dateTime(data.sentAt)],
    [t('biobank:receivedAt'), data.receivedAt && format.dateTime(data.receivedAt)],
  ];
  const out = send.data?.withdrawn ?? [];
  return (
    <Page
      heading={t(`biobank:shipmentHeading.${data.state}`, {
        count: data.tubes.length,
        number: format.int(data.tubes.length),
        recipient: data.recipient,
      })}
      crumbs={crumbs}
      state={
        <>
          <BiobankMark of="shipment" state={data.state} />
          <span>{t('biobank:un3373')}</span>
          <Link to="/biobank/reservations/$id" params={{ id: data.reservation }} className="mono">
            {data.reservation}
          </Link>
        </>
      }
      actions={
        <>
          <a
            className="btn"
            href={apiPath(`/biobank/shipments/${id}/packing-list`, { lang: format.language })}
            download={`${id}.pdf`}
          >
            {t('biobank:packingList')}
          </a>
          {dispenses && data.state === 'packed' && (
            <button type="button" className="btn primary" disabled={send.isPending} onClick={() => send.mutate()}>
              {t('biobank:send')}
            </button>
          )}
          {dispenses && data.state === 'sent' && (
            <Link className="btn primary" to="/biobank/bench/receipt/$id" params={{ id }}>
              {t('bench:receipt')}
            </Link>
          )}
        </>
      }
    >
      <div className="stack">
        {send.error && <ProblemView error={send.error} />}
        {out.length > 0 && (
          <div className="alert fail" role="alert">
            <Icon name="fail" />
            <div>
              <p>
                <b>{t('biobank:openTheBox', { count: out.length, number: format.int(out.length) })}</b>
              </p>
              <ul>
                {out.map(({ code, because }) => (
                  <li key={code}>
                    <span className="mono">{code}</span> {words.because(because)}
                  </li>
                ))}
              </ul>
            </div>
          </div>
        )}
        {dispenses && data.state === 'received' && data.tubes.some(({ state }) => state === 'delivered') && (
          <LeftOverForm shipment={data} />
        )}
        <div className="cols side-360">
          <TubesPanel tubes={data.tubes} name={`idun-${id}`} />
          <Panel title={t('biobank:box')}>
            <dl className="dl" style={{ padding: '0 16px 8px' }}>
              {facts
                .filter(([, value]) => value !== null)
                .map(([term, value]) => (
                  <div key={term} style={{ display: 'contents' }}>
                    <dt>{term}</dt>
                    <dd>{value}</dd>
                  </div>
                ))}
            </dl>
          </Panel>
        </div>
        {dispenses && (data.state === 'sent' || data.state === 'received') && (
          <DataForm reservation={data.reservation} />
        )}
      </div>
    </Page>
  );
}
