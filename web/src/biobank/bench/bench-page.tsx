import '../../styles/bench.css';
import '../../styles/storage.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, sendJson } from '../../api/client.ts';
import { Icon, type IconName } from '../../components/icon.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { Empty, ProblemView } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useMay } from '../../session/rights.ts';
import { BiobankTabs, useBanks } from '../biobank-tabs.tsx';
import { reservationsQuery, shipmentsQuery } from '../dispensing/dispensing-api.ts';
import { receptionsQuery } from '../reception-api.ts';
import { readScan } from './scan-codes.ts';
import { ScanField } from './scan-field.tsx';

function Task(props: { to: string; icon: IconName; name: string; about: string }) {
  return (
    <Link className="bench-task" to={props.to}>
      <Icon name={props.icon} />
      <b>{props.name}</b>
      <span>{props.about}</span>
    </Link>
  );
}

function NewDelivery() {
  const { t } = useTranslation();
  const banks = useBanks();
  const navigate = useNavigate();
  const client = useQueryClient();
  const id = useId();
  const [sender, setSender] = useState('');
  const [temperature, setTemperature] = useState('');
  const [bank, setBank] = useState('');
  const open = useMutation({
    mutationFn: () =>
      sendJson<{ id: string }>('POST', apiPath('/biobank/receptions'), {
        ...(banks.length > 1 && { biobank: bank || banks[0]?.id }),
        ...(sender.trim() !== '' && { sender: sender.trim() }),
        ...(temperature.trim() !== '' && { temperature: temperature.trim() }),
      }),
    onSuccess: async ({ id: reception }) => {
      await client.invalidateQueries({ queryKey: ['biobank', 'receptions'] });
      await navigate({ to: '/biobank/bench/receive/$id', params: { id: reception } });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    open.mutate();
  };
  return (
    <form className="stack" onSubmit={submit}>
      <div className="form">
        {banks.length > 1 && (
          <div className="field">
            <label htmlFor={`${id}-bank`}>{t('biobank:biobank')}</label>
            <select id={`${id}-bank`} className="select" value={bank} onChange={(event) => setBank(event.target.value)}>
              {banks.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </select>
          </div>
        )}
        <div className="field">
          <label htmlFor={`${id}-sender`}>{t('bench:sender')}</label>
          <input
            id={`${id}-sender`}
            className="input"
            value={sender}
            onChange={(event) => setSender(event.target.value)}
          />
        </div>
        <div className="field">
          <label htmlFor={`${id}-temperature`}>{t('bench:arrivedAtTemperature')}</label>
          <input
            id={`${id}-temperature`}
            className="input"
            value={temperature}
            placeholder="-80"
            onChange={(event) => setTemperature(event.target.value)}
          />
        </div>
      </div>
      <p>
        <button type="submit" className="btn primary" disabled={open.isPending}>
          {t('bench:unpack')}
        </button>
      </p>
      {open.error && <ProblemView error={open.error} />}
    </form>
  );
}

function Deliveries() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data = [] } = useQuery(receptionsQuery(true));
  return (
    <ul className="pick-lines">
      {data.map((one) => (
        <li key={one.id}>
          <Icon name={one.undecided > 0 ? 'warn' : 'clock'} />
          <Link className="btn" to="/biobank/bench/receive/$id" params={{ id: one.id }}>
            {one.sender ?? t('bench:unknownSender')}, {format.dateTime(one.arrivedAt)}
          </Link>
          <span>{t('bench:receivedTubes', { count: one.received, number: format.int(one.received) })}</span>
        </li>
      ))}
    </ul>
  );
}

function Picks() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error } = useQuery(reservationsQuery('open'));
  const waiting = (data ?? []).filter(({ promised }) => promised > 0);
  if (error) return <ProblemView error={error} />;
  if (data && waiting.length === 0) return <Empty why={t('bench:noPicks')} />;
  return (
    <ul className="pick-lines">
      {waiting.map((one) => (
        <li key={one.id}>
          <Icon name="dataset" />
          <Link className="btn" to="/biobank/bench/pick/$id" params={{ id: one.id }}>
            {one.project}
          </Link>
          <span>{t('bench:tubes', { count: one.promised, number: format.int(one.promised) })}</span>
        </li>
      ))}
    </ul>
  );
}

function OnTheirWay() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data = [] } = useQuery(shipmentsQuery('sent'));
  if (data.length === 0) return null;
  return (
    <Panel title={t('bench:onTheirWay')}>
      <ul className="pick-lines">
        {data.map((one) => (
          <li key={one.id}>
            <Icon name="out" />
            <Link className="btn" to="/biobank/bench/receipt/$id" params={{ id: one.id }}>
              {one.recipient}
            </Link>
            <span>{t('bench:tubes', { count: one.tubes, number: format.int(one.tubes) })}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Where a technician begins: what waits at the bench, and a field that opens whatever is scanned. */
export function BenchPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const dispenses = useMay('biobank.dispensing.dispense');
  const receives = useMay('biobank.specimens.receive');
  const moves = useMay('biobank.storage.place');
  useBanks();
  const onScan = (text: string) => {
    const scan = readScan(text);
    if (scan.kind !== 'code') return;
    if (/^rsv_/.test(scan.code)) void navigate({ to: '/biobank/bench/pick/$id', params: { id: scan.code } });
    else if (/^shp_/.test(scan.code)) void navigate({ to: '/biobank/shipments/$id', params: { id: scan.code } });
    else if (/^rcv_/.test(scan.code)) void navigate({ to: '/biobank/bench/receive/$id', params: { id: scan.code } });
    else void navigate({ to: '/biobank/specimens/$code', params: { code: scan.code } });
  };
  return (
    <div className="bench">
      <Page
        heading={t('bench:heading')}
        title={t('bench:bench')}
        crumbs={[{ label: t('biobank:biobank'), to: '/biobank' }, { label: t('bench:bench') }]}
      >
        <BiobankTabs />
        <div className="stack">
          <ScanField label={t('bench:scanAnything')} expected={<p>{t('bench:scanAnythingNote')}</p>} onScan={onScan} />
          <div className="bench-tasks">
            {moves && (
              <>
                <Task to="/biobank/bench/place" icon="dataset" name={t('bench:place')} about={t('bench:placeAbout')} />
                <Task to="/biobank/bench/rack" icon="rows" name={t('bench:rack')} about={t('bench:rackAbout')} />
              </>
            )}
            <Task
              to="/biobank/bench/laboratory"
              icon="variant"
              name={t('bench:laboratory')}
              about={t('bench:laboratoryAbout')}
            />
          </div>
          <div className="cols two-up">
            {receives && (
              <Panel title={t('bench:receive')} note={t('bench:receiveNote')} padded>
                <div className="stack">
                  <Deliveries />
                  <NewDelivery />
                </div>
              </Panel>
            )}
            {dispenses && (
              <div className="stack">
                <Panel title={t('bench:pick')}>
                  <Picks />
                </Panel>
                <OnTheirWay />
              </div>
            )}
          </div>
        </div>
      </Page>
    </div>
  );
}
