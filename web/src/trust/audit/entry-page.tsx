import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { Empty, Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useLaw } from '../../formatting/use-text.ts';
import { type AuditEntry, entryQuery } from './audit-api.ts';
import { EntryMark } from './audit-page.tsx';
import { ProofPanel } from './proof-panel.tsx';
import { useAuditWords } from './words.ts';

function Facts({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const law = useLaw();
  const format = useFormat();
  const words = useAuditWords();
  const rows: [string, ReactNode][] = [
    [t('audit:at'), format.dateTime(entry.at)],
    [t('audit:who'), words.actor(entry)],
    [
      t('audit:actor'),
      <span key="actor" className="mono">
        {entry.actor}
      </span>,
    ],
    [t('audit:role'), words.role(entry.role) || t('audit:noRole')],
    [t('audit:organisation'), entry.organisation?.name ?? t('audit:noOrganisation')],
    [t('audit:did'), words.action(entry.action)],
    [
      t('audit:object'),
      <span key="object" className="mono breakable">
        {entry.object}
      </span>,
    ],
    [t('audit:purpose'), words.purpose(entry.purpose)],
    [t('words:legalBasis'), entry.legalBasis ? law(entry.legalBasis) : t('words:notKnown')],
    [t('audit:reason'), entry.reason ?? t('audit:noReason')],
    [
      t('audit:subjects'),
      entry.subjects && entry.subjects.length > 0 ? (
        <span key="subjects">
          {entry.subjects.map((subject) => (
            <Link key={subject} className="mono" to="/audit" search={{ subject }} style={{ marginRight: 8 }}>
              {subject}
            </Link>
          ))}
        </span>
      ) : (
        t('audit:noSubjects')
      ),
    ],
  ];
  return (
    <Panel title={t('audit:facts')} padded>
      <dl className="dl">
        {rows.map(([name, value]) => [<dt key={`${name}-t`}>{name}</dt>, <dd key={`${name}-d`}>{value}</dd>])}
      </dl>
    </Panel>
  );
}

/** One entry of the log: what it says, and the proof that it stands in the tree. */
export function EntryPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useAuditWords();
  const { number } = useParams({ from: '/audit/$number' });
  const { data: entry, error, isPending } = useQuery(entryQuery(Number(number)));
  const crumbs = [{ label: t('audit:title'), to: '/audit' }, { label: number }];
  if (error) return <ProblemPage error={error} crumbs={crumbs} />;
  if (isPending) return <Skeleton />;
  if (!entry) {
    return (
      <Page heading={t('audit:noEntry', { number })} crumbs={crumbs}>
        <Empty why={t('audit:noEntryWhy')}>
          <p>
            <Link to="/audit">{t('audit:toLog')}</Link>
          </p>
        </Empty>
      </Page>
    );
  }
  return (
    <Page
      heading={t('audit:entryHeading', { who: words.actor(entry), did: words.action(entry.action) })}
      crumbs={crumbs}
      state={
        <>
          <span>{format.dateTime(entry.at)}</span>
          <EntryMark entry={entry} />
          {entry.refused && <span className="fail strong">{t('audit:refused')}</span>}
        </>
      }
    >
      <div className="cols two-up" style={{ alignItems: 'start' }}>
        <div className="stack">
          <Facts entry={entry} />
          <Panel title={t('audit:detail')} note={t('audit:detailNote')}>
            <pre className="log">{JSON.stringify(entry.detail ?? {}, null, 2)}</pre>
          </Panel>
        </div>
        <ProofPanel entry={entry} />
      </div>
    </Page>
  );
}
