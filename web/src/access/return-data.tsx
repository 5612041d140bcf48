import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { problemOf } from '../api/problem.ts';
import { ProblemView } from '../components/states.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { returnData, returnResults } from './access-api.ts';
import type { Shipment } from './model.ts';

type Wrong = NonNullable<ReturnType<typeof problemOf>['rows']>;

/** Rows of a table that cannot be kept, each with what is wrong. */
function WrongRows({ rows, total }: { rows: Wrong; total: number }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  return (
    <div className="stack tight-stack" role="alert">
      <p className="fail strong">{t('access:rowsWrong', { count: total, number: format.int(total) })}</p>
      <div className="scroll">
        <table className="data tight">
          <thead>
            <tr>
              <th scope="col" className="num">
                {t('access:lineOfFile')}
              </th>
              <th scope="col">{t('access:columnOfFile')}</th>
              <th scope="col">{t('access:whatIsWrong')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => {
              const key = `access:rowFault.${row.code}`;
              return (
                <tr key={`${row.line} ${row.column} ${row.code}`}>
                  <td className="num">{format.int(row.line)}</td>
                  <td className="mono">{row.column}</td>
                  <td>{i18n.exists(key) ? t(key) : row.problem}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </div>
  );
}

/** Gives data about the tubes back: a table of values, which become the specimens', or a note of data kept elsewhere. */
export function ReturnData({ shipment, onDone }: { shipment: Shipment; onDone(): void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [values, setValues] = useState({ name: '', kind: '', note: '' });
  const [table, setTable] = useState<string | null>(null);
  const id = useId();
  const name = values.name.trim();
  const note = values.note.trim() === '' ? {} : { note: values.note.trim() };
  const send = useMutation<unknown>({
    mutationFn: () =>
      table === null
        ? returnData(shipment.id, { name, kind: values.kind.trim(), ...note })
        : returnResults(shipment.id, { name, table, ...note }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['access', 'shipments'] });
      onDone();
    },
  });
  const take = async (file: File | undefined) => {
    send.reset();
    setTable(file === undefined ? null : await file.text());
    if (file !== undefined && name === '') setValues({ ...values, name: file.name.replace(/\.[^.]+$/, '') });
  };
  const parts = table === null ? (['name', 'kind', 'note'] as const) : (['name', 'note'] as const);
  const problem = send.error === null ? null : problemOf(send.error);
  return (
    <div className="stack tight-stack">
      <div className="field">
        <label htmlFor={`${id}-file`}>{t('access:resultsFile')}</label>
        <input
          id={`${id}-file`}
          type="file"
          accept=".csv,.tsv,.txt,text/csv"
          aria-describedby={`${id}-hint`}
          onChange={(event) => void take(event.target.files?.[0])}
        />
        <span id={`${id}-hint`} className="hint">
          {t('access:resultsHint')} <code className="mono">tube,variable,value,unit</code>
        </span>
      </div>
      {parts.map((part) => (
        <div key={part} className="field">
          <label htmlFor={`${id}-${part}`}>{t(`access:returned.${part}`)}</label>
          <input
            id={`${id}-${part}`}
            className="input"
            value={values[part]}
            onChange={(event) => setValues({ ...values, [part]: event.target.value })}
          />
        </div>
      ))}
      <div className="actions">
        <button type="button" className="btn" onClick={onDone}>
          {t('words:cancel')}
        </button>
        <button
          type="button"
          className="btn primary"
          disabled={name === '' || (table === null && values.kind.trim() === '') || send.isPending}
          onClick={() => send.mutate()}
        >
          {t(table === null ? 'access:noteReturned' : 'access:giveResults')}
        </button>
      </div>
      {problem?.rows ? (
        <WrongRows rows={problem.rows} total={problem.total ?? problem.rows.length} />
      ) : (
        send.error && <ProblemView error={send.error} />
      )}
    </div>
  );
}
