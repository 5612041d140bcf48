import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../components/copy-button.tsx';
import { type Column, DataTable, TableTools } from '../../components/data-table.tsx';
import { Icon } from '../../components/icon.tsx';
import { Mark } from '../../components/marks.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { SelectFilter } from '../../components/select-filter.tsx';
import { Arrival, Empty, ProblemView } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useMay } from '../../session/rights.ts';
import { roles } from '../../session/roles.ts';
import { shareOf, useSynthetic } from '../../shell/synthetic.tsx';
import { TextFilter } from '../audit/text-filter.tsx';
import { type Account, accountsQuery, isLive, openAccount, organisationsQuery } from './accounts-api.ts';
import { readAccountsSearch } from './administration-search.ts';
import { AdministrationTabs } from './administration-tabs.tsx';

function useColumns(): Column<Account>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const now = Date.now();
  const live = (row: Account) => row.holdings.filter((holding) => isLive(holding, now));
  return [
    {
      key: 'name',
      head: t('accounts:name'),
      value: (row) => row.name,
      cell: (row) => (
        <>
          <Link className="rowlink" to="/administration/accounts/$id" params={{ id: row.id }}>
            {row.name}
          </Link>
          <span className="under mono">
            {row.login ?? t(row.kind === 'service' ? 'accounts:program' : 'accounts:noLogin')}
          </span>
        </>
      ),
    },
    {
      key: 'roles',
      head: t('accounts:roles'),
      wrap: true,
      value: (row) =>
        live(row)
          .map((holding) => t(`roles:${holding.role}.name`, { defaultValue: holding.role }))
          .join(', '),
      cell: (row) =>
        live(row).length === 0 ? (
          <span className="muted">{t('accounts:noRole')}</span>
        ) : (
          live(row).map((holding) => (
            <span key={holding.id} style={{ display: 'block' }}>
              {t(`roles:${holding.role}.name`, { defaultValue: holding.role })}
              {holding.organisation && <span className="muted">, {holding.organisation}</span>}
            </span>
          ))
        ),
    },
    {
      key: 'until',
      head: t('accounts:until'),
      opt: true,
      value: (row) =>
        live(row)
          .map((holding) => holding.until ?? '')
          .sort()[0] ?? null,
      cell: (row) => {
        const ends = live(row)
          .flatMap((holding) => holding.until ?? [])
          .sort();
        return ends[0] ? <span className="nowrap">{format.date(ends[0])}</span> : <span className="muted">–</span>;
      },
    },
    {
      key: 'seen',
      head: t('accounts:lastSignIn'),
      value: (row) => row.lastSignInAt,
      cell: (row) =>
        row.lastSignInAt ? (
          <span className="nowrap">{format.dateTime(row.lastSignInAt)}</span>
        ) : (
          <span className="muted">{t('accounts:never')}</span>
        ),
    },
    {
      key: 'state',
      head: t('words:stateWord'),
      value: (row) => (row.disabledAt ? 'closed' : 'open'),
      cell: (row) =>
        row.disabledAt ? (
          <Mark tone="muted" icon="lock">
            {t('accounts:closed')}
          </Mark>
        ) : (
          <Mark tone="pass" icon="pass">
            {t('accounts:open')}
          </Mark>
        ),
    },
  ];
}

/** Codes that are shown once. */
export function CodesOnce({ codes, title }: { codes: string[]; title: string }) {
  return (
    <div className="alert warn" role="status">
      <Icon name="warn" tone="warn" />
      <div>
        <p className="strong">{title}</p>
        <ul className="codes">
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <CopyButton text={codes.join('\n')} label={title} />
      </div>
    </div>
  );
}

function NewAccount() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [login, setLogin] = useState('');
  const id = useId();
  const open = useMutation({
    mutationFn: openAccount,
    onSuccess: () => client.invalidateQueries({ queryKey: ['accounts'] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    open.mutate({ name: name.trim(), ...(login.trim() === '' ? {} : { login: login.trim() }) });
  };
  return (
    <Panel title={t('accounts:newAccount')} note={t('accounts:newNote')} padded id="new-account">
      <form onSubmit={submit} className="stack">
        <div className="form">
          <div className="field">
            <label htmlFor={`${id}-name`}>{t('accounts:fullName')}</label>
            <input id={`${id}-name`} className="input" value={name} onChange={(event) => setName(event.target.value)} />
          </div>
          <div className="field">
            <label htmlFor={`${id}-login`}>{t('signIn:login')}</label>
            <input
              id={`${id}-login`}
              className="input"
              autoCapitalize="none"
              value={login}
              onChange={(event) => setLogin(event.target.value)}
            />
          </div>
        </div>
        <div className="actions">
          <button type="submit" className="btn" disabled={open.isPending || name.trim() === '' || login.trim() === ''}>
            {t('accounts:make')}
          </button>
        </div>
        {open.error && <ProblemView error={open.error} />}
        {open.data && (
          <>
            <CodesOnce codes={open.data.setupCodes} title={t('accounts:setupCodes', { name: open.data.name })} />
            <p>
              <Link to="/administration/accounts/$id" params={{ id: open.data.id }}>
                {t('accounts:giveRoleTo', { name: open.data.name })}
              </Link>
            </p>
          </>
        )}
      </form>
    </Panel>
  );
}

/** Who can sign in, in which roles. */
export function AccountsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const search = useSearch({ from: '/administration' });
  const { data, error } = useQuery(accountsQuery(search));
  const { data: organisations } = useQuery(organisationsQuery);
  const mayManage = useMay('accounts.manage');
  const columns = useColumns();
  useSynthetic(shareOf((data?.items ?? []).map((one) => one.demo)));
  const go = (change: Record<string, string | undefined>) =>
    navigate({ to: '/administration', search: readAccountsSearch({ ...search, ...change }) });
  const filtered = Object.keys(search).length > 0;
  return (
    <Page
      heading={
        data ? t('accounts:heading', { count: data.total, number: format.int(data.total) }) : t('accounts:accounts')
      }
      title={t('accounts:accounts')}
      crumbs={[{ label: t('frame:areas.administration') }]}
      actions={
        mayManage && (
          <a className="btn primary" href="#new-account">
            {t('accounts:newAccount')}
          </a>
        )
      }
    >
      <AdministrationTabs />
      <div className="stack">
        <Panel
          title={t('accounts:accounts')}
          tools={
            data && data.items.length > 0 && <TableTools name="idun-accounts" columns={columns} rows={data.items} />
          }
          foot={t('accounts:foot')}
        >
          <div className="filters">
            <TextFilter label={t('accounts:find')} value={search.q} onChange={(q) => go({ q })} />
            <SelectFilter
              label={t('accounts:role')}
              value={search.role}
              options={roles.map((role) => ({ value: role, label: t(`roles:${role}.name`) }))}
              onChange={(role) => go({ role })}
            />
            <SelectFilter
              label={t('accounts:organisation')}
              value={search.organisation}
              options={(organisations ?? []).map((one) => ({ value: one.id, label: one.name }))}
              onChange={(organisation) => go({ organisation })}
            />
          </div>
          <Arrival error={error} data={data} rows={8}>
            {(data) =>
              data.items.length === 0 ? (
                <Empty why={t(filtered ? 'accounts:noneFiltered' : 'accounts:none')}>
                  <p>
                    {filtered ? <Link to="/administration">{t('words:clearFilters')}</Link> : t('accounts:noneWhy')}
                  </p>
                </Empty>
              ) : (
                <DataTable
                  caption={t('accounts:accounts')}
                  columns={columns}
                  rows={data.items}
                  rowKey={(row) => row.id}
                />
              )
            }
          </Arrival>
        </Panel>
        {mayManage && <NewAccount />}
      </div>
    </Page>
  );
}
