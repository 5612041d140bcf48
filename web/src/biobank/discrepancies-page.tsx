import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '../components/data-table.tsx';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { ProblemPage } from '../components/problem-page.tsx';
import { Empty, Skeleton } from '../components/states.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { useMay } from '../session/rights.ts';
import { BiobankTabs, useBanks } from './biobank-tabs.tsx';
import { DecisionForm } from './decision-form.tsx';
import { type Discrepancy, discrepanciesQuery } from './reception-api.ts';
import { useMaterials } from './words.ts';

/** What did not fit at reception, with its age, and who decided what. */
export function DiscrepanciesPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useMaterials();
  const navigate = useNavigate();
  const { all = false } = useSearch({ from: '/biobank/discrepancies' });
  const decides = useMay('biobank.specimens.receive');
  const { data, error } = useQuery(discrepanciesQuery(all ? {} : { undecided: true }));
  const [open, setOpen] = useState<string | null>(null);
  useBanks();
  const crumbs = [{ label: t('biobank:biobank'), to: '/biobank' }, { label: t('biobank:discrepancies') }];
  if (error && !data) return <ProblemPage error={error} crumbs={crumbs} />;
  if (!data) return <Skeleton />;
  const waiting = data.filter(({ decision }) => decision === null);
  const chosen = waiting.find(({ id }) => id === open);
  const columns: Column<Discrepancy>[] = [
    {
      key: 'kind',
      head: t('biobank:whatIsWrong'),
      value: (row) => words.discrepancy(row.kind),
      cell: (row) =>
        row.decision === null && decides ? (
          <button type="button" className="link" onClick={() => setOpen(row.id)}>
            {words.discrepancy(row.kind)}
          </button>
        ) : (
          words.discrepancy(row.kind)
        ),
    },
    {
      key: 'code',
      head: t('biobank:barcode'),
      value: (row) => row.code ?? row.place,
      cell: (row) =>
        row.specimen ? (
          <Link className="rowlink mono" to="/biobank/specimens/$code" params={{ code: row.specimen }}>
            {row.code ?? row.place}
          </Link>
        ) : (
          <span className="mono">{row.code ?? row.place}</span>
        ),
    },
    { key: 'requisition', head: t('biobank:requisition'), opt: true, value: (row) => row.requisition },
    {
      key: 'age',
      head: t('biobank:age'),
      value: (row) => row.foundAt,
      cell: (row) => (
        <>
          <span className="nowrap">{format.date(row.foundAt)}</span>
          <span className="under">{format.ago(row.foundAt)}</span>
        </>
      ),
    },
    {
      key: 'decision',
      head: t('biobank:decisionWord'),
      wrap: true,
      value: (row) => row.decision && words.decision(row.decision),
      cell: (row) =>
        row.decision ? (
          <>
            {words.decision(row.decision)}
            <span className="under">{row.note}</span>
          </>
        ) : (
          <span className="warn strong">{t('biobank:undecided')}</span>
        ),
    },
    {
      key: 'reception',
      head: t('biobank:delivery'),
      opt: true,
      value: (row) => row.reception,
      cell: (row) => <span className="mono small">{row.reception}</span>,
    },
  ];
  return (
    <Page
      heading={t('biobank:discrepanciesHeading', { count: waiting.length, number: format.int(waiting.length) })}
      title={t('biobank:discrepancies')}
      crumbs={crumbs}
    >
      <BiobankTabs />
      <div className="stack">
        {chosen && (
          <Panel title={`${words.discrepancy(chosen.kind)}: ${chosen.code ?? chosen.place ?? ''}`} padded>
            <DecisionForm key={chosen.id} discrepancy={chosen} onDecided={() => setOpen(null)} />
          </Panel>
        )}
        <Panel
          title={t('biobank:discrepancies')}
          tools={
            <label className="choice">
              <input
                type="checkbox"
                checked={all}
                onChange={(event) =>
                  navigate({ to: '/biobank/discrepancies', search: event.target.checked ? { all: true } : {} })
                }
              />
              <span>{t('biobank:decidedToo')}</span>
            </label>
          }
        >
          {data.length === 0 ? (
            <Empty why={t('biobank:nothingUndecided')}>
              <p>{t('biobank:nothingUndecidedWhy')}</p>
            </Empty>
          ) : (
            <DataTable caption={t('biobank:discrepancies')} columns={columns} rows={data} rowKey={(row) => row.id} />
          )}
        </Panel>
      </div>
    </Page>
  );
}
