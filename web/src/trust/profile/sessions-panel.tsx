import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { Panel } from '../../components/panel.tsx';
import { Arrival } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { openAfresh, signOutEverywhere } from '../../session/session.ts';
import { browserName } from './browser-name.ts';
import { endSession, type OpenSession, sessionsQuery } from './profile-api.ts';

function SessionLine({ session, onEnd }: { session: OpenSession; onEnd(): void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = session.browser === null ? t('profile:unknownBrowser') : browserName(session.browser);
  return (
    <li>
      <Icon name="device" />
      <div style={{ display: 'flex', justifyContent: 'space-between', alignItems: 'start', gap: 12 }}>
        <div>
          <p>
            <b title={session.browser ?? undefined}>{name}</b>{' '}
            {session.current && <span className="tag">{t('profile:thisOne')}</span>}
          </p>
          <p className="small muted">
            {t('profile:sessionLine', {
              how: t(`profile:how.${session.authentication}`, { defaultValue: session.authentication }),
              from: format.dateTime(session.createdAt),
              seen: format.ago(session.seenAt),
            })}
          </p>
        </div>
        {!session.current && (
          <button type="button" className="btn small" onClick={onEnd}>
            {t('frame:signOut')}
            <span className="visually-hidden"> {name}</span>
          </button>
        )}
      </div>
    </li>
  );
}

/** Where the account is signed in, and the way out of each place and of all. */
export function SessionsPanel() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data, error } = useQuery(sessionsQuery);
  const end = useMutation({
    mutationFn: endSession,
    onSuccess: () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
  const everywhere = useMutation({ mutationFn: signOutEverywhere, onSuccess: () => openAfresh('/sign-in') });
  return (
    <Panel
      title={t('profile:sessions')}
      note={t('profile:sessionsNote')}
      tools={
        <button type="button" className="btn small" onClick={() => everywhere.mutate()}>
          {t('frame:signOutEverywhere')}
        </button>
      }
    >
      <Arrival error={error ?? end.error ?? everywhere.error} data={data} rows={2}>
        {(data) => (
          <ul className="feed group">
            {data.map((session) => (
              <SessionLine key={session.id} session={session} onEnd={() => end.mutate(session.id)} />
            ))}
          </ul>
        )}
      </Arrival>
    </Panel>
  );
}
