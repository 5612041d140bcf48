import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../components/panel.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { useText } from '../formatting/use-text.ts';
import { useMay } from '../session/rights.ts';
import { actOnPart } from './access-api.ts';
import { ActForm } from './act-form.tsx';
import { CaseMark, DueMark, VerdictMark } from './case-marks.tsx';
import { DecideForm } from './decide-form.tsx';
import { Feed } from './messages-panel.tsx';
import type { Application, Part } from './model.ts';
import { Conditions } from './request-section.tsx';

/** What a body stated with its yes or no. */
function Stated({ part }: { part: Part }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { decision } = part;
  if (decision === null) return null;
  const facts: [string, string][] = [];
  for (const name of ['reference', 'recordOfProcessing', 'disclosurePermission', 'reason'] as const)
    if (decision[name]) facts.push([t(`access:decision.${name}`), decision[name]]);
  if (decision.specimens !== undefined) facts.push([t('access:decision.specimens'), format.int(decision.specimens)]);
  if (decision.validUntil) facts.push([t('access:decision.validUntil'), format.date(decision.validUntil)]);
  const conditions = decision.conditions ?? [];
  return (
    <>
      {facts.length > 0 && (
        <dl className="dl">
          {facts.map(([name, value]) => [<dt key={`${name}-t`}>{name}</dt>, <dd key={`${name}-d`}>{value}</dd>])}
        </dl>
      )}
      {conditions.length > 0 && (
        <div>
          <h4>{t('access:conditions')}</h4>
          <ul className="said">
            {conditions.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

/** Conditions of what is this body's, compared with what the project states. */
function Compared({ part, application }: { part: Part; application: Application }) {
  const { t } = useTranslation();
  const text = useText();
  const names = new Map(application.resources.map((one) => [one.id, one.name]));
  const { resources, own } = part.asked;
  return (
    <details open={part.mine && part.state === 'asked'}>
      <summary>{t('access:compared', { count: resources.length, number: resources.length })}</summary>
      <ul className="stack tight-stack">
        {resources.map(({ id, match, termsVersion }) => (
          <li key={id}>
            <p>
              <b>{names.has(id) ? text(names.get(id)!) : id}</b>{' '}
              <span className="muted small">{t('access:termsVersion', { version: termsVersion })}</span>{' '}
              <VerdictMark verdict={match.verdict} />
            </p>
            <Conditions match={match} />
          </li>
        ))}
        {own.conditions.length > 0 && (
          <li>
            <p className="strong">{t('access:ownRules')}</p>
            <Conditions match={own} />
          </li>
        )}
      </ul>
    </details>
  );
}

function OnePart({ part, application }: { part: Part; application: Application }) {
  const { t } = useTranslation();
  const format = useFormat();
  const decides = useMay('access.approvals.decide');
  const applies = useMay('access.applications.write');
  const [revoking, setRevoking] = useState(false);
  const applicant = application.part === 'applicant';
  const open = part.state === 'asked' || part.state === 'question';
  return (
    <li className={part.mine ? 'part own' : 'part'} id={part.id}>
      <div className="part-head">
        <h3>{part.bodyName}</h3>
        <CaseMark kind="approval" state={part.state} />
        <span className="small muted">
          {t(`access:bodyKind.${part.kind}`)}
          {part.decidedAt && ` · ${format.date(part.decidedAt)}`}
        </span>
        {open && (
          <span className="small">
            {t('access:deadline')}: <DueMark dueAt={part.dueAt} />
          </span>
        )}
      </div>
      {part.asked.specimens > 0 && (
        <p>{t('access:tubesAsked', { count: part.asked.specimens, number: format.int(part.asked.specimens) })}</p>
      )}
      {(part.asked.resources.length > 0 || part.asked.own.conditions.length > 0) && (
        <Compared part={part} application={application} />
      )}
      <Stated part={part} />
      {part.events.some(({ kind }) => kind === 'message') && <Feed events={part.events} kind="approval" messagesOnly />}
      {part.mine && decides && part.state === 'asked' && <DecideForm part={part} />}
      {applicant && applies && part.state === 'question' && (
        <ActForm
          label={t('access:yourAnswer')}
          verb={t('access:sendAnswer')}
          primary
          act={(text) => actOnPart(part.id, 'reply', { text })}
        />
      )}
      {part.mine &&
        decides &&
        part.state === 'given' &&
        (revoking ? (
          <ActForm
            label={t('access:reasonForRevoking')}
            hint={t('access:revokingEnds')}
            verb={t('access:revokeYes')}
            least={10}
            danger
            act={(reason) => actOnPart(part.id, 'revoke', { reason })}
            onDone={() => setRevoking(false)}
          />
        ) : (
          <div className="actions">
            <button type="button" className="btn small danger" onClick={() => setRevoking(true)}>
              {t('access:revokeYes')}
            </button>
          </div>
        ))}
    </li>
  );
}

/** The parts of committees, data protection, biobanks and registers; one's own first, with what one can say. */
export function PartsPanel({ application }: { application: Application }) {
  const { t } = useTranslation();
  const parts = [...application.approvals].sort((a, b) => Number(b.mine) - Number(a.mine));
  if (parts.length === 0) return null;
  return (
    <Panel title={t('access:parts')} note={t('access:partsNote')}>
      <ul className="parts">
        {parts.map((part) => (
          <OnePart key={part.id} part={part} application={application} />
        ))}
      </ul>
    </Panel>
  );
}
