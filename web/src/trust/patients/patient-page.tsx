import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Genome } from '../../api/answers.ts';
import { ApiProblem } from '../../api/problem.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Icon } from '../../components/icon.tsx';
import { StateMark } from '../../components/marks.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { Arrival, Empty, Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useMay } from '../../session/rights.ts';
import { useSession } from '../../session/session.ts';
import { useSynthetic } from '../../shell/synthetic.tsx';
import { BeginRelation, OpenInEmergency } from './care-dialogs.tsx';
import { ChoicesPanel } from './choices-panel.tsx';
import {
  type CareRelation,
  endRelation,
  type PersonWithFamily,
  personGenomesQuery,
  personQuery,
  relationsQuery,
} from './patients-api.ts';
import { usePersonLine } from './person-line.ts';

function GenomesOf({ person }: { person: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error } = useQuery(personGenomesQuery(person));
  const columns: Column<Genome>[] = [
    {
      key: 'id',
      head: t('words:genome'),
      value: (row) => row.sample ?? row.id,
      cell: (row) => (
        <Link className="rowlink mono" to="/genomes/$id" params={{ id: row.id }}>
          {row.sample ?? row.id}
        </Link>
      ),
    },
    {
      key: 'state',
      head: t('words:stateWord'),
      value: (row) => row.state,
      cell: (row) => <StateMark state={row.state} />,
    },
    {
      key: 'type',
      head: t('words:typeWord'),
      value: (row) => t(`words:type.${row.type}`, { defaultValue: row.type }),
    },
    {
      key: 'assay',
      head: t('words:assayWord'),
      opt: true,
      value: (row) => t(`words:assay.${row.assay}`, { defaultValue: row.assay }),
    },
    { key: 'dataset', head: t('words:dataset'), opt: true, wrap: true, value: (row) => row.dataset },
    {
      key: 'added',
      head: t('words:addedAt'),
      value: (row) => row.addedAt,
      cell: (row) => <span className="nowrap">{format.date(row.addedAt)}</span>,
    },
  ];
  return (
    <Panel title={t('words:genomes')} note={t('patients:genomesNote')}>
      <Arrival error={error} data={data} rows={3}>
        {(data) =>
          data.length === 0 ? (
            <Empty why={t('patients:noGenome')}>
              <p>{t('patients:noGenomeWhy')}</p>
            </Empty>
          ) : (
            <DataTable caption={t('words:genomes')} columns={columns} rows={data} rowKey={(row) => row.id} />
          )
        }
      </Arrival>
    </Panel>
  );
}

function Family({ family }: { family: PersonWithFamily['family'] }) {
  const { t } = useTranslation();
  const rows = [
    ...(family.mother ? [{ kind: 'mother', ...family.mother }] : []),
    ...(family.father ? [{ kind: 'father', ...family.father }] : []),
    ...family.siblings.map((one) => ({ kind: 'sibling', ...one })),
    ...family.children.map((one) => ({ kind: 'child', ...one })),
    ...family.guardians.map((one) => ({ kind: 'guardian', id: one.id, name: one.name })),
  ];
  return (
    <Panel title={t('patients:family')} note={t('patients:familyNote')}>
      {rows.length === 0 ? (
        <Empty why={t('patients:noFamily')} />
      ) : (
        <ul className="links">
          {rows.map((row) => (
            <li key={`${row.kind}-${row.id}`}>
              <Link to="/patients/$id" params={{ id: row.id }}>
                <Icon name="person" />
                <span className="breakable">{row.name ?? row.id}</span>
                <span>{t(`patients:relative.${row.kind}`)}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Relations({ person, name }: { person: string; name: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const session = useSession();
  const { data, error } = useQuery(relationsQuery(person, true));
  const mayManage = useMay('care.relation.manage');
  const [ending, setEnding] = useState<CareRelation | null>(null);
  const end = useMutation({
    mutationFn: (reason: string) => endRelation(ending!.id, reason),
    onSuccess: async () => {
      setEnding(null);
      await client.invalidateQueries();
    },
  });
  const now = Date.now();
  return (
    <Panel title={t('patients:relations')} foot={t('patients:seen')}>
      <Arrival error={error} data={data} rows={2}>
        {(data) =>
          data.length === 0 ? (
            <Empty why={t('patients:noRelation')}>
              <p>{t('patients:noRelationWhy')}</p>
            </Empty>
          ) : (
            <ul className="feed">
              {data.map((row) => {
                const live = row.until === null || new Date(row.until).getTime() > now;
                return (
                  <li key={row.id}>
                    <Icon name={live ? 'pass' : 'back'} tone={live ? 'pass' : 'muted'} />
                    <div>
                      <p>
                        <b>{t(`patients:kind.${row.kind}`)}</b>, {row.organisation}
                      </p>
                      <p className="small muted">
                        {row.until
                          ? t('patients:fromTo', { from: format.date(row.from), to: format.date(row.until) })
                          : t('patients:fromOn', { from: format.date(row.from) })}
                        {row.endReason && ` · ${row.endReason}`}
                      </p>
                      {live && mayManage && row.organisationId === session?.visit?.organisationId && (
                        <p>
                          <button type="button" className="link" onClick={() => setEnding(row)}>
                            {t('patients:endRelation')}
                          </button>
                        </p>
                      )}
                    </div>
                  </li>
                );
              })}
            </ul>
          )
        }
      </Arrival>
      {ending && (
        <ConfirmDialog
          title={t('patients:endTitle', { name })}
          consequence={t('patients:endWhy')}
          name={name}
          verb={t('patients:endRelation')}
          destructive
          error={end.error}
          busy={end.isPending}
          onClose={() => setEnding(null)}
          onConfirm={(reason) => end.mutate(reason)}
        />
      )}
    </Panel>
  );
}

/** Nobody in care of this patient here: say so, and the two lawful ways in. */
function NotYours({ id }: { id: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const mayBegin = useMay('care.relation.manage');
  const mayBreak = useMay('care.break-glass');
  const [dialog, setDialog] = useState<'relation' | 'emergency' | null>(null);
  const person = { id, name: null };
  const done = async () => {
    setDialog(null);
    await client.invalidateQueries();
  };
  return (
    <Page
      heading={t('patients:notYours')}
      crumbs={[
        { label: t('frame:areas.patients'), to: '/patients' },
        { label: id, mono: true },
      ]}
    >
      <Panel title={t('patients:waysIn')} padded>
        <div className="stack">
          <p>{t('patients:notYoursWhy')}</p>
          <div className="actions">
            {mayBegin && (
              <button type="button" className="btn primary" onClick={() => setDialog('relation')}>
                {t('patients:begin')}
              </button>
            )}
            {mayBreak && (
              <button type="button" className="btn danger" onClick={() => setDialog('emergency')}>
                {t('patients:emergency')}
              </button>
            )}
            <Link className="btn" to="/patients">
              {t('patients:toList')}
            </Link>
          </div>
        </div>
      </Panel>
      {dialog === 'relation' && <BeginRelation person={person} onClose={() => setDialog(null)} onDone={done} />}
      {dialog === 'emergency' && <OpenInEmergency person={person} onClose={() => setDialog(null)} onDone={done} />}
    </Page>
  );
}

/** One patient: who it is, the genomes, why one may see them, and the family. */
export function PatientPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/patients/$id' });
  const session = useSession();
  const { data, error } = useQuery(personQuery(id));
  const line = usePersonLine();
  const mayBegin = useMay('care.relation.manage');
  const mayWrite = useMay('consent.any.change');
  const [beginning, setBeginning] = useState(false);
  useSynthetic(session?.account?.demo ? 'all' : 'none');
  if (error instanceof ApiProblem && error.document.status === 404) return <NotYours id={id} />;
  const crumbs = [{ label: t('frame:areas.patients'), to: '/patients' }, { label: data?.person.name ?? id }];
  if (error) return <ProblemPage error={error} crumbs={crumbs} />;
  if (!data) return <Skeleton />;
  const { person, family } = data;
  const name = person.name ?? t('patients:nameless');
  return (
    <Page
      heading={<span translate="no">{name}</span>}
      title={name}
      crumbs={crumbs}
      state={
        <>
          <span>{line(person)}</span>
          {person.protected && (
            <span className="warn strong">
              <Icon name="lock" /> {t('patients:protected')}
            </span>
          )}
          <span className="mono muted">{person.id}</span>
        </>
      }
      actions={
        mayBegin && (
          <button type="button" className="btn" onClick={() => setBeginning(true)}>
            {t('patients:begin')}
          </button>
        )
      }
    >
      <div className="cols side-360">
        <div className="stack">
          <GenomesOf person={person.id} />
          {mayWrite && <ChoicesPanel person={person.id} />}
        </div>
        <div className="stack">
          <Relations person={person.id} name={name} />
          <Family family={family} />
        </div>
      </div>
      {beginning && (
        <BeginRelation person={person} onClose={() => setBeginning(false)} onDone={() => setBeginning(false)} />
      )}
    </Page>
  );
}
