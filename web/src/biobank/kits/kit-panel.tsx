import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, sendJson } from '../../api/client.ts';
import { Panel } from '../../components/panel.tsx';
import { ProblemView } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useMaterials } from '../words.ts';
import { KitLabels } from './kit-labels.tsx';
import { KitMark } from './kit-mark.tsx';
import type { Kit } from './kits-api.ts';

/** One kit: what is in it, and what can be done with it now. */
export function KitPanel({ bank, kit, onClose }: { bank: string; kit: Kit; onClose(): void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useMaterials();
  const client = useQueryClient();
  const id = useId();
  const [text, setText] = useState('');
  const act = useMutation({
    mutationFn: (what: 'send' | 'expire') =>
      sendJson('POST', apiPath(`/biobank/kits/${kit.code}/${what}`), {
        biobank: bank,
        ...(what === 'send' ? { to: text.trim() } : { reason: text.trim() }),
      }),
    onSuccess: () => {
      setText('');
      return client.invalidateQueries({ queryKey: ['biobank', 'kits'] });
    },
  });
  const unused = kit.state === 'made' || kit.state === 'sent';
  return (
    <Panel
      title={<span className="mono">{kit.code}</span>}
      note={kit.kind}
      tools={
        <button type="button" className="link" onClick={onClose}>
          {t('kits:close')}
        </button>
      }
      padded
    >
      <div className="stack">
        <dl className="dl">
          <dt>{t('words:stateWord')}</dt>
          <dd>
            <span>
              <KitMark state={kit.state} /> <span className="muted">{format.dateTime(kit.changedAt)}</span>
            </span>
          </dd>
          <dt>{t('biobank:tubes')}</dt>
          <dd>
            <ul>
              {kit.tubes.map((tube) => (
                <li key={tube.barcode}>
                  <span className="mono">{tube.barcode}</span> {words.type(tube.type)}
                  {tube.container && `, ${words.container(tube.container)}`}
                </li>
              ))}
            </ul>
          </dd>
          {kit.visit && (
            <>
              <dt>{t('kits:visit')}</dt>
              <dd>{kit.visit}</dd>
            </>
          )}
        </dl>
        <KitLabels bank={bank} kits={[kit.code]} />
        {unused && (
          <div className="filters" style={{ padding: 0 }}>
            <div className="field">
              <label htmlFor={id}>{t(kit.state === 'made' ? 'kits:sendTo' : 'kits:whyExpired')}</label>
              <input id={id} className="input" value={text} onChange={(event) => setText(event.target.value)} />
            </div>
            {kit.state === 'made' && (
              <button
                type="button"
                className="btn primary"
                disabled={text.trim() === '' || act.isPending}
                onClick={() => act.mutate('send')}
              >
                {t('kits:send')}
              </button>
            )}
            <button
              type="button"
              className="btn danger"
              disabled={text.trim() === '' || act.isPending}
              onClick={() => act.mutate('expire')}
            >
              {t('kits:expire')}
            </button>
          </div>
        )}
        {act.error && <ProblemView error={act.error} />}
      </div>
    </Panel>
  );
}
