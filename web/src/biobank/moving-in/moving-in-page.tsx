import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { SelectFilter } from '../../components/select-filter.tsx';
import { Empty, ProblemView } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { BankChoice, collectionsQuery } from '../bank-choice.tsx';
import { BiobankTabs, useBanks } from '../biobank-tabs.tsx';
import { type InventoryFile, type Sheet, sendInventory, useInventoryFile } from './inventory-file.ts';
import { MappingFields, WordFields } from './mapping-fields.tsx';
import { type Choices, guess, mappingOf, unknownWords } from './mapping-form.ts';
import { type Report, ReportPanel } from './report-panel.tsx';

const nothingChosen: Choices = {
  ...{ separator: ';', collection: '', columns: {}, people: 'namespace', namespace: '', material: '' },
  ...{ sprecVersion: '3.0', decimal: '.', dates: '', grid: { rows: 8, columns: 12 }, words: {} },
};

/** Takes over an inventory: a file, what its columns mean, a try that changes nothing, and then all rows or none. */
export function MovingInPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const id = useId();
  const banks = useBanks();
  const [bank, setBank] = useState('');
  const chosenBank = bank || (banks[0]?.id ?? '');
  const { data: collections = [] } = useQuery(collectionsQuery(chosenBank));
  const read = useInventoryFile(chosenBank);
  const [sheet, setSheet] = useState<Sheet | null>(null);
  const [choices, setChoices] = useState<Choices>(nothingChosen);
  const given: InventoryFile | undefined = read.data;
  const mapping = mappingOf({ ...choices, ...(given?.kind === 'workbook' && sheet && { sheet: sheet.name }) });
  const [tried, setTried] = useState<string | null>(null);
  const asked = JSON.stringify([chosenBank, mapping, given?.file.name, given?.file.size]);
  const run = useMutation({
    mutationFn: (dryRun: boolean) => sendInventory<Report>(chosenBank, given!, { mapping, dryRun }),
    onSuccess: async (report, dryRun) => {
      setTried(dryRun && report.faultCount === 0 ? asked : null);
      if (!dryRun) await client.invalidateQueries({ queryKey: ['biobank'] });
    },
  });
  const choose = (next: Sheet, separator: string) => {
    setSheet(next);
    setChoices({
      ...choices,
      ...{ separator, columns: guess(next.columns), collection: choices.collection || (collections[0]?.name ?? '') },
    });
  };
  const take = (file: File | undefined) => {
    run.reset();
    setSheet(null);
    if (!file) return read.reset();
    read.mutate(file, {
      onSuccess: ({ sheets, separator }) => {
        const [first] = sheets;
        if (first !== undefined) choose(first, separator);
      },
    });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    run.mutate(true);
  };
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
            <BankChoice id={`${id}-bank`} banks={banks} value={chosenBank} onChange={setBank} />
            <div className="field">
              <label htmlFor={`${id}-file`}>{t('words:file')}</label>
              <input
                id={`${id}-file`}
                type="file"
                accept=".csv,.txt,.tsv,.xlsx,text/csv"
                onChange={(event) => take(event.target.files?.[0])}
              />
              {read.isPending && <span className="hint">{t('words:loading')}</span>}
              {given && sheet && (
                <span className="hint">
                  {t('biobank:fileRead', { count: sheet.columns.length, size: format.bytes(given.file.size) })}
                </span>
              )}
            </div>
            {given && given.sheets.length > 1 && (
              <SelectFilter
                label={t('biobank:sheet')}
                value={sheet?.name}
                options={given.sheets.map(({ name }) => ({ value: name, label: name }))}
                unset="–"
                onChange={(name) => {
                  const next = given.sheets.find((one) => one.name === name);
                  if (next) choose(next, given.separator);
                }}
              />
            )}
          </div>
          {read.error && <ProblemView error={read.error} onRetry={() => read.reset()} />}
        </Panel>
        {given === undefined || sheet === null ? (
          <Empty why={t('biobank:noFile')}>
            <p>{t('biobank:noFileWhy')}</p>
          </Empty>
        ) : (
          <Panel title={t('biobank:mapping')} note={t('biobank:mappingNote')} padded>
            <div className="stack">
              <MappingFields
                choices={choices}
                columns={sheet.columns}
                collections={collections}
                onChange={setChoices}
              />
              <WordFields
                words={unknownWords(run.data?.faults ?? [], choices)}
                choices={choices}
                onChange={setChoices}
              />
              <details>
                <summary>{t('biobank:mappingAsFile')}</summary>
                <pre className="log">{JSON.stringify(mapping ?? {}, null, 2)}</pre>
              </details>
              <div className="actions">
                <button type="submit" className="btn primary" disabled={!mapping || run.isPending}>
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
                {run.isPending ? (
                  <span role="status" className="muted small">
                    {t('biobank:inventoryRuns', { size: format.bytes(given.file.size) })}
                  </span>
                ) : (
                  tried !== asked && <span className="muted small">{t('biobank:tryFirst')}</span>
                )}
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
