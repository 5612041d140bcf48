import '../../styles/bench.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, sendJson } from '../../api/client.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Icon } from '../../components/icon.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { Empty, ProblemView, Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useBanks } from '../biobank-tabs.tsx';
import { type RackCheck, rackChecksQuery } from '../storage/storage-api.ts';
import { RackFile } from './rack-file.tsx';
import { readScan } from './scan-codes.ts';
import { ScanField } from './scan-field.tsx';

type Difference = RackCheck['lines'][number];

const missingChoices = ['lose', 'take-out', 'leave'] as const;
const foundChoices = ['place', 'leave'] as const;

function CheckPanel({ check }: { check: RackCheck }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const [missing, setMissing] = useState<(typeof missingChoices)[number]>('take-out');
  const [found, setFound] = useState<(typeof foundChoices)[number]>('place');
  const decide = useMutation({
    mutationFn: () =>
      sendJson('POST', apiPath(`/biobank/storage/rack-checks/${check.id}/decision`), { missing, found }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['biobank', 'storage'] }),
  });
  const columns: Column<Difference>[] = [
    {
      key: 'kind',
      head: t('biobank:whatIsWrong'),
      value: (row) => t(`bench:difference.${row.kind}`),
    },
    {
      key: 'code',
      head: t('biobank:barcode'),
      value: (row) => row.code,
      cell: (row) => <span className="mono">{row.code ?? '–'}</span>,
    },
    { key: 'found', head: t('bench:foundAt'), value: (row) => row.found },
    { key: 'expected', head: t('bench:expectedAt'), wrap: true, value: (row) => row.expected },
  ];
  return (
    <Panel
      title={check.container.name}
      note={`${check.path} · ${format.dateTime(check.scannedAt)} · ${t('bench:rightTubes', { count: check.right, number: format.int(check.right) })}`}
    >
      {check.lines.length === 0 ? (
        <Empty why={t('bench:rackAgrees')} />
      ) : (
        <DataTable
          caption={check.container.name}
          columns={columns}
          rows={check.lines}
          rowKey={(row) => `${row.kind}${row.code}${row.found}${row.expected}`}
        />
      )}
      {check.state === 'open' && (
        <div className="body stack">
          <fieldset className="stack">
            <legend className="strong">{t('bench:missingTubes')}</legend>
            <div className="actions">
              {missingChoices.map((one) => (
                <button
                  key={one}
                  type="button"
                  className="btn"
                  aria-pressed={missing === one}
                  onClick={() => setMissing(one)}
                >
                  {missing === one && <Icon name="tick" />}
                  {t(`bench:missingChoice.${one}`)}
                </button>
              ))}
            </div>
          </fieldset>
          <fieldset className="stack">
            <legend className="strong">{t('bench:foundTubes')}</legend>
            <div className="actions">
              {foundChoices.map((one) => (
                <button
                  key={one}
                  type="button"
                  className="btn"
                  aria-pressed={found === one}
                  onClick={() => setFound(one)}
                >
                  {found === one && <Icon name="tick" />}
                  {t(`bench:foundChoice.${one}`)}
                </button>
              ))}
            </div>
          </fieldset>
          <p>
            <button type="button" className="btn primary" disabled={decide.isPending} onClick={() => decide.mutate()}>
              {t('bench:keepRack')}
            </button>
          </p>
          {decide.error && <ProblemView error={decide.error} />}
        </div>
      )}
    </Panel>
  );
}

/** Compares a whole rack with the books, from the file of a rack scanner, and decides about the differences. */
export function RackPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const [rack, setRack] = useState('');
  const { data, error } = useQuery(rackChecksQuery('open'));
  useBanks();
  const crumbs = [
    { label: t('biobank:biobank'), to: '/biobank' },
    { label: t('bench:bench'), to: '/biobank/bench' },
    { label: t('bench:rack') },
  ];
  if (error && !data) return <ProblemPage error={error} crumbs={crumbs} />;
  if (!data) return <Skeleton />;
  const send = async (file: string) => {
    const { items } = await sendJson<{ items: RackCheck[] }>('POST', apiPath('/biobank/storage/rack-checks'), {
      file,
      ...(rack !== '' && { container: rack }),
    });
    return {
      items: items.flatMap(({ right, lines }) => [
        ...Array.from({ length: right }, () => ({ outcome: 'received' })),
        ...lines.map(() => ({ outcome: 'discrepancy' })),
      ]),
    };
  };
  return (
    <div className="bench">
      <Page
        heading={t('bench:rackHeading', { count: data.length, number: format.int(data.length) })}
        title={t('bench:rack')}
        crumbs={crumbs}
      >
        <div className="stack">
          <ScanField
            label={t('bench:scanRack')}
            expected={<p>{rack === '' ? t('bench:rackNameNote') : t('bench:rackIs', { rack })}</p>}
            onScan={(text) => {
              const scan = readScan(text);
              if (scan.kind === 'code') setRack(scan.code);
            }}
          />
          <RackFile send={send} onDone={() => client.invalidateQueries({ queryKey: ['biobank', 'storage'] })} />
          {data.map((check) => (
            <CheckPanel key={check.id} check={check} />
          ))}
          {data.length === 0 && <Empty why={t('bench:noRackOpen')} />}
        </div>
      </Page>
    </div>
  );
}
