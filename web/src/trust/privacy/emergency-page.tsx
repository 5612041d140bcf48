import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../components/icon.tsx';
import { Mark } from '../../components/marks.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { Empty, ProblemView, Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useMay } from '../../session/rights.ts';
import { useSession } from '../../session/session.ts';
import { useSynthetic } from '../../shell/synthetic.tsx';
import { type EmergencyOpening, emergenciesQuery, reviewEmergency } from '../patients/patients-api.ts';
import { PrivacyTabs } from './privacy-tabs.tsx';

function Judge({ opening }: { opening: EmergencyOpening }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const id = useId();
  const judge = useMutation({
    mutationFn: (outcome: 'justified' | 'unjustified') => reviewEmergency(opening.id, { outcome, note: note.trim() }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['care', 'emergencies'] }),
  });
  const submit = (event: FormEvent) => event.preventDefault();
  return (
    <form onSubmit={submit} className="stack" style={{ gap: 8, marginTop: 8 }}>
      <div className="field">
        <label htmlFor={id}>{t('privacy:note')}</label>
        <input id={id} className="input" value={note} onChange={(event) => setNote(event.target.value)} />
        <span className="hint">{t('privacy:noteHint')}</span>
      </div>
      <div className="actions">
        <button
          type="button"
          className="btn"
          disabled={judge.isPending || note.trim() === ''}
          onClick={() => judge.mutate('justified')}
        >
          {t('privacy:justified')}
        </button>
        <button
          type="button"
          className="btn danger"
          disabled={judge.isPending || note.trim() === ''}
          onClick={() => judge.mutate('unjustified')}
        >
          {t('privacy:unjustified')}
        </button>
      </div>
      {judge.error && <ProblemView error={judge.error} />}
    </form>
  );
}

function Opening({ opening }: { opening: EmergencyOpening }) {
  const { t } = useTranslation();
  const format = useFormat();
  const mayRead = useMay('audit.all.read');
  const waiting = opening.reviewedAt === null;
  return (
    <li>
      <Icon name="warn" tone={waiting ? 'warn' : 'muted'} />
      <div>
        <p>
          <b>{opening.accountName}</b> <span className="soft">{opening.organisation}</span>
        </p>
        <p>“{opening.reason}”</p>
        <p className="small muted line">
          <span>
            {t('privacy:openFromTo', {
              from: format.dateTime(opening.openedAt),
              to: format.dateTime(opening.closesAt),
            })}
          </span>
          <span className="mono">{opening.person}</span>
          {mayRead && (
            <Link to="/audit" search={{ subject: opening.person, actor: opening.account }}>
              {t('privacy:whatWasRead')}
            </Link>
          )}
        </p>
        {waiting ? (
          <Judge opening={opening} />
        ) : (
          <p>
            <Mark
              tone={opening.outcome === 'justified' ? 'pass' : 'fail'}
              icon={opening.outcome === 'justified' ? 'pass' : 'fail'}
            >
              {t(opening.outcome === 'justified' ? 'privacy:wasJustified' : 'privacy:wasUnjustified')}
            </Mark>{' '}
            <span className="soft">{opening.note}</span>
          </p>
        )}
      </div>
    </li>
  );
}

/** Emergency openings: what each said, what was read, and whether it was justified. */
export function EmergencyPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const session = useSession();
  const { data, error } = useQuery(emergenciesQuery(false));
  useSynthetic(session?.account?.demo ? 'all' : 'none');
  const crumbs = [{ label: t('frame:areas.privacy'), to: '/privacy' }, { label: t('privacy:emergency') }];
  if (error) return <ProblemPage error={error} crumbs={crumbs} />;
  if (!data) return <Skeleton />;
  const waiting = data.filter((one) => one.reviewedAt === null).reverse();
  const done = data.filter((one) => one.reviewedAt !== null);
  return (
    <Page
      heading={t(waiting.length === 0 ? 'privacy:emergencyNone' : 'privacy:emergencyHeading', {
        count: waiting.length,
        number: format.int(waiting.length),
      })}
      title={t('privacy:emergency')}
      crumbs={crumbs}
    >
      <PrivacyTabs />
      <div className="stack">
        <Panel title={t('privacy:toJudge')} note={t('privacy:oldestFirst')} foot={t('privacy:emergencyFoot')}>
          {waiting.length === 0 ? (
            <Empty why={t('privacy:nothingToJudge')}>
              <p>{t('privacy:nothingToJudgeWhy')}</p>
            </Empty>
          ) : (
            <ul className="feed group">
              {waiting.map((opening) => (
                <Opening key={opening.id} opening={opening} />
              ))}
            </ul>
          )}
        </Panel>
        {done.length > 0 && (
          <Panel title={t('privacy:judged')}>
            <ul className="feed group">
              {done.map((opening) => (
                <Opening key={opening.id} opening={opening} />
              ))}
            </ul>
          </Panel>
        )}
      </div>
    </Page>
  );
}
