import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../components/panel.tsx';
import { useMay } from '../session/rights.ts';
import { actOnApplication, assignCase } from './access-api.ts';
import { ActButton, ActForm } from './act-form.tsx';
import type { Application } from './model.ts';

/** What the coordinating centre or a secretariat can do with an application now. */
export function HandlingPanel({ application }: { application: Application }) {
  const { t } = useTranslation();
  const may = useMay('access.applications.process');
  const [returning, setReturning] = useState(false);
  const { id, part, assignedTo, state } = application;
  if (!may || (part !== 'centre' && part !== 'secretariat')) return null;
  const checked = state === 'submitted';
  return (
    <Panel
      title={t('access:handling')}
      note={assignedTo ? t('access:takenBy', { name: assignedTo }) : t('access:takenByNobody')}
      padded
    >
      <div className="stack">
        {checked && returning && (
          <ActForm
            label={t('access:whatIsMissing')}
            hint={t('access:whatIsMissingHint')}
            verb={t('access:return')}
            act={(text) => actOnApplication(id, 'return', { text })}
            onDone={() => setReturning(false)}
          />
        )}
        {!returning && (
          <div className="actions">
            <ActButton
              verb={t(assignedTo ? 'access:giveBack' : 'access:take')}
              act={() => assignCase(id, assignedTo === null)}
            />
            {checked && (
              <>
                <button type="button" className="btn" onClick={() => setReturning(true)}>
                  {t('access:return')}
                </button>
                <ActButton verb={t('access:accept')} primary act={() => actOnApplication(id, 'accept')} />
              </>
            )}
          </div>
        )}
        {checked && <p className="small muted">{t('access:acceptHint')}</p>}
      </div>
    </Panel>
  );
}
