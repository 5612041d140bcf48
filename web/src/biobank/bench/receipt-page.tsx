import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { apiPath, sendJson } from '../../api/client.ts';
import { Icon } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { ProblemView, Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useSession } from '../../session/session.ts';
import { useBanks } from '../biobank-tabs.tsx';
import { type ShipmentDetail, shipmentQuery } from '../dispensing/dispensing-api.ts';
import { useMaterials } from '../words.ts';
import { BenchView, BigBar } from './bench-view.tsx';
import { useBench } from './use-bench.ts';

/** Compares what is in a box with what was sent, tube by tube. */
export function ReceiptPage() {
  const { id } = useParams({ from: '/biobank/bench/receipt/$id' });
  const { t } = useTranslation();
  const { data, error } = useQuery(shipmentQuery(id));
  const crumbs = [
    { label: t('biobank:biobank'), to: '/biobank' },
    { label: t('bench:bench'), to: '/biobank/bench' },
    { label: t('bench:receipt') },
  ];
  if (error && !data) return <ProblemPage error={error} crumbs={crumbs} />;
  if (!data) return <Skeleton />;
  return <Comparing shipment={data} crumbs={crumbs} />;
}

function Comparing({ shipment, crumbs }: { shipment: ShipmentDetail; crumbs: { label: string; to?: string }[] }) {
  const { id, tubes } = shipment;
  const { t } = useTranslation();
  const format = useFormat();
  const words = useMaterials();
  const client = useQueryClient();
  const account = useSession()?.account?.id ?? 'operator';
  useBanks();
  const keep = useMutation({
    mutationFn: (scans: { code: string; condition?: string }[]) =>
      sendJson<{ missing: string[]; extra: string[] }>('POST', apiPath(`/biobank/shipments/${id}/receipt`), { scans }),
    onSuccess: async () => {
      control.clear();
      await client.invalidateQueries({ queryKey: ['biobank'] });
    },
  });
  // Nothing is sent before «done»: the comparison is of the whole box.
  const control = useBench('receipt', `${account}.receipt.${id}`, {
    send: async ({ code }) => ({ outcome: tubes.some(({ barcode }) => barcode === code) ? 'listed' : 'extra' }),
    onCommand: (command) => {
      if (command === 'done') finish();
    },
  });
  const there = control.bench.entries.filter(({ state }) => state === 'answered');
  const codes = new Set(there.map(({ code }) => code));
  const found = tubes.filter(({ barcode }) => codes.has(barcode)).length;
  const finish = () => {
    if (shipment.state === 'sent' && !keep.isPending)
      keep.mutate(there.map(({ code, condition }) => ({ code, ...(condition !== null && { condition }) })));
  };
  const done = shipment.state === 'received';
  return (
    <BenchView
      task="receipt"
      control={control}
      heading={
        done
          ? t('bench:receiptDone')
          : t('bench:receiptHeading', { count: tubes.length, found: format.int(found), all: format.int(tubes.length) })
      }
      crumbs={crumbs}
      state={
        <>
          <span>{shipment.project}</span>
          <span className="mono">{id}</span>
        </>
      }
      label={t('bench:scanBox')}
      expected={<p>{t('bench:scanBoxNote')}</p>}
      alerts={
        <>
          {keep.error && <ProblemView error={keep.error} />}
          {keep.data && (
            <div
              className={keep.data.missing.length + keep.data.extra.length > 0 ? 'alert warn' : 'alert pass'}
              role="status"
            >
              <Icon name={keep.data.missing.length + keep.data.extra.length > 0 ? 'warn' : 'pass'} />
              <div>
                <p>
                  <b>
                    {t('bench:compared', {
                      missing: format.int(keep.data.missing.length),
                      extra: format.int(keep.data.extra.length),
                    })}
                  </b>
                </p>
                <p className="mono breakable">{[...keep.data.missing, ...keep.data.extra].join(' ')}</p>
                <Link className="btn" to="/biobank/shipments/$id" params={{ id }}>
                  {t('bench:toShipment')}
                </Link>
              </div>
            </div>
          )}
        </>
      }
      aside={
        <Panel
          title={t('bench:onTheList')}
          note={t('bench:tubes', { count: tubes.length, number: format.int(tubes.length) })}
        >
          <ul className="pick-lines pick-box">
            {tubes.map((tube) => {
              const here = codes.has(tube.barcode) || tube.state === 'delivered';
              return (
                <li key={tube.specimen} className={here ? 'done' : ''}>
                  <Icon name={here ? 'pass' : 'clock'} tone={here ? 'pass' : undefined} />
                  <span className="mono breakable">{tube.barcode}</span>
                  <span className="where">{words.type(tube.type)}</span>
                </li>
              );
            })}
          </ul>
        </Panel>
      }
    >
      <BigBar
        done={found}
        of={tubes.length}
        label={t('bench:foundOf', { found: format.int(found), all: format.int(tubes.length) })}
      />
    </BenchView>
  );
}
