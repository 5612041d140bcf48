import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, sendJson } from '../../api/client.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useMay } from '../../session/rights.ts';
import { useBanks } from '../biobank-tabs.tsx';
import { BiobankMark } from '../marks.tsx';
import { RobotPicks } from '../robots/robot-picks.tsx';
import { reservationQuery } from './dispensing-api.ts';
import { PackForm } from './pack-form.tsx';
import { TubesPanel } from './tubes-panel.tsx';

/** One reservation: its tubes, what became of each, picking and packing. */
export function ReservationPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { id } = useParams({ from: '/biobank/reservations/$id' });
  const client = useQueryClient();
  const dispenses = useMay('biobank.dispensing.dispense');
  const reserves = useMay('biobank.dispensing.reserve');
  const { data, error } = useQuery(reservationQuery(id));
  const [giving, setGiving] = useState(false);
  useBanks();
  const cancel = useMutation({
    mutationFn: (reason: string) => sendJson('POST', apiPath(`/biobank/reservations/${id}/cancel`), { reason }),
    onSuccess: async () => {
      setGiving(false);
      await client.invalidateQueries({ queryKey: ['biobank'] });
    },
  });
  const crumbs = [
    { label: t('biobank:biobank'), to: '/biobank' },
    { label: t('biobank:reservations'), to: '/biobank/reservations' },
    { label: id, mono: true },
  ];
  if (error && !data) return <ProblemPage error={error} crumbs={crumbs} />;
  if (!data) return <Skeleton />;
  const count = (state: string) => data.tubes.filter((tube) => tube.state === state).length;
  const picked = count('picked');
  const open = data.state === 'open';
  return (
    <Page
      heading={t('biobank:reservationHeading', {
        count: data.tubes.length,
        number: format.int(data.tubes.length),
        project: data.project,
      })}
      crumbs={crumbs}
      state={
        <>
          <BiobankMark of="reservation" state={data.state} />
          <span>{data.biobank}</span>
          <span>{t('biobank:madeOn', { date: format.date(data.madeAt) })}</span>
          {data.expiresOn && <span>{t('biobank:expires', { date: format.date(data.expiresOn) })}</span>}
          {data.permit && <span className="mono">{data.permit}</span>}
        </>
      }
      actions={
        <>
          {open && reserves && (
            <button type="button" className="btn danger" onClick={() => setGiving(true)}>
              {t('biobank:cancelReservation')}
            </button>
          )}
          {open && dispenses && (
            <Link className="btn primary" to="/biobank/bench/pick/$id" params={{ id }}>
              {t('bench:pick')}
            </Link>
          )}
        </>
      }
    >
      <div className="stack">
        <Panel title={t('biobank:becameOf')} padded>
          <dl className="facts">
            {(['promised', 'picked', 'packed', 'sent', 'delivered', 'withdrawn', 'missing', 'cancelled'] as const).map(
              (state) => (
                <div key={state}>
                  <dt>{t(`biobank:promise.${state}`)}</dt>
                  <dd>{format.int(count(state))}</dd>
                </div>
              ),
            )}
          </dl>
        </Panel>
        {open && dispenses && count('promised') > 0 && <RobotPicks reservation={data.id} />}
        {open && dispenses && picked > 0 && <PackForm reservation={data} picked={picked} />}
        {data.shipments.length > 0 && (
          <Panel title={t('biobank:shipments')}>
            <ul className="links">
              {data.shipments.map((shipment) => (
                <li key={shipment}>
                  <Link to="/biobank/shipments/$id" params={{ id: shipment }}>
                    <span className="mono">{shipment}</span>
                  </Link>
                </li>
              ))}
            </ul>
          </Panel>
        )}
        <TubesPanel tubes={data.tubes} name={`idun-${id}`} />
      </div>
      {giving && (
        <ConfirmDialog
          title={t('biobank:cancelReservation')}
          consequence={t('biobank:cancelConsequence')}
          name={id}
          verb={t('biobank:cancelReservation')}
          destructive
          error={cancel.error}
          busy={cancel.isPending}
          onClose={() => setGiving(false)}
          onConfirm={(reason) => cancel.mutate(reason)}
        />
      )}
    </Page>
  );
}
