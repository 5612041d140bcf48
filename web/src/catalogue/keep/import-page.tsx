import '../../styles/catalogue.css';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../../components/data-table.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemView } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { type ImportReport, importCatalogue } from './keep-api.ts';

const formats = ['directory', 'core', 'exchange', 'fhir'] as const;
type Format = (typeof formats)[number];

async function requestOf(format: Format, source: string, files: readonly File[]): Promise<object> {
  if (format === 'fhir') {
    const bundles = await Promise.all(files.map(async (file) => JSON.parse(await file.text()) as { entry?: object[] }));
    const entry = bundles.flatMap((one) => one.entry ?? [{ resource: one }]);
    return { format, source, bundle: { resourceType: 'Bundle', entry } };
  }
  const tables = await Promise.all(files.map(async (file) => ({ name: file.name, text: await file.text() })));
  return { format, source, tables };
}

/** Takes in another catalogue, after having shown what it would change. */
export function ImportCataloguePage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [format, setFormat] = useState<Format>('directory');
  const [source, setSource] = useState('');
  const [files, setFiles] = useState<readonly File[]>([]);
  const run = useMutation({
    mutationFn: async (dryRun: boolean) =>
      importCatalogue({ ...(await requestOf(format, source.trim(), files)), dryRun }),
    onSuccess: async ({ dryRun }) => {
      if (!dryRun) await client.invalidateQueries({ queryKey: ['catalogue'] });
    },
  });
  const given = source.trim() !== '' && files.length > 0;
  const forget = () => run.reset();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (given && !run.isPending) run.mutate(true);
  };
  const report = run.data;
  return (
    <Page
      heading={t('catalogue:keep.importHeading')}
      title={t('catalogue:keep.import')}
      crumbs={[
        { label: t('catalogue:title'), to: '/catalogue' },
        { label: t('catalogue:keep.mine'), to: '/catalogue/kept' },
        { label: t('catalogue:keep.import') },
      ]}
      state={t('catalogue:keep.importLead')}
    >
      <div className="stack">
        <Panel title={t('catalogue:keep.whatComes')} padded>
          <form className="stack" onSubmit={submit}>
            <div className="keep-parts">
              <div className="field">
                <label htmlFor="import-format">{t('catalogue:keep.format')}</label>
                <select
                  id="import-format"
                  className="select"
                  value={format}
                  onChange={(event) => {
                    setFormat(event.target.value as Format);
                    forget();
                  }}
                >
                  {formats.map((one) => (
                    <option key={one} value={one}>
                      {t(`catalogue:keep.formats.${one}`)}
                    </option>
                  ))}
                </select>
              </div>
              <div className="field">
                <label htmlFor="import-source">{t('catalogue:keep.source')}</label>
                <input
                  id="import-source"
                  className="input"
                  maxLength={100}
                  value={source}
                  onChange={(event) => {
                    setSource(event.target.value);
                    forget();
                  }}
                />
                <span className="hint">{t('catalogue:keep.sourceHint')}</span>
              </div>
              <div className="field">
                <label htmlFor="import-files">{t('catalogue:keep.files')}</label>
                <input
                  id="import-files"
                  className="input"
                  type="file"
                  multiple
                  accept={format === 'fhir' ? '.json' : '.csv,.tsv,.txt,.xml'}
                  onChange={(event) => {
                    setFiles([...(event.target.files ?? [])]);
                    forget();
                  }}
                />
                <span className="hint">{t(`catalogue:keep.filesHint.${format}`)}</span>
              </div>
            </div>
            <div className="actions">
              <button type="submit" className="btn primary" disabled={!given || run.isPending}>
                {t('catalogue:keep.try')}
              </button>
            </div>
            {run.error && <ProblemView error={run.error} />}
          </form>
        </Panel>
        {report && <Report report={report} busy={run.isPending} take={() => run.mutate(false)} />}
      </div>
    </Page>
  );
}

function Report({ report, busy, take }: { report: ImportReport; busy: boolean; take(): void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { refused, dryRun, changes = [], faults, leftOut } = report;
  const numbers = ['added', 'changed', 'same', 'withdrawn', 'facts'] as const;
  const wrong = faults.filter((one) => one.wrong);
  const missing = faults.length - wrong.length;
  const nothing = (report.added ?? 0) + (report.changed ?? 0) + (report.withdrawn ?? 0) === 0;
  return (
    <Panel
      title={t(refused ? 'catalogue:keep.refused' : dryRun ? 'catalogue:keep.would' : 'catalogue:keep.done')}
      foot={leftOut.length > 0 ? t('catalogue:keep.leftOut', { names: leftOut.join(', ') }) : undefined}
    >
      <div className="body stack" role="status">
        {!refused && (
          <ul className="entry-facts">
            {numbers.map((one) => (
              <li key={one}>
                <b>{format.int(report[one] ?? 0)}</b> {t(`catalogue:keep.numbers.${one}`)}
              </li>
            ))}
          </ul>
        )}
        {refused && <p>{t('catalogue:keep.refusedWhy', { count: wrong.length, number: format.int(wrong.length) })}</p>}
        {missing > 0 && (
          <p className="small soft">{t('catalogue:keep.lacks', { count: missing, number: format.int(missing) })}</p>
        )}
        {!refused && dryRun && (
          <div className="actions">
            <button type="button" className="btn primary" disabled={busy || nothing} onClick={take}>
              {t('catalogue:keep.take')}
            </button>
          </div>
        )}
      </div>
      {wrong.length > 0 && <FaultTable faults={wrong.slice(0, 200)} />}
      {changes.length > 0 && <ChangeTable changes={changes} />}
    </Panel>
  );
}

function FaultTable({ faults }: { faults: ImportReport['faults'] }) {
  const { t } = useTranslation();
  const head = (column: string) => t(`catalogue:keep.columns.${column}`);
  return (
    <DataTable
      tight
      caption={t('catalogue:keep.faultsOf')}
      rowKey={({ table, line, column, expected }) => `${table} ${line} ${column} ${expected}`}
      rows={faults}
      columns={[
        { key: 'table', head: head('table'), value: ({ table }) => table },
        { key: 'line', head: head('line'), num: true, value: ({ line }) => line },
        { key: 'column', head: head('column'), value: ({ column }) => column },
        {
          key: 'expected',
          head: head('expected'),
          wrap: true,
          value: ({ expected }) => expected,
          cell: ({ expected }) => <span lang="en">{expected}</span>,
        },
      ]}
    />
  );
}

function ChangeTable({ changes }: { changes: NonNullable<ImportReport['changes']> }) {
  const { t } = useTranslation();
  const head = (column: string) => t(`catalogue:keep.columns.${column}`);
  const named = (fields: readonly string[]) =>
    fields
      .filter((field) => field !== 'kept')
      .map((field) => t(`catalogue:keep.fields.${field}`, field))
      .join(', ');
  return (
    <DataTable
      tight
      caption={t('catalogue:keep.changesOf')}
      rowKey={({ kind, id }) => `${kind} ${id}`}
      rows={changes}
      columns={[
        { key: 'name', head: head('name'), wrap: true, value: ({ name }) => name },
        { key: 'change', head: head('change'), value: ({ change }) => t(`catalogue:keep.changes.${change}`) },
        { key: 'kind', head: head('kind'), value: ({ kind }) => t(`catalogue:keep.kinds.${kind}`) },
        { key: 'fields', head: head('fields'), wrap: true, value: ({ fields }) => named(fields) },
      ]}
    />
  );
}
