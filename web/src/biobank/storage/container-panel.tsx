import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, sendJson } from '../../api/client.ts';
import { Panel } from '../../components/panel.tsx';
import { ProblemView } from '../../components/states.tsx';
import { useMay } from '../../session/rights.ts';
import { ContainerLabels } from './build-panel.tsx';
import type { ContainerDetail } from './storage-api.ts';

/** What can be done with the container that is open: print its labels, move it with all that is in it, take it out of use. */
export function ContainerPanel({ container }: { container: ContainerDetail }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const id = useId();
  const places = useMay('biobank.storage.place');
  const manages = useMay('biobank.storage.manage');
  const [parent, setParent] = useState('');
  const [position, setPosition] = useState('');
  const path = apiPath(`/biobank/storage/containers/${container.id}`);
  const move = useMutation({
    mutationFn: () =>
      sendJson('POST', `${path}/move`, {
        parent: parent.trim(),
        ...(position.trim() !== '' && { position: position.trim() }),
      }),
    onSuccess: () => {
      setParent('');
      setPosition('');
      return client.invalidateQueries({ queryKey: ['biobank', 'storage'] });
    },
  });
  const retire = useMutation({
    mutationFn: () => sendJson('POST', `${path}/retire`, {}),
    onSuccess: async () => {
      const above = container.path.at(-1)?.id;
      await navigate({ to: '/biobank/storage', search: above === undefined ? {} : { at: above } });
      await client.invalidateQueries({ queryKey: ['biobank', 'storage'] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (parent.trim() !== '') move.mutate();
  };
  const below = container.below.filter((one) => one.parent === container.id);
  const bare = container.containers === 0 && container.occupied === 0;
  return (
    <Panel title={t('biobank:build.this')} note={container.barcode ?? container.id} padded>
      <div className="stack">
        <ContainerLabels containers={[container.id]} />
        {below.length > 0 && (
          <details>
            <summary>{t('biobank:build.labelsBelow', { count: below.length })}</summary>
            <ContainerLabels containers={below.map((one) => one.id)} />
          </details>
        )}
        {places && container.kind !== 'site' && (
          <form className="filters" style={{ padding: 0 }} onSubmit={submit}>
            <div className="field">
              <label htmlFor={`${id}-parent`}>{t('biobank:build.moveTo')}</label>
              <input
                id={`${id}-parent`}
                className="input mono"
                autoComplete="off"
                value={parent}
                onChange={(event) => setParent(event.target.value)}
              />
            </div>
            <div className="field">
              <label htmlFor={`${id}-position`}>{t('biobank:build.position')}</label>
              <input
                id={`${id}-position`}
                className="input"
                autoComplete="off"
                value={position}
                onChange={(event) => setPosition(event.target.value)}
              />
            </div>
            <button type="submit" className="btn" disabled={parent.trim() === '' || move.isPending}>
              {t('biobank:build.move')}
            </button>
          </form>
        )}
        {move.error && <ProblemView error={move.error} />}
        {manages && bare && (
          <p>
            <button type="button" className="btn danger" disabled={retire.isPending} onClick={() => retire.mutate()}>
              {t('biobank:build.retire')}
            </button>
          </p>
        )}
        {retire.error && <ProblemView error={retire.error} />}
      </div>
    </Panel>
  );
}
