import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, getJson, sendJson } from '../../api/client.ts';
import { type Column, DataTable, TableTools } from '../../components/data-table.tsx';
import { Icon } from '../../components/icon.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { Empty, ProblemView } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { BiobankTabs, useBanks } from '../biobank-tabs.tsx';
import { useMaterials } from '../words.ts';
import { type Choices, type Field, fields, guess, mappingOf, needed, readHead } from './mapping-form.ts';

interface Report {
  biobank: string;
  rows: number;
  imported: number;
  byType: Record<string, number>;
  faults: { line: number; column: string; fault: string }[];
  faultCount: number;
}

function collectionsQuery(bank: string) {
  return queryOptions({
    queryKey: ['biobank', 'collections', bank],
    queryFn: async ({ signal }) =>
      (
        await getJson<{ items: { id: string; name: string }[] }>(
          apiPath(`/biobank/biobanks/${bank}/collections`),
          signal,
        )
      ).items,
    enabled: bank !== '',
  });
}

const nothingChosen: Choices = {
  ...{ separator: ';', collection: '', columns: {}, people: 'namespace', namespace: '', material: '' },
  sprecVersion: '3.0',
};
const largest = 3_500_000;

function ReportPanel({ report, tried }: { report: Report; tried: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useMaterials();
  const clean = report.faultCount === 0;
  type Fault = Report['faults'][number];
  const columns: Column<Fault>[] = [
    { key: 'line', head: t('biobank:line'), num: true, value: (row) => row.line },
    {
      key: 'column',
      head: t('biobank:column'),
      value: (row) => row.column,
      cell: (row) => <span className="mono">{row.column}</span>,
    },
    {
      key: 'fault',
      head: t('biobank:fault'),
      wrap: true,
      value: (row) => row.fault,
      cell: (row) => <span lang="en">{row.fault}</span>,
    },
  ];
  return (
    <Panel
      title={t('biobank:inventoryReport')}
      note={t('biobank:inventoryRows', { count: report.rows, number: format.int(report.rows) })}
      tools={
        report.faults.length > 0 && <TableTools name="idun-inventory-faults" columns={columns} rows={report.faults} />
      }
    >
      <div className="body stack">
        <div className={clean ? 'alert pass' : 'alert fail'} role="status">
          <Icon name={clean ? 'pass' : 'fail'} />
          <div>
            <p>
              <b>
                {clean
                  ? t(tried ? 'biobank:inventoryClean' : 'biobank:inventoryTaken', {
                      count: report.imported,
                      number: format.int(report.imported),
                    })
                  : t('biobank:inventoryFaults', { count: report.faultCount, number: format.int(report.faultCount) })}
              </b>
            </p>
            <p>
              {Object.entries(report.byType)
                .map(([type, count]) => `${words.type(type)} ${format.int(count)}`)
                .join(', ')}
            </p>
          </div>
        </div>
      </div>
      {report.faults.length > 0 && (
        <DataTable
          caption={t('biobank:inventoryReport')}
          columns={columns}
          rows={report.faults}
          rowKey={(row) => `${row.line}${row.column}${row.fault}`}
          capped
        />
      )}
    </Panel>
  );
}

/** Takes over an inventory: a file, what its columns mean, a try that changes nothing, and then all rows or none. */
export function MovingInPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useMaterials();
  const client = useQueryClient();
  const id = useId();
  const banks = useBanks();
  const [bank, setBank] = useState('');
  const chosenBank = bank || (banks[0]?.id ?? '');
  const { data: collections = [] } = useQuery(collectionsQuery(chosenBank));
  const [file, setFile] = useState<{ name: string; text: string; columns: string[] } | null>(null);
  const [choices, setChoices] = useState<Choices>(nothingChosen);
  const mapping = mappingOf(choices);
  const [tried, setTried] = useState<string | null>(null);
  const asked = JSON.stringify([chosenBank, mapping, file?.name, file?.text.length]);
  const run = useMutation({
    mutationFn: (dryRun: boolean) =>
      sendJson<Report>('POST', apiPath(`/biobank/biobanks/${chosenBank}/inventory`), {
        mapping,
        csv: file?.text,
        dryRun,
      }),
    onSuccess: async (report, dryRun) => {
      setTried(dryRun && report.faultCount === 0 ? asked : null);
      if (!dryRun) await client.invalidateQueries({ queryKey: ['biobank'] });
    },
  });
  const take = async (given: File | undefined) => {
    run.reset();
    if (!given) return;
    const text = await given.text();
    const { separator, columns } = readHead(text);
    setFile({ name: given.name, text, columns });
    setChoices({
      ...choices,
      separator,
      columns: guess(columns),
      collection: choices.collection || (collections[0]?.name ?? ''),
    });
  };
  const set = (field: Field, column: string) => {
    const { [field]: _, ...rest } = choices.columns;
    setChoices({ ...choices, columns: column === '' ? rest : { ...rest, [field]: column } });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    run.mutate(true);
  };
  const tooLarge = (file?.text.length ?? 0) > largest;
  return (
    <Page
      heading={t('biobank:movingInHeading')}
      title={t('biobank:movingIn')}
      crumbs={[{ label: t('biobank:biobank'), to: '/biobank' }, { label: t('biobank:movingIn') }]}
    >
      <BiobankTabs />
      <form className="stack" onSubmit={submit}>
        <Panel title={t('biobank:inventoryFile')} note={t('biobank:inventoryFileNote')} padded>
          <div className="form">
            {banks.length > 1 && (
              <div className="field">
                <label htmlFor={`${id}-bank`}>{t('biobank:biobank')}</label>
                <select
                  id={`${id}-bank`}
                  className="select"
                  value={chosenBank}
                  onChange={(event) => setBank(event.target.value)}
                >
                  {banks.map((one) => (
                    <option key={one.id} value={one.id}>
                      {one.name}
                    </option>
                  ))}
                </select>
              </div>
            )}
            <div className="field">
              <label htmlFor={`${id}-file`}>{t('words:file')}</label>
              <input
                id={`${id}-file`}
                type="file"
                accept=".csv,.txt,.tsv,text/csv"
                onChange={(event) => void take(event.target.files?.[0])}
              />
              {file && (
                <span className="hint">
                  {t('biobank:fileRead', { count: file.columns.length, size: format.bytes(file.text.length) })}
                </span>
              )}
            </div>
          </div>
          {tooLarge && (
            <div className="alert warn">
              <Icon name="warn" />
              <div>
                {t('biobank:fileTooLarge')} <code>idun biobank import</code>
              </div>
            </div>
          )}
        </Panel>
        {file === null ? (
          <Empty why={t('biobank:noFile')}>
            <p>{t('biobank:noFileWhy')}</p>
          </Empty>
        ) : (
          <Panel title={t('biobank:mapping')} note={t('biobank:mappingNote')} padded>
            <div className="stack">
              <div className="form">
                <div className="field">
                  <label htmlFor={`${id}-collection`}>{t('biobank:collection')}</label>
                  <select
                    id={`${id}-collection`}
                    className="select"
                    value={choices.collection}
                    onChange={(event) => setChoices({ ...choices, collection: event.target.value })}
                  >
                    <option value="">–</option>
                    {collections.map(({ id: key, name }) => (
                      <option key={key} value={name}>
                        {name}
                      </option>
                    ))}
                  </select>
                </div>
                {fields.map((field) => (
                  <div key={field} className="field">
                    <label htmlFor={`${id}-${field}`}>
                      {t(`biobank:field.${field}`)}
                      {needed.includes(field) ? ' *' : ''}
                    </label>
                    <select
                      id={`${id}-${field}`}
                      className="select"
                      value={choices.columns[field] ?? ''}
                      onChange={(event) => set(field, event.target.value)}
                    >
                      <option value="">–</option>
                      {file.columns.map((column) => (
                        <option key={column} value={column}>
                          {column}
                        </option>
                      ))}
                    </select>
                  </div>
                ))}
                <div className="field">
                  <label htmlFor={`${id}-people`}>{t('biobank:peopleBy')}</label>
                  <select
                    id={`${id}-people`}
                    className="select"
                    value={choices.people}
                    onChange={(event) => setChoices({ ...choices, people: event.target.value as Choices['people'] })}
                  >
                    <option value="namespace">{t('biobank:peopleNumbers')}</option>
                    <option value="cpr">{t('biobank:peopleCpr')}</option>
                  </select>
                </div>
                {choices.people === 'namespace' && (
                  <div className="field">
                    <label htmlFor={`${id}-namespace`}>{t('biobank:namespace')}</label>
                    <input
                      id={`${id}-namespace`}
                      className="input mono"
                      value={choices.namespace}
                      onChange={(event) => setChoices({ ...choices, namespace: event.target.value })}
                    />
                  </div>
                )}
                {choices.columns.type === undefined && (
                  <div className="field">
                    <label htmlFor={`${id}-material`}>{t('biobank:oneMaterial')}</label>
                    <select
                      id={`${id}-material`}
                      className="select"
                      value={choices.material}
                      onChange={(event) => setChoices({ ...choices, material: event.target.value })}
                    >
                      <option value="">–</option>
                      {[
                        'serum',
                        'plasma',
                        'whole-blood',
                        'buffy-coat',
                        'urine',
                        'saliva',
                        'dna',
                        'rna',
                        'dried-blood-spot',
                        'ffpe-block',
                        'frozen-tissue',
                      ].map((one) => (
                        <option key={one} value={one}>
                          {words.type(one)}
                        </option>
                      ))}
                    </select>
                  </div>
                )}
              </div>
              <details>
                <summary>{t('biobank:mappingAsFile')}</summary>
                <pre className="log">{JSON.stringify(mapping ?? {}, null, 2)}</pre>
              </details>
              <div className="actions">
                <button type="submit" className="btn primary" disabled={!mapping || tooLarge || run.isPending}>
                  {t('biobank:tryInventory')}
                </button>
                <button
                  type="button"
                  className="btn"
                  disabled={tried !== asked || run.isPending}
                  onClick={() => run.mutate(false)}
                >
                  {t('biobank:takeInventory')}
                </button>
                {tried !== asked && <span className="muted small">{t('biobank:tryFirst')}</span>}
              </div>
            </div>
          </Panel>
        )}
        {run.error && <ProblemView error={run.error} />}
        {run.data && <ReportPanel report={run.data} tried={run.variables === true} />}
      </form>
    </Page>
  );
}
