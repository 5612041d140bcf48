import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { Empty, Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { type Holding, useSession } from '../../session/session.ts';
import { useSynthetic } from '../../shell/synthetic.tsx';
import { usePurpose } from '../../shell/visit.tsx';
import { PasskeysPanel } from './passkeys-panel.tsx';
import { SessionsPanel } from './sessions-panel.tsx';
import { TokensPanel } from './tokens-panel.tsx';

function RolesPanel({ holdings, current }: { holdings: Holding[]; current: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const purpose = usePurpose();
  const columns: Column<Holding>[] = [
    {
      key: 'role',
      head: t('profile:role'),
      value: (row) => t(`roles:${row.role}.name`),
      cell: (row) => (
        <>
          {t(`roles:${row.role}.name`)} {row.id === current && <span className="tag">{t('profile:now')}</span>}
          <span className="under">{t(`roles:${row.role}.does`)}</span>
        </>
      ),
    },
    { key: 'organisation', head: t('profile:organisation'), wrap: true, value: (row) => row.organisation },
    { key: 'purpose', head: t('profile:purpose'), value: (row) => purpose(row.purpose) },
    {
      key: 'until',
      head: t('profile:until'),
      value: (row) => row.until,
      cell: (row) => (row.until ? format.date(row.until) : t('profile:noEnd')),
    },
  ];
  return (
    <Panel title={t('profile:roles')} note={t('profile:rolesNote')}>
      {holdings.length === 0 ? (
        <Empty why={t('profile:noRoles')}>
          <p>{t('profile:noRolesWhy')}</p>
        </Empty>
      ) : (
        <DataTable caption={t('profile:roles')} columns={columns} rows={holdings} rowKey={(row) => row.id} />
      )}
    </Panel>
  );
}

/** Who I am here, what I may, and how I prove it. */
export function ProfilePage() {
  const { t } = useTranslation();
  const session = useSession();
  useSynthetic(session?.account?.demo ? 'all' : 'none');
  if (!session) return <Skeleton />;
  if (session.kind !== 'person' || !session.account) {
    return (
      <Page heading={t('profile:nobody')}>
        <Empty why={t('profile:nobodyWhy')}>
          <p>
            <a href="/sign-in">{t('frame:signIn')}</a>
          </p>
        </Empty>
      </Page>
    );
  }
  const how = session.authentication ?? 'password';
  return (
    <Page
      heading={t('profile:heading', { name: session.account.name })}
      crumbs={[{ label: t('frame:profile') }]}
      state={
        <>
          <span>{t('profile:signedInWith', { how: t(`profile:how.${how}`, { defaultValue: how }) })}</span>
          <span className="mono muted">{session.account.id}</span>
        </>
      }
    >
      <div className="cols two-up" style={{ alignItems: 'start' }}>
        <div className="stack">
          <PasskeysPanel demo={session.account.demo} />
          <SessionsPanel />
        </div>
        <div className="stack">
          <RolesPanel holdings={session.holdings ?? []} current={session.visit?.holdingId} />
          <TokensPanel holdings={session.holdings ?? []} />
        </div>
      </div>
    </Page>
  );
}
