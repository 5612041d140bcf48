import '../../styles/storage.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../components/copy-button.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Mark } from '../../components/marks.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { Empty, Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useMay } from '../../session/rights.ts';
import { type ConsentProof, type Result, type SpecimenDetail, specimenQuery } from '../biobank-api.ts';
import { useBanks } from '../biobank-tabs.tsx';
import { LabelButtons } from '../labels.tsx';
import { BiobankMark } from '../marks.tsx';
import { PlacePanel } from '../storage/place-panel.tsx';
import { useMaterials } from '../words.ts';
import { CustodyPanel } from './custody-panel.tsx';
import { TreePanel } from './tree-panel.tsx';

function Facts({ specimen }: { specimen: SpecimenDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useMaterials();
  const lines: [string, ReactNode][] = [
    [t('biobank:materialWord'), words.type(specimen.type)],
    [
      t('biobank:left'),
      t('biobank:leftOf', {
        left: words.amount(specimen.amount, specimen.unit),
        first: words.amount(specimen.initialAmount, specimen.unit),
      }),
    ],
    [t('biobank:thaws'), format.int(specimen.thaws)],
    [t('biobank:containerWord'), specimen.container && words.container(specimen.container)],
    [t('biobank:concentration'), specimen.concentration && `${format.decimal(specimen.concentration)}\u00A0ng/µl`],
    [t('biobank:collection'), specimen.collection],
    [t('biobank:biobank'), specimen.biobank],
    [t('biobank:requisition'), specimen.requisition],
    [t('biobank:block'), specimen.block],
    [t('biobank:collected'), specimen.collectedAt && format.dateTime(specimen.collectedAt)],
    [t('words:received'), specimen.receivedAt && format.dateTime(specimen.receivedAt)],
    [t('biobank:conditionWord'), specimen.condition && words.condition(specimen.condition)],
    [t('biobank:temperature'), specimen.temperature && `${specimen.temperature}\u00A0°C`],
    [
      t('biobank:sprec'),
      specimen.sprec && <span className="mono">{`${specimen.sprec} (${specimen.sprecVersion})`}</span>,
    ],
    [
      t('biobank:otherCodes'),
      specimen.codes.length > 0 && (
        <span className="mono">{specimen.codes.map(({ namespace, code }) => `${namespace}:${code}`).join(' ')}</span>
      ),
    ],
  ];
  return (
    <Panel title={t('biobank:facts')}>
      <dl className="dl" style={{ padding: '0 16px 8px' }}>
        {lines
          .filter(([, value]) => value !== null && value !== false && value !== undefined)
          .map(([term, value]) => (
            <div key={term} style={{ display: 'contents' }}>
              <dt>{term}</dt>
              <dd>
                <span>{value}</span>
              </dd>
            </div>
          ))}
      </dl>
    </Panel>
  );
}

function ConsentPanel({ proofs }: { proofs: ConsentProof[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useMaterials();
  const columns: Column<ConsentProof>[] = [
    {
      key: 'at',
      head: t('biobank:asked'),
      value: (row) => row.askedAt,
      cell: (row) => <span className="nowrap">{format.dateTime(row.askedAt)}</span>,
    },
    { key: 'stage', head: t('biobank:stageWord'), value: (row) => words.stage(row.stage) },
    {
      key: 'open',
      head: t('biobank:answer'),
      value: (row) => words.because(row.because),
      cell: (row) => (
        <Mark tone={row.open ? 'pass' : 'fail'} icon={row.open ? 'pass' : 'fail'}>
          {words.because(row.because)}
        </Mark>
      ),
    },
    { key: 'form', head: t('biobank:form'), opt: true, value: (row) => row.form },
    { key: 'epoch', head: t('biobank:maskEpoch'), num: true, opt: true, value: (row) => row.maskEpoch },
    {
      key: 'object',
      head: t('biobank:askedFor'),
      opt: true,
      value: (row) => row.object,
      cell: (row) => <span className="mono small">{row.object}</span>,
    },
  ];
  return (
    <Panel title={t('biobank:consent')} note={t('biobank:consentNote')}>
      {proofs.length === 0 ? (
        <Empty why={t('biobank:neverAsked')} />
      ) : (
        <DataTable
          caption={t('biobank:consent')}
          columns={columns}
          rows={proofs}
          rowKey={(row) => `${row.askedAt}${row.stage}${row.object}`}
          capped
        />
      )}
    </Panel>
  );
}

function ResultsPanel({ results }: { results: Result[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useMaterials();
  const columns: Column<Result>[] = [
    { key: 'measure', head: t('biobank:measureWord'), value: (row) => words.measure(row.measure) },
    {
      key: 'value',
      head: t('biobank:value'),
      num: true,
      value: (row) => row.value ?? row.text,
      cell: (row) => (row.value === null ? row.text : `${format.decimal(row.value, 4)} ${row.unit}`),
    },
    { key: 'kind', head: t('biobank:runWord'), value: (row) => words.run(row.kind) },
    { key: 'method', head: t('biobank:method'), opt: true, value: (row) => row.method },
    {
      key: 'at',
      head: t('biobank:performed'),
      opt: true,
      value: (row) => row.performedAt,
      cell: (row) => <span className="nowrap">{format.date(row.performedAt)}</span>,
    },
  ];
  return (
    <Panel title={t('biobank:results')}>
      {results.length === 0 ? (
        <Empty why={t('biobank:noResults')} />
      ) : (
        <DataTable
          caption={t('biobank:results')}
          columns={columns}
          rows={results}
          rowKey={(row) => `${row.run}${row.measure}`}
          capped
        />
      )}
    </Panel>
  );
}

/** One specimen: what it is, where it stands, where it came from, what happened to it, who was asked, what was found. */
export function SpecimenPage() {
  const { t } = useTranslation();
  const words = useMaterials();
  const { code } = useParams({ from: '/biobank/specimens/$code' });
  const prints = useMay('biobank.specimens.process');
  const stores = useMay('biobank.storage.read');
  const { data, error } = useQuery(specimenQuery(code));
  useBanks();
  const crumbs = [
    { label: t('biobank:biobank'), to: '/biobank' },
    { label: t('biobank:specimens'), to: '/biobank/specimens' },
    { label: data?.barcode ?? code, mono: true },
  ];
  if (error && !data) return <ProblemPage error={error} crumbs={crumbs} />;
  if (!data) return <Skeleton />;
  return (
    <Page
      heading={
        <>
          <span className="mono" translate="no">
            {data.barcode}
          </span>
          <CopyButton text={data.barcode} label={t('biobank:barcode')} />
        </>
      }
      title={data.barcode}
      crumbs={crumbs}
      state={
        <>
          <BiobankMark of="state" state={data.state} />
          <span>{words.type(data.type)}</span>
          <span>{words.amount(data.amount, data.unit)}</span>
          <span className="mono">{data.id}</span>
          {data.pooled && <span>{t('biobank:pooledOf', { count: data.donors.length })}</span>}
        </>
      }
    >
      <div className="cols side-360">
        <div className="stack">
          <TreePanel nodes={data.tree} self={data.id} name={`idun-${data.barcode}-tree`} />
          <CustodyPanel specimen={data} />
          <ConsentPanel proofs={data.consent} />
          <ResultsPanel results={data.results} />
        </div>
        <div className="stack">
          {stores && <PlacePanel code={data.id} />}
          <Facts specimen={data} />
          <Panel title={t('biobank:donor')} padded>
            <ul>
              {data.donors.map((donor) => (
                <li key={donor}>
                  <span className="mono">{donor}</span>
                </li>
              ))}
            </ul>
            <p className="muted small">{t('biobank:donorNote')}</p>
          </Panel>
          {prints && (
            <Panel title={t('biobank:labels')} padded>
              <LabelButtons specimens={[data.id]} name={data.barcode} />
            </Panel>
          )}
          <p>
            <Link to="/biobank/specimens" search={{ ...(data.requisition && { requisition: data.requisition }) }}>
              {data.requisition ? t('biobank:sameRequisition') : t('biobank:allSpecimens')}
            </Link>
          </p>
        </div>
      </div>
    </Page>
  );
}
