import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../components/panel.tsx';
import { ProblemView } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { type Account, grantRole, organisationsQuery, rolesQuery } from './accounts-api.ts';

/** A year from today, as a date field writes it: a right without an end is the exception. */
function nextYear(): string {
  const date = new Date();
  date.setFullYear(date.getFullYear() + 1);
  return date.toISOString().slice(0, 10);
}

/** Gives an account a role in an organisation until a date; only places where the role can be held are offered. */
export function GiveRole({ account, onDone }: { account: Account; onDone(): void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data: roles = [] } = useQuery(rolesQuery);
  const { data: organisations = [] } = useQuery(organisationsQuery);
  const [role, setRole] = useState('');
  const [place, setPlace] = useState('');
  const [until, setUntil] = useState(nextYear());
  const id = useId();
  const facts = roles.find((one) => one.role === role);
  const places = organisations.filter((one) => one.closedAt === null && facts?.heldIn.includes(one.kind));
  const nowhere = facts !== undefined && facts.heldIn.length === 0;
  const give = useMutation({
    mutationFn: grantRole,
    onSuccess: () => {
      setRole('');
      setPlace('');
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    give.mutate({
      account: account.id,
      role,
      organisation: nowhere ? null : place,
      until: new Date(`${until}T23:59:59`).toISOString(),
    });
  };
  const offered = roles.filter((one) => one.service === (account.kind === 'service'));
  return (
    <Panel title={t('accounts:giveRole')} note={t('accounts:giveNote')} padded>
      <form onSubmit={submit} className="stack">
        <div className="form">
          <div className="field">
            <label htmlFor={`${id}-role`}>{t('accounts:role')}</label>
            <select
              id={`${id}-role`}
              className="select"
              value={role}
              onChange={(event) => {
                setRole(event.target.value);
                setPlace('');
              }}
            >
              <option value="">{t('accounts:choose')}</option>
              {offered.map((one) => (
                <option key={one.role} value={one.role}>
                  {t(`roles:${one.role}.name`, { defaultValue: one.role })}
                </option>
              ))}
            </select>
            {facts && (
              <span className="hint">
                {t(`roles:${role}.does`, { defaultValue: '' })}.{' '}
                {t('accounts:forPurpose', {
                  purpose: t(`words:purpose.${facts.purpose}`, { defaultValue: facts.purpose }),
                })}
              </span>
            )}
          </div>
          <div className="field">
            <label htmlFor={`${id}-place`}>{t('accounts:organisation')}</label>
            <select
              id={`${id}-place`}
              className="select"
              value={place}
              disabled={!facts || nowhere}
              onChange={(event) => setPlace(event.target.value)}
            >
              <option value="">{t(nowhere ? 'accounts:noOrganisation' : 'accounts:choose')}</option>
              {places.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </select>
          </div>
          <div className="field">
            <label htmlFor={`${id}-until`}>{t('accounts:until')}</label>
            <input
              id={`${id}-until`}
              className="input"
              type="date"
              value={until}
              onChange={(event) => setUntil(event.target.value)}
            />
          </div>
        </div>
        <div className="actions">
          <button
            type="submit"
            className="btn primary"
            disabled={give.isPending || role === '' || until === '' || (place === '' && !nowhere)}
          >
            {t('accounts:give')}
          </button>
        </div>
        {give.error && <ProblemView error={give.error} />}
        {give.data && (
          <p role="status">
            {t('accounts:given', {
              role: t(`roles:${give.data.role}.name`, { defaultValue: give.data.role }),
              date: give.data.until ? format.date(give.data.until) : t('accounts:noEnd'),
            })}
          </p>
        )}
      </form>
    </Panel>
  );
}
