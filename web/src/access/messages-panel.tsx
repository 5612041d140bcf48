import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon, type IconName } from '../components/icon.tsx';
import { Panel } from '../components/panel.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { actOnApplication } from './access-api.ts';
import { ActForm } from './act-form.tsx';
import type { Application, CaseEvent, CaseKind } from './model.ts';
import { useStateWord } from './words.ts';

const looks: Record<string, IconName> = {
  moved: 'right',
  message: 'person',
  note: 'lock',
  assigned: 'person',
  reminded: 'clock',
};

/** What happened in a case, the newest first: changes, messages, notes, reminders. */
export function Feed({ events, kind, messagesOnly }: { events: CaseEvent[]; kind: CaseKind; messagesOnly?: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const state = useStateWord();
  const shown = [...events].filter((one) => !messagesOnly || one.kind === 'message' || one.kind === 'note').reverse();
  const textOf = ({ detail }: CaseEvent): string | null =>
    [detail['text'], detail['reason']].find((one): one is string => typeof one === 'string') ?? null;
  return (
    <ul className="feed">
      {shown.map((one) => (
        <li key={one.eventNo} className={one.kind === 'note' ? 'note' : ''}>
          <Icon name={looks[one.kind] ?? 'info'} />
          <div>
            <p>
              <b>
                {one.kind === 'moved' && one.to
                  ? state(kind, one.to)
                  : t(`access:event.${one.kind}`, { defaultValue: one.kind })}
              </b>
            </p>
            {textOf(one) !== null && <p className="pre">{textOf(one)}</p>}
            <p className="small muted">
              {format.dateTime(one.at)}
              {one.name ? ` · ${one.name}` : ''}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}

/** Messages and history of an application, and a field to write to the others; notes only among those who handle it. */
export function MessagesPanel({ application }: { application: Application }) {
  const { t } = useTranslation();
  const [note, setNote] = useState(false);
  const { part, id, events } = application;
  const handles = part !== 'applicant' && part !== 'overseer';
  return (
    <Panel title={t('access:messages')} note={t('access:messagesNote')}>
      {part !== 'overseer' && (
        <div className="body">
          <ActForm
            label={t(note ? 'access:writeNote' : 'access:writeMessage')}
            hint={t(note ? 'access:noteHint' : part === 'applicant' ? 'access:toCentre' : 'access:toApplicant')}
            verb={t(note ? 'access:keepNote' : 'access:send')}
            act={(text) => actOnApplication(id, 'messages', { text, note })}
          />
          {handles && (
            <label className="choice">
              <input type="checkbox" checked={note} onChange={(event) => setNote(event.target.checked)} />
              <span>{t('access:asNote')}</span>
            </label>
          )}
        </div>
      )}
      <Feed events={events} kind="application" />
    </Panel>
  );
}
