import '../../styles/bench.css';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable, TableTools } from '../../components/data-table.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { SelectFilter } from '../../components/select-filter.tsx';
import { Empty, Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { BankChoice } from '../bank-choice.tsx';
import { banksQuery } from '../biobank-api.ts';
import { BiobankTabs, useBanks } from '../biobank-tabs.tsx';
import { KitMark } from './kit-mark.tsx';
import { KitPanel } from './kit-panel.tsx';
import { type Kit, kitStates, kitsQuery } from './kits-api.ts';
import { MakeKits } from './make-kits.tsx';
import { VisitForm } from './visit-form.tsx';

/** Collection kits: made and labelled, sent out, filled at a visit, come back. */
export function KitsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const id = useId();
  const banks = useBanks();
  const { data: known, error: noBanks } = useQuery(banksQuery);
  const [bank, setBank] = useState('');
  const chosenBank = bank || (banks[0]?.id ?? '');
  const { data, error } = useQuery(kitsQuery(chosenBank));
  const [state, setState] = useState<string | undefined>();
  const [open, setOpen] = useState<string | null>(null);
  const crumbs = [{ label: t('biobank:biobank'), to: '/biobank' }, { label: t('biobank:kits') }];
  const failed = error ?? noBanks;
  if (failed && !data) return <ProblemPage error={failed} crumbs={crumbs} />;
  if (!data && (known === undefined || known.length > 0)) return <Skeleton />;
  const all = data ?? [];
  const out = all.filter((kit) => kit.state === 'sent').length;
  const rows = all.filter((kit) => state === undefined || kit.state === state);
  const shown = all.find((kit) => kit.id === open);
  const columns: Column<Kit>[] = [
    {
      key: 'code',
      head: t('kits:kit'),
      value: (row) => row.code,
      cell: (row) => (
        <button type="button" className="link" aria-expanded={open === row.id} onClick={() => setOpen(row.id)}>
          <span className="mono">{row.code}</span>
        </button>
      ),
    },
    { key: 'kind', head: t('kits:kind'), wrap: true, value: (row) => row.kind },
    {
      key: 'state',
      head: t('words:stateWord'),
      value: (row) => t(`kits:state.${row.state}`),
      cell: (row) => <KitMark state={row.state} />,
    },
    {
      key: 'came',
      head: t('kits:came'),
      num: true,
      value: (row) => row.came,
      cell: (row) => t('kits:cameOf', { came: format.int(row.came), all: format.int(row.tubes.length) }),
    },
    { key: 'sentTo', head: t('kits:sentTo'), opt: true, wrap: true, value: (row) => row.sentTo },
    { key: 'visit', head: t('kits:visit'), opt: true, wrap: true, value: (row) => row.visit },
    {
      key: 'expires',
      head: t('kits:useBy'),
      opt: true,
      value: (row) => row.expiresOn,
      cell: (row) => (row.expiresOn ? <span className="nowrap">{format.date(row.expiresOn)}</span> : '–'),
    },
    { key: 'collection', head: t('biobank:collection'), opt: true, wrap: true, value: (row) => row.collection },
  ];
  return (
    <Page
      heading={t('kits:heading', { count: out, number: format.int(out) })}
      title={t('biobank:kits')}
      crumbs={crumbs}
    >
      <BiobankTabs />
      <div className="stack">
        {banks.length > 1 && (
          <div className="filters" style={{ padding: 0 }}>
            <BankChoice id={`${id}-bank`} banks={banks} value={chosenBank} onChange={setBank} />
          </div>
        )}
        <VisitForm bank={chosenBank} />
        {shown && <KitPanel key={shown.id} bank={chosenBank} kit={shown} onClose={() => setOpen(null)} />}
        <Panel
          title={t('biobank:kits')}
          note={t('kits:count', { count: rows.length, number: format.int(rows.length) })}
          tools={rows.length > 0 && <TableTools name="idun-kits" columns={columns} rows={rows} />}
        >
          {all.length > 0 && (
            <div className="filters">
              <SelectFilter
                label={t('words:stateWord')}
                value={state}
                options={kitStates.map((value) => ({ value, label: t(`kits:state.${value}`) }))}
                onChange={setState}
              />
            </div>
          )}
          {rows.length === 0 ? (
            <Empty why={t('kits:none')}>
              <p>{t('kits:noneWhy')}</p>
            </Empty>
          ) : (
            <DataTable caption={t('biobank:kits')} columns={columns} rows={rows} rowKey={(row) => row.id} capped />
          )}
        </Panel>
        <MakeKits bank={chosenBank} />
      </div>
    </Page>
  );
}
