import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';
import { useMay } from '../../session/rights.ts';
import { BeginRelation, OpenInEmergency } from './care-dialogs.tsx';
import type { Person } from './patients-api.ts';
import { PersonFinder } from './person-finder.tsx';
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

/** A person by number or identifier, and what one may do then. */
export function FindPatient() {
  const { t } = useTranslation();
  return (
    <Panel title={t('patients:find')} note={t('patients:findNote')} padded>
      <PersonFinder>{(person) => <Found key={person.id} person={person} />}</PersonFinder>
    </Panel>
  );
}
