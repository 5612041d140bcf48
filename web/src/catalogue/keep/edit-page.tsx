import '../../styles/catalogue.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { ProblemView, Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import type { EntryKind } from '../catalogue-api.ts';
import { EntryForm } from './entry-form.tsx';
import {
  addEntry,
  changeEntry,
  checkRecord,
  type Draft,
  draftQuery,
  type Fault,
  kindOf,
  removeEntry,
} from './keep-api.ts';
import { Preview } from './preview.tsx';
import { changesOf } from './record.ts';

const paths = Object.keys(kindOf) as EntryKind[];

/** An entry as its custodian changes it: the form, what it looks like, and the versions that are kept. */
export function EditEntryPage() {
  const { kind, id } = useParams({ from: '/catalogue/edit/$kind/$id' });
  const path = paths.find((one) => one === kind) ?? 'collections';
  const { data: draft, error } = useQuery(draftQuery(path, id));
  if (error) return <ProblemPage error={error} />;
  if (draft === undefined) return <Skeleton />;
  return <Editing key={draft.version} path={path} draft={draft} />;
}

/** A new entry that one's organisation keeps. */
export function NewEntryPage() {
  const { kind = 'collections', biobank } = useSearch({ from: '/catalogue/new' });
  const record = biobank === undefined || kind !== 'collections' ? {} : { biobank };
  const draft: Draft = {
    ...{ kind: kindOf[kind], id: '', origin: 'kept', source: null, version: 0, stated: {}, edited: {}, versions: [] },
    ...{ link: null, record: record as Draft['record'] },
  };
  return <Editing key={kind} path={kind} draft={draft} />;
}

/** What is wrong with a record, told a moment after the last key. */
function useFaults(kind: Draft['kind'], record: Record<string, unknown>) {
  const [checked, setChecked] = useState<{ faults: Fault[]; of: string }>({ faults: [], of: '' });
  const text = JSON.stringify(record);
  useEffect(() => {
    const timer = setTimeout(() => {
      checkRecord(kind, JSON.parse(text) as Record<string, unknown>).then(
        ({ faults }) => setChecked({ faults, of: text }),
        // Saving says what the matter is.
        () => undefined,
      );
    }, 400);
    return () => clearTimeout(timer);
  }, [kind, text]);
  return { faults: checked.faults, current: checked.of === text };
}

function Editing({ path, draft }: { path: EntryKind; draft: Draft }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const isNew = draft.version === 0;
  const [record, setRecord] = useState<Record<string, unknown>>(draft.record);
  const [note, setNote] = useState('');
  const [shown, setShown] = useState<'form' | 'preview'>('form');
  const { faults, current } = useFaults(draft.kind, record);
  const changes = changesOf(draft.record, record, draft.stated);
  const save = useMutation({
    mutationFn: async () => {
      if (isNew) return (await addEntry(draft.kind, record)).id;
      const said = note.trim() === '' ? {} : { note: note.trim() };
      await changeEntry(path, draft.id, { version: draft.version, changes, ...said });
      return draft.id;
    },
    onSuccess: async (id) => {
      await client.invalidateQueries({ queryKey: ['catalogue'] });
      await navigate({ to: `/catalogue/${path}/$id`, params: { id } });
    },
  });
  const wrong = current ? faults.filter((one) => one.kind === 'wrong') : [];
  const ready = Object.keys(changes).length > 0 && current && wrong.length === 0 && !save.isPending;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) save.mutate();
  };
  const name = typeof record['name'] === 'string' ? record['name'] : '';
  return (
    <Page
      heading={isNew ? t(`catalogue:keep.newHeading.${path}`) : <span translate="no">{draft.record.name}</span>}
      title={t(isNew ? 'catalogue:keep.new' : 'catalogue:keep.edit')}
      crumbs={[
        { label: t('catalogue:title'), to: '/catalogue' },
        { label: t('catalogue:keep.mine'), to: '/catalogue/kept' },
        { label: isNew ? t('catalogue:keep.new') : draft.record.name },
      ]}
      actions={
        <fieldset className="switch" aria-label={t('catalogue:keep.views')}>
          {(['form', 'preview'] as const).map((view) => (
            <button key={view} type="button" aria-pressed={shown === view} onClick={() => setShown(view)}>
              {t(`catalogue:keep.${view}`)}
            </button>
          ))}
        </fieldset>
      }
      state={
        isNew ? t('catalogue:keep.newLead') : t(`catalogue:keep.lead.${draft.origin}`, { source: draft.source ?? '' })
      }
    >
      <form className="cols side-360" onSubmit={submit}>
        <div className="stack">
          {shown === 'preview' ? (
            <Preview draft={draft} record={record} name={name} />
          ) : (
            <EntryForm
              {...{ record, faults }}
              kind={draft.kind}
              stated={draft.stated}
              fixed={isNew ? [] : ['id', ...(draft.origin === 'own' ? ['biobank'] : [])]}
              onChange={setRecord}
            />
          )}
        </div>
        <div className="stack keep-side">
          <Panel title={t('catalogue:keep.save')} padded>
            <div className="stack">
              <p role="status">
                {wrong.length > 0
                  ? t('catalogue:keep.wrong', { count: wrong.length })
                  : Object.keys(changes).length === 0
                    ? t('catalogue:keep.unchanged')
                    : t('catalogue:keep.changed', { count: Object.keys(changes).length })}
              </p>
              <Missing faults={faults} />
              {!isNew && (
                <div className="field">
                  <label htmlFor="keep-note">{t('catalogue:keep.note')}</label>
                  <input
                    id="keep-note"
                    className="input"
                    maxLength={500}
                    value={note}
                    onChange={(event) => setNote(event.target.value)}
                  />
                  <span className="hint">{t('catalogue:keep.noteHint')}</span>
                </div>
              )}
              <div className="actions">
                <button type="submit" className="btn primary" disabled={!ready}>
                  {t('catalogue:keep.saveNow')}
                </button>
              </div>
              {save.error && <ProblemView error={save.error} />}
            </div>
          </Panel>
          {!isNew && <Versions draft={draft} />}
          {!isNew && draft.origin === 'kept' && <TakeOut path={path} draft={draft} />}
        </div>
      </form>
    </Page>
  );
}

function Missing({ faults }: { faults: readonly Fault[] }) {
  const { t } = useTranslation();
  const missing = faults.filter((one) => one.kind === 'missing');
  if (missing.length === 0) return null;
  return (
    <p className="small soft">
      {t('catalogue:missing')}{' '}
      {missing.map(({ field }) => t(`catalogue:keep.fields.${field.replaceAll('.', '_')}`)).join(', ')}
    </p>
  );
}

function Versions({ draft }: { draft: Draft }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Panel title={t('catalogue:keep.versions')} padded>
      <ol className="plain-list">
        {draft.versions.slice(0, 20).map(({ version, at, by, note, fields }) => (
          <li key={version}>
            <span className="strong">
              {t('catalogue:keep.version', { number: version, date: format.date(at) })}
              {by && <span className="soft"> · {by}</span>}
            </span>
            {note && <span className="small">{note}</span>}
            <span className="tiny muted breakable">
              {fields
                .filter((field) => field !== 'kept')
                .map((field) => t(`catalogue:keep.fields.${field}`, field))
                .join(', ')}
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function TakeOut({ path, draft }: { path: EntryKind; draft: Draft }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const remove = useMutation({
    mutationFn: () => removeEntry(path, draft.id, reason.trim()),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['catalogue'] });
      await navigate({ to: '/catalogue/kept' });
    },
  });
  return (
    <details className="panel">
      <summary className="body">{t('catalogue:keep.takeOut')}</summary>
      <div className="body stack">
        <div className="field">
          <label htmlFor="keep-reason">{t('catalogue:keep.reason')}</label>
          <input
            id="keep-reason"
            className="input"
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
          <span className="hint">{t('catalogue:keep.takeOutHint')}</span>
        </div>
        <div className="actions">
          <button
            type="button"
            className="btn"
            disabled={reason.trim().length < 3 || remove.isPending}
            onClick={() => remove.mutate()}
          >
            {t('catalogue:keep.takeOut')}
          </button>
        </div>
        {remove.error && <ProblemView error={remove.error} />}
      </div>
    </details>
  );
}
