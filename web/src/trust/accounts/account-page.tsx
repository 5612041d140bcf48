import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Mark } from '../../components/marks.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { Empty, ProblemView, Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useMay } from '../../session/rights.ts';
import { useSynthetic } from '../../shell/synthetic.tsx';
import {
  type Account,
  accountQuery,
  changeAccount,
  endRole,
  endSessions,
  type GrantedHolding,
  isLive,
  renewCodes,
} from './accounts-api.ts';
import { CodesOnce } from './accounts-page.tsx';
import { GiveRole } from './give-role.tsx';

function useRefresh(id: string) {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['account', id] });
}

function Holdings({ account, onEnd }: { account: Account; onEnd: ((holding: GrantedHolding) => void) | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = Date.now();
  const columns: Column<GrantedHolding>[] = [
    {
      key: 'role',
      head: t('accounts:role'),
      value: (row) => row.role,
      cell: (row) => (
        <>
          {t(`roles:${row.role}.name`, { defaultValue: row.role })}
          <span className="under">{row.organisation ?? t('accounts:noOrganisation')}</span>
        </>
      ),
    },
    {
      key: 'purpose',
      head: t('accounts:purpose'),
      opt: true,
      value: (row) => row.purpose,
      cell: (row) => t(`words:purpose.${row.purpose}`, { defaultValue: row.purpose }),
    },
    {
      key: 'from',
      head: t('accounts:from'),
      opt: true,
      value: (row) => row.from,
      cell: (row) => <span className="nowrap">{format.date(row.from)}</span>,
    },
    {
      key: 'until',
      head: t('accounts:until'),
      value: (row) => row.until,
      cell: (row) => (row.until ? <span className="nowrap">{format.date(row.until)}</span> : t('accounts:noEnd')),
    },
    {
      key: 'reviewed',
      head: t('accounts:reviewed'),
      opt: true,
      value: (row) => row.reviewedAt,
      cell: (row) =>
        row.reviewedAt ? format.date(row.reviewedAt) : <span className="muted">{t('accounts:never')}</span>,
    },
    {
      key: 'state',
      head: t('words:stateWord'),
      sortable: false,
      value: (row) => (isLive(row, now) ? 'live' : 'ended'),
      cell: (row) =>
        isLive(row, now) ? (
          onEnd ? (
            <button type="button" className="btn small danger" onClick={() => onEnd(row)}>
              {t('accounts:end')}
              <span className="visually-hidden"> {t(`roles:${row.role}.name`, { defaultValue: row.role })}</span>
            </button>
          ) : (
            <Mark tone="pass" icon="pass">
              {t('accounts:live')}
            </Mark>
          )
        ) : (
          <>
            <Mark tone="muted" icon="back">
              {t('accounts:ended')}
            </Mark>
            {row.endReason && <span className="under">{row.endReason}</span>}
          </>
        ),
    },
  ];
  return (
    <Panel title={t('accounts:roles')} note={t('accounts:rolesNote')}>
      {account.holdings.length === 0 ? (
        <Empty why={t('accounts:noRole')}>
          <p>{t('accounts:noRoleWhy')}</p>
        </Empty>
      ) : (
        <DataTable caption={t('accounts:roles')} columns={columns} rows={account.holdings} rowKey={(row) => row.id} />
      )}
    </Panel>
  );
}

function Access({ account }: { account: Account }) {
  const { t } = useTranslation();
  const refresh = useRefresh(account.id);
  const [closing, setClosing] = useState(false);
  const codes = useMutation({ mutationFn: () => renewCodes(account.id) });
  const leave = useMutation({ mutationFn: () => endSessions(account.id) });
  const change = useMutation({
    mutationFn: (disabled: boolean) => changeAccount(account.id, { disabled }),
    onSuccess: async () => {
      setClosing(false);
      await refresh();
    },
  });
  return (
    <Panel title={t('accounts:access')} padded>
      <div className="stack">
        <p className="soft">{t('accounts:accessWhy')}</p>
        <div className="actions">
          <button type="button" className="btn" disabled={codes.isPending} onClick={() => codes.mutate()}>
            {t('accounts:newCodes')}
          </button>
          <button type="button" className="btn" disabled={leave.isPending} onClick={() => leave.mutate()}>
            {t('accounts:signOutEverywhere')}
          </button>
          {account.disabledAt ? (
            <button type="button" className="btn" disabled={change.isPending} onClick={() => change.mutate(false)}>
              {t('accounts:reopen')}
            </button>
          ) : (
            <button type="button" className="btn danger" onClick={() => setClosing(true)}>
              {t('accounts:close')}
            </button>
          )}
        </div>
        {leave.isSuccess && <p role="status">{t('accounts:signedOut')}</p>}
        {(codes.error ?? leave.error) && <ProblemView error={codes.error ?? leave.error} />}
        {codes.data && <CodesOnce codes={codes.data.codes} title={t('accounts:codesOnce', { name: account.name })} />}
        {closing && (
          <ConfirmDialog
            title={t('accounts:closeTitle', { name: account.name })}
            consequence={t('accounts:closeWhy')}
            name={account.login ?? account.name}
            verb={t('accounts:close')}
            destructive
            error={change.error}
            busy={change.isPending}
            onClose={() => setClosing(false)}
            onConfirm={() => change.mutate(true)}
          />
        )}
      </div>
    </Panel>
  );
}

/** One account: its roles with beginning and end, and its access. */
export function AccountPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { id } = useParams({ from: '/administration/accounts/$id' });
  const { data: account, error } = useQuery(accountQuery(id));
  const mayManage = useMay('accounts.manage');
  const refresh = useRefresh(id);
  const [ending, setEnding] = useState<GrantedHolding | null>(null);
  const end = useMutation({
    mutationFn: (reason: string) => endRole(ending!.id, reason),
    onSuccess: async () => {
      setEnding(null);
      await refresh();
    },
  });
  useSynthetic(account?.demo ? 'all' : 'none');
  const crumbs = [{ label: t('frame:areas.administration'), to: '/administration' }, { label: account?.name ?? id }];
  if (error) return <ProblemPage error={error} crumbs={crumbs} />;
  if (!account) return <Skeleton />;
  return (
    <Page
      heading={<span translate="no">{account.name}</span>}
      title={account.name}
      crumbs={crumbs}
      state={
        <>
          <Mark tone={account.disabledAt ? 'muted' : 'pass'} icon={account.disabledAt ? 'lock' : 'pass'}>
            {t(account.disabledAt ? 'accounts:closed' : 'accounts:open')}
          </Mark>
          {account.login && <span className="mono">{account.login}</span>}
          <span>
            {account.lastSignInAt
              ? t('accounts:seen', { time: format.dateTime(account.lastSignInAt) })
              : t('accounts:neverSeen')}
          </span>
          <span className="muted">{t('accounts:madeOn', { date: format.date(account.createdAt) })}</span>
        </>
      }
    >
      <div className="stack">
        <Holdings account={account} onEnd={mayManage ? setEnding : null} />
        {mayManage && (
          <div className="cols two-up" style={{ alignItems: 'start' }}>
            <GiveRole account={account} onDone={refresh} />
            <Access account={account} />
          </div>
        )}
      </div>
      {ending && (
        <ConfirmDialog
          title={t('accounts:endTitle', { role: t(`roles:${ending.role}.name`, { defaultValue: ending.role }) })}
          consequence={t('accounts:endWhy', { name: account.name })}
          name={account.login ?? account.name}
          verb={t('accounts:end')}
          destructive
          error={end.error}
          busy={end.isPending}
          onClose={() => setEnding(null)}
          onConfirm={(reason) => end.mutate(reason)}
        />
      )}
    </Page>
  );
}
