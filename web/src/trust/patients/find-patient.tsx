import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemView } from '../../components/states.tsx';
import { useMay } from '../../session/rights.ts';
import { BeginRelation, OpenInEmergency } from './care-dialogs.tsx';
import { identifyPerson, type Person } from './patients-api.ts';
import { usePersonLine } from './person-line.ts';

function Found({ person }: { person: Person }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const line = usePersonLine();
  const mayBegin = useMay('care.relation.manage');
  const mayBreak = useMay('care.break-glass');
  const [dialog, setDialog] = useState<'relation' | 'emergency' | null>(null);
  const open = () => navigate({ to: '/patients/$id', params: { id: person.id } });
  return (
    <div className="alert info" role="status">
      <Icon name="person" tone="info" />
      <div>
        <p className="strong">{person.name ?? t('patients:nameless')}</p>
        <p className="soft">{line(person)}</p>
        <p>{t('patients:foundWhat')}</p>
        <div className="actions" style={{ marginTop: 8 }}>
          <button type="button" className="btn primary" onClick={() => void open()}>
            {t('patients:open')}
          </button>
          {mayBegin && (
            <button type="button" className="btn" onClick={() => setDialog('relation')}>
              {t('patients:begin')}
            </button>
          )}
          {mayBreak && (
            <button type="button" className="btn danger" onClick={() => setDialog('emergency')}>
              {t('patients:emergency')}
            </button>
          )}
        </div>
      </div>
      {dialog === 'relation' && <BeginRelation person={person} onClose={() => setDialog(null)} onDone={open} />}
      {dialog === 'emergency' && <OpenInEmergency person={person} onClose={() => setDialog(null)} onDone={open} />}
    </div>
  );
}

/** Finds one person by number or identifier. What is written here goes in the body of the request and is not kept. */
export function FindPatient() {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const id = useId();
  const find = useMutation({ mutationFn: identifyPerson, onSuccess: () => setText('') });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    find.mutate(text.trim());
  };
  return (
    <Panel title={t('patients:find')} note={t('patients:findNote')} padded>
      <div className="stack">
        <form onSubmit={submit} className="filters" style={{ padding: 0 }}>
          <div className="field">
            <label htmlFor={id}>{t('patients:number')}</label>
            <input
              id={id}
              className="input mono"
              autoComplete="off"
              spellCheck={false}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </div>
          <button type="submit" className="btn" disabled={find.isPending || text.trim() === ''}>
            {t('patients:findIt')}
          </button>
        </form>
        {find.error && <ProblemView error={find.error} />}
        {find.data && <Found key={find.data.id} person={find.data} />}
      </div>
    </Panel>
  );
}
