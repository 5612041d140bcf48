import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Mark } from '../components/marks.tsx';
import { Panel } from '../components/panel.tsx';
import { ProblemView } from '../components/states.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { useText } from '../formatting/use-text.ts';
import { useMay } from '../session/rights.ts';
import { actOnApplication } from './access-api.ts';
import { ActButton } from './act-form.tsx';
import { Hash } from './drift-panel.tsx';
import { Fees } from './estimate-panel.tsx';
import type { Agreement, Application } from './model.ts';

function IssueForm({ id, agreement }: { id: string; agreement: Agreement }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [contract, setContract] = useState('');
  const field = useId();
  const company = agreement.payer === 'company';
  const issue = useMutation({
    mutationFn: () =>
      actOnApplication(id, 'permit', {
        hash: agreement.hash,
        ...(contract.trim() === '' ? {} : { contract: contract.trim() }),
      }) as Promise<{ id: string }>,
    onSuccess: async ({ id: permit }) => {
      await client.invalidateQueries({ queryKey: ['access'] });
      await navigate({ to: '/permits/$id', params: { id: permit } });
    },
  });
  return (
    <div className="stack tight-stack">
      {company && (
        <div className="field">
          <label htmlFor={field}>{t('access:contract')}</label>
          <input id={field} className="input" value={contract} onChange={(event) => setContract(event.target.value)} />
        </div>
      )}
      <div className="actions">
        <button
          type="button"
          className="btn primary"
          disabled={issue.isPending || (company && contract.trim() === '')}
          onClick={() => issue.mutate()}
        >
          {t('access:issue')}
        </button>
      </div>
      {issue.error && <ProblemView error={issue.error} />}
    </div>
  );
}

/** Conditions of an agreement: those of the house in the reader’s language, those of bodies as they wrote them. */
export function AgreedConditions({ conditions }: { conditions: Agreement['conditions'] }) {
  const text = useText();
  return (
    <ol className="said">
      {conditions.map((one) => (
        <li key={`${one.body} ${one.text}`}>
          {one.words ? text(one.words) : one.text}{' '}
          {one.body !== '' && <span className="muted small">({one.body})</span>}
        </li>
      ))}
    </ol>
  );
}

/** What both sides sign: what is given, on which conditions, for how long and what it costs; and one's own signature. */
export function AgreementPanel({ application }: { application: Application }) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const writes = useMay('access.applications.write');
  const issues = useMay('access.permits.manage');
  const { agreement, state, part, resources, id } = application;
  if (agreement === null) return null;
  const nameOf = (resource: string) => {
    const known = resources.find((one) => one.id === resource);
    return known ? text(known.name) : resource;
  };
  const signed = (party: 'applicant' | 'centre') => agreement.signed.find((one) => one.party === party);
  return (
    <Panel title={t('access:agreement')} foot={t('access:agreementFoot')} padded>
      <div className="stack">
        <dl className="dl">
          <dt className="wrap-term">{t('access:resources')}</dt>
          <dd>{agreement.resources.map(nameOf).join(', ')}</dd>
          {agreement.specimens.length > 0 && (
            <>
              <dt className="wrap-term">{t('access:specimens')}</dt>
              <dd>
                {agreement.specimens
                  .map((line) => `${format.int(line.count)} ${line.material}, ${nameOf(line.resource)}`)
                  .join('; ')}
              </dd>
            </>
          )}
          <dt className="wrap-term">{t('access:duration')}</dt>
          <dd>
            {t('access:months', { count: agreement.months, number: agreement.months })}
            {agreement.validUntil && ` · ${t('access:atMostUntil', { date: format.date(agreement.validUntil) })}`}
          </dd>
          <dt className="wrap-term">{t('access:hash')}</dt>
          <dd>
            <Hash hash={agreement.hash} label={t('access:hash')} />
          </dd>
          {(['applicant', 'centre'] as const).map((party) => [
            <dt key={`${party}-t`} className="wrap-term">
              {t(`access:signedBy.${party}`)}
            </dt>,
            <dd key={`${party}-d`}>
              {signed(party) ? (
                <Mark tone="pass" icon="pass">
                  {format.date(signed(party)!.at)}
                </Mark>
              ) : (
                <span className="muted">{t('access:notSigned')}</span>
              )}
            </dd>,
          ])}
        </dl>
        <div>
          <h3>{t('access:conditions')}</h3>
          <AgreedConditions conditions={agreement.conditions} />
        </div>
        <div>
          <h3>{t('access:price')}</h3>
          <Fees fees={agreement.fees} />
        </div>
        {state === 'agreement' && part === 'applicant' && writes && (
          <div className="actions">
            <ActButton
              primary
              verb={t('access:sign')}
              act={() => actOnApplication(id, 'sign', { hash: agreement.hash })}
            />
          </div>
        )}
        {state === 'signed' && part === 'centre' && issues && <IssueForm id={id} agreement={agreement} />}
      </div>
    </Panel>
  );
}
