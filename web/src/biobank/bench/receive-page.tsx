import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, sendJson } from '../../api/client.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Icon } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { Empty, ProblemView, Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useSession } from '../../session/session.ts';
import { useBanks } from '../biobank-tabs.tsx';
import { DecisionForm } from '../decision-form.tsx';
import { LabelButtons } from '../labels.tsx';
import { BiobankMark } from '../marks.tsx';
import {
  type Discrepancy,
  discrepanciesQuery,
  type ReceptionDetail,
  receptionQuery,
  type Scanned,
} from '../reception-api.ts';
import { useMaterials } from '../words.ts';
import { BenchView, BigBar, CommandCode } from './bench-view.tsx';
import { RackFile } from './rack-file.tsx';
import { barcodeOf, conditions } from './scan-codes.ts';
import { useBench } from './use-bench.ts';

const kindsOf = ({ discrepancies }: Pick<Scanned, 'discrepancies'>) => discrepancies.map(({ kind }) => kind).join(',');

function ToDecide({ found }: { found: Discrepancy[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useMaterials();
  if (found.length === 0) return null;
  return (
    <Panel
      title={t('bench:toDecide')}
      note={t('bench:toDecideNote', { count: found.length, number: format.int(found.length) })}
    >
      <ul className="feed">
        {found.map((one) => (
          <li key={one.id}>
            <Icon name="warn" tone="warn" />
            <div className="stack">
              <p>
                <b>{words.discrepancy(one.kind)}</b> <span className="mono breakable">{one.code ?? one.place}</span>{' '}
                {one.requisition && <span className="soft">{one.requisition}</span>}
              </p>
              <DecisionForm discrepancy={one} />
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function ScannedTubes({ reception }: { reception: ReceptionDetail }) {
  const { t } = useTranslation();
  const words = useMaterials();
  type Row = ReceptionDetail['scans'][number];
  const columns: Column<Row>[] = [
    {
      key: 'code',
      head: t('biobank:barcode'),
      value: (row) => row.code,
      cell: (row) => <span className="mono breakable">{row.code}</span>,
    },
    { key: 'place', head: t('biobank:place'), opt: true, value: (row) => row.place },
    { key: 'requisition', head: t('biobank:requisition'), value: (row) => row.requisition },
    { key: 'type', head: t('words:typeWord'), opt: true, value: (row) => (row.type ? words.type(row.type) : null) },
    {
      key: 'state',
      head: t('words:stateWord'),
      value: (row) => row.state,
      cell: (row) =>
        row.state ? (
          <BiobankMark of="state" state={row.state} />
        ) : (
          <span className="fail strong">{row.discrepancies.map(({ kind }) => words.discrepancy(kind)).join(', ')}</span>
        ),
    },
  ];
  return (
    <Panel title={t('bench:inThisDelivery')} note={t('bench:newestFirst')}>
      {reception.scans.length === 0 ? (
        <Empty why={t('bench:nothingScanned')}>
          <p>{t('bench:nothingScannedWhy')}</p>
        </Empty>
      ) : (
        <DataTable
          caption={t('bench:inThisDelivery')}
          columns={columns}
          rows={reception.scans}
          rowKey={(row) => row.code}
          capped
        />
      )}
    </Panel>
  );
}

function Orders({ reception }: { reception: ReceptionDetail }) {
  const { t } = useTranslation();
  const words = useMaterials();
  if (reception.orders.length === 0) return null;
  return (
    <Panel title={t('bench:orders')} note={t('bench:ordersNote')}>
      <ul className="pick-lines">
        {reception.orders.flatMap((order) =>
          order.lines.map((line) => (
            <li key={`${order.id}-${line.line}`} className={line.specimen ? 'done' : ''}>
              <Icon name={line.specimen ? 'pass' : 'clock'} tone={line.specimen ? 'pass' : undefined} />
              <span>
                {order.requisition}: {words.type(line.type)}
              </span>
              <span className="mono">{line.barcode ?? '–'}</span>
            </li>
          )),
        )}
      </ul>
    </Panel>
  );
}

/** Unpacks a delivery: every tube is scanned, checked against its order and its donor's choices, and what does not fit is decided. */
export function ReceivePage() {
  const { id } = useParams({ from: '/biobank/bench/receive/$id' });
  const { t } = useTranslation();
  const { data, error } = useQuery({ ...receptionQuery(id), refetchInterval: 5000 });
  const crumbs = [
    { label: t('biobank:biobank'), to: '/biobank' },
    { label: t('bench:bench'), to: '/biobank/bench' },
    { label: t('bench:receive') },
  ];
  if (error && !data) return <ProblemPage error={error} crumbs={crumbs} />;
  if (!data) return <Skeleton />;
  return <Receiving reception={data} crumbs={crumbs} />;
}

function Receiving({ reception, crumbs }: { reception: ReceptionDetail; crumbs: { label: string; to?: string }[] }) {
  const { id } = reception;
  const { t } = useTranslation();
  const format = useFormat();
  const words = useMaterials();
  const client = useQueryClient();
  const account = useSession()?.account?.id ?? 'operator';
  useBanks();
  const { data: discrepancies = [] } = useQuery(discrepanciesQuery({ reception: id }));
  const undecided = discrepancies.filter(({ decision }) => decision === null);
  const again = useCallback(async () => {
    await client.invalidateQueries({ queryKey: receptionQuery(id).queryKey });
    await client.invalidateQueries({ queryKey: ['biobank', 'discrepancies'] });
  }, [client, id]);
  const close = useMutation({
    mutationFn: () =>
      sendJson<{ closed: boolean; received: number }>('POST', apiPath(`/biobank/receptions/${id}/close`), {}),
    onSuccess: async (answer) => {
      if (answer.closed) control.clear();
      await again();
      await client.invalidateQueries({ queryKey: ['biobank', 'receptions'] });
    },
  });
  const control = useBench('receive', `${account}.receive.${id}`, {
    async send({ code, condition }, bench) {
      const answer = await sendJson<Scanned>('POST', apiPath(`/biobank/receptions/${id}/scans`), {
        code,
        ...(condition !== null && { condition }),
        ...(bench.requisition !== null && { requisition: bench.requisition }),
      });
      await again();
      const says = { kinds: kindsOf(answer) };
      return {
        outcome: answer.outcome,
        says: answer.requisition === null ? says : { ...says, requisition: answer.requisition },
      };
    },
    // A tube that was taken in stays taken in: it is held apart until somebody decides.
    async undo({ code }) {
      await sendJson('POST', apiPath(`/biobank/specimens/${encodeURIComponent(code)}/events`), {
        handling: { act: 'hold' },
        reason: t('bench:undoneAtBench'),
      });
      await again();
      return { says: {} };
    },
    onCommand: (command) => {
      if (command === 'done' && control.bench.errands.length === 0) close.mutate();
    },
  });
  const closed = reception.closedAt !== null;
  const ids = reception.scans.flatMap(({ specimen }) => (specimen === null ? [] : [specimen]));
  const { condition, requisition } = control.bench;
  const lines = reception.orders.flatMap(({ lines: of }) => of);
  const came = lines.filter(({ specimen }) => specimen !== null).length;
  return (
    <BenchView
      task="receive"
      control={control}
      heading={
        closed
          ? t('bench:deliveryClosed', { count: reception.received, number: format.int(reception.received) })
          : t('bench:deliveryHeading', { count: reception.received, number: format.int(reception.received) })
      }
      crumbs={crumbs}
      state={
        <>
          <span>{reception.sender ?? t('bench:unknownSender')}</span>
          <span>{format.dateTime(reception.arrivedAt)}</span>
          <span className="mono">{id}</span>
        </>
      }
      label={t('bench:scanTubeOrRequisition')}
      expected={
        <p>
          {requisition ? t('bench:ofRequisition', { requisition }) : t('bench:anyTube')}{' '}
          {condition && <b className="warn">{t('bench:nextIs', { condition: words.condition(condition) })}</b>}
        </p>
      }
      alerts={
        <>
          {close.error && <ProblemView error={close.error} />}
          {close.data?.closed === false && (
            <div className="alert warn" role="alert">
              <Icon name="warn" />
              <div>
                <b>{t('bench:notClosed', { count: undecided.length, number: format.int(undecided.length) })}</b>
              </div>
            </div>
          )}
          {closed && (
            <div className="alert pass" role="status">
              <Icon name="pass" />
              <div>
                <p>{t('bench:closedNote')}</p>
                <Link className="btn" to="/biobank/bench">
                  {t('bench:bench')}
                </Link>
              </div>
            </div>
          )}
        </>
      }
      aside={
        <>
          <ScannedTubes reception={reception} />
          <Orders reception={reception} />
          {ids.length > 0 && (
            <Panel title={t('biobank:labels')} padded>
              <LabelButtons specimens={ids} name={id} />
            </Panel>
          )}
        </>
      }
    >
      <ToDecide found={undecided} />
      {lines.length > 0 && (
        <BigBar
          done={came}
          of={lines.length}
          label={t('bench:cameOf', { came: format.int(came), all: format.int(lines.length) })}
        />
      )}
      {!closed && (
        <>
          <RackFile
            send={(file) =>
              sendJson<{ items: Scanned[] }>('POST', apiPath(`/biobank/receptions/${id}/racks`), {
                file,
                ...(requisition !== null && { requisition }),
              })
            }
            onDone={again}
          />
          <section aria-labelledby="bench-conditions">
            <h2 id="bench-conditions">{t('bench:conditionOfNext')}</h2>
            <div className="codes">
              {conditions.map((one) => (
                <CommandCode
                  key={one}
                  word={one}
                  label={words.condition(one)}
                  onPress={() => control.scan(barcodeOf(one))}
                />
              ))}
            </div>
          </section>
        </>
      )}
    </BenchView>
  );
}
