import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, sendJson } from '../../api/client.ts';
import { Icon } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemView } from '../../components/states.tsx';

/** The file's SHA-256, made here: the file itself stays with whoever has it. */
async function hashOf(file: File): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Notes data that a project has given back and that are kept elsewhere: their name, kind and hash. */
export function DataForm({ reservation }: { reservation: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const id = useId();
  const [name, setName] = useState('');
  const [kind, setKind] = useState('');
  const [note, setNote] = useState('');
  const [sha256, setHash] = useState<string | null>(null);
  const keep = useMutation({
    mutationFn: () =>
      sendJson('POST', apiPath(`/biobank/reservations/${reservation}/data`), {
        ...{ name: name.trim(), kind: kind.trim() },
        ...(note.trim() !== '' && { note: note.trim() }),
        ...(sha256 !== null && { sha256 }),
      }),
    onSuccess: () => {
      setName('');
      return client.invalidateQueries({ queryKey: ['biobank'] });
    },
  });
  const ready = name.trim() !== '' && kind.trim() !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) keep.mutate();
  };
  const take = async (file: File | undefined) => {
    setHash(null);
    if (!file) return;
    if (name === '') setName(file.name);
    setHash(await hashOf(file));
  };
  const fields: [field: string, label: string, value: string, set: (value: string) => void][] = [
    ['name', t('biobank:data.name'), name, setName],
    ['kind', t('biobank:data.kind'), kind, setKind],
    ['note', t('biobank:data.note'), note, setNote],
  ];
  return (
    <Panel title={t('biobank:data.title')} note={t('biobank:data.rule')} padded>
      <form className="stack" onSubmit={submit}>
        <div className="form">
          {fields.map(([field, label, value, set]) => (
            <div key={field} className="field">
              <label htmlFor={`${id}-${field}`}>{label}</label>
              <input
                id={`${id}-${field}`}
                className="input"
                value={value}
                onChange={(event) => set(event.target.value)}
              />
            </div>
          ))}
          <div className="field">
            <label htmlFor={`${id}-file`}>{t('words:file')}</label>
            <input id={`${id}-file`} type="file" onChange={(event) => void take(event.target.files?.[0])} />
            <span className="hint">
              {sha256 === null ? t('biobank:data.hash') : <span className="mono breakable">{sha256}</span>}
            </span>
          </div>
        </div>
        <p>
          <button type="submit" className="btn" disabled={!ready || keep.isPending}>
            {t('biobank:data.keep')}
          </button>
        </p>
        {keep.isSuccess && (
          <p role="status" className="pass strong">
            <Icon name="pass" /> {t('biobank:data.kept')}
          </p>
        )}
        {keep.error && <ProblemView error={keep.error} />}
      </form>
    </Panel>
  );
}
