import '../styles/cohorts.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, sendJson } from '../api/client.ts';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { type Column, DataTable, TableTools } from '../components/data-table.tsx';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { ProblemPage } from '../components/problem-page.tsx';
import { Provenance } from '../components/provenance.tsx';
import { ProblemView, Skeleton } from '../components/states.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { useSynthetic } from '../shell/synthetic.tsx';
import type { CohortDetail, CohortVersion } from './model.ts';
import { cohortPath, cohortQuery, driftQuery, frequenciesPath } from './queries.ts';
import { SaveDialog } from './save-dialog.tsx';
import { useConditionText, useCountText } from './words.ts';

/** A saved cohort: what it means, its frozen versions, what became of them, and who else may use it. */
export function CohortPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useCountText();
  const say = useConditionText();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { id } = useParams({ from: '/cohorts/$id' });
  const { data, error } = useQuery(cohortQuery(id));
  const [asked, setAsked] = useState<'freeze' | 'remove' | null>(null);
  useSynthetic(data?.data === 'synthetic' ? 'all' : 'none');
  const done = async (next: CohortDetail | null) => {
    setAsked(null);
    if (next) client.setQueryData(cohortQuery(id).queryKey, next);
    await client.invalidateQueries({ queryKey: ['cohorts', 'list'] });
  };
  const freeze = useMutation({
    mutationFn: (note: string) =>
      sendJson<CohortDetail>('POST', apiPath(`${cohortPath(id)}/versions`), note === '' ? {} : { note }),
    onSuccess: done,
  });
  const share = useMutation({
    mutationFn: (sharing: CohortDetail['sharing']) =>
      sendJson<CohortDetail>('PATCH', apiPath(cohortPath(id)), { sharing }),
    onSuccess: done,
  });
  const remove = useMutation({
    mutationFn: () => sendJson<null>('DELETE', apiPath(cohortPath(id))),
    onSuccess: async () => {
      await done(null);
      await navigate({ to: '/cohorts' });
    },
  });
  const crumbs = [{ label: t('cohorts:title'), to: '/cohorts' }, { label: data?.name ?? id }];
  if (error && !data) return <ProblemPage error={error} crumbs={crumbs} />;
  if (!data) return <Skeleton />;
  const newest = data.versions[0]!;
  return (
    <Page
      heading={t('cohorts:headingOne', { name: data.name, number: text(data) })}
      title={data.name}
      crumbs={crumbs}
      state={
        <>
          <span className="tag">{t('cohorts:frozenVersion', { version: data.version })}</span>
          <span>{t('cohorts:frozenAt', { time: format.dateTime(data.frozenAt) })}</span>
          <span>{t(`cohorts:sharedWith.${data.sharing}`)}</span>
        </>
      }
      actions={
        <>
          <Link
            className="btn"
            to="/cohorts/new"
            search={{ definition: newest.definition, ...(data.mine ? { cohort: id } : {}) }}
          >
            {t('cohorts:change')}
          </Link>
          {data.mine && (
            <button type="button" className="btn primary" onClick={() => setAsked('freeze')}>
              {t('cohorts:freezeAgain')}
            </button>
          )}
        </>
      }
    >
      <div className="cols side-360">
        <div className="stack">
          <Versions cohort={data} />
          <DriftPanel cohort={data} />
        </div>
        <div className="stack">
          <Panel title={t('cohorts:question')} padded>
            {newest.definition.conditions.length === 0 ? (
              <p>{t('cohorts:everybody')}</p>
            ) : (
              <ol className="said">
                {newest.definition.conditions.map((condition) => (
                  <li key={JSON.stringify(condition)}>{say(condition)}</li>
                ))}
              </ol>
            )}
          </Panel>
          {data.mine && (
            <Panel title={t('cohorts:sharing')} padded>
              <div className="stack">
                <p>{t(`cohorts:sharedWith.${data.sharing}`)}</p>
                <div className="actions">
                  <button
                    type="button"
                    className="btn small"
                    disabled={share.isPending}
                    onClick={() => share.mutate(data.sharing === 'private' ? 'organisation' : 'private')}
                  >
                    {t(data.sharing === 'private' ? 'cohorts:share' : 'cohorts:unshare')}
                  </button>
                  <button type="button" className="btn small danger" onClick={() => setAsked('remove')}>
                    {t('cohorts:remove')}
                  </button>
                </div>
                {share.error && <ProblemView error={share.error} />}
              </div>
            </Panel>
          )}
        </div>
      </div>
      <Provenance
        asOf={{ dataVersion: newest.dataVersion, maskEpoch: newest.maskEpoch, at: newest.frozenAt }}
        counted={t('words:countedRule')}
      />
      {asked === 'freeze' && (
        <SaveDialog
          named={false}
          busy={freeze.isPending}
          error={freeze.error}
          onClose={() => setAsked(null)}
          onSave={({ note }) => freeze.mutate(note)}
        />
      )}
      {asked === 'remove' && (
        <ConfirmDialog
          title={t('cohorts:removeTitle', { name: data.name })}
          consequence={t('cohorts:removeConsequence')}
          name={data.name}
          verb={t('cohorts:remove')}
          destructive
          error={remove.error}
          busy={remove.isPending}
          onClose={() => setAsked(null)}
          onConfirm={() => remove.mutate()}
        />
      )}
    </Page>
  );
}

function Versions({ cohort }: { cohort: CohortDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useCountText();
  const columns: Column<CohortVersion>[] = [
    { key: 'version', head: t('cohorts:version'), value: (row) => row.version },
    {
      key: 'persons',
      head: t('cohorts:peopleWord'),
      num: true,
      value: (row) => row.persons ?? row.protected,
      cell: (row) => text(row),
    },
    {
      key: 'frozenAt',
      head: t('cohorts:frozen'),
      value: (row) => row.frozenAt,
      cell: (row) => <span className="nowrap">{format.dateTime(row.frozenAt)}</span>,
    },
    { key: 'data', head: t('cohorts:dataVersion'), num: true, opt: true, value: (row) => row.dataVersion },
    { key: 'mask', head: t('cohorts:maskEpoch'), num: true, opt: true, value: (row) => row.maskEpoch },
    {
      key: 'members',
      head: t('cohorts:digest'),
      opt: true,
      value: (row) => row.membersHash,
      cell: (row) => <span className="mono">{row.membersHash.slice(0, 12)}…</span>,
    },
    { key: 'note', head: t('cohorts:noteWord'), opt: true, wrap: true, value: (row) => row.note },
    {
      key: 'frequencies',
      head: t('cohorts:frequencies'),
      sortable: false,
      value: () => null,
      cell: (row) => (
        <a href={frequenciesPath(cohort.id, row.version)} download>
          TSV<span className="visually-hidden"> {t('cohorts:frequenciesOf', { version: row.version })}</span>
        </a>
      ),
    },
  ];
  return (
    <Panel
      title={t('cohorts:versions')}
      note={t('cohorts:versionsNote')}
      tools={<TableTools name={`${cohort.id}-versions`} columns={columns} rows={cohort.versions} />}
      foot={t('cohorts:versionsFoot')}
    >
      <DataTable
        caption={t('cohorts:versions')}
        columns={columns}
        rows={cohort.versions}
        rowKey={(row) => `${row.version}`}
      />
    </Panel>
  );
}

function DriftPanel({ cohort }: { cohort: CohortDetail }) {
  const { t } = useTranslation();
  const text = useCountText();
  const [version, setVersion] = useState<number | null>(null);
  const { data, error, isFetching } = useQuery({ ...driftQuery(cohort.id, version ?? 1), enabled: version !== null });
  const rows = data
    ? [
        { key: 'frozen', head: t('cohorts:drift.frozen'), count: data.frozen },
        { key: 'stayed', head: t('cohorts:drift.stayed'), count: data.stayed },
        ...Object.entries(data.gone).map(([reason, count]) => ({
          key: reason,
          head: t(`cohorts:gone.${reason}`),
          count,
        })),
        { key: 'added', head: t('cohorts:drift.added'), count: data.added },
        { key: 'now', head: t('cohorts:drift.now'), count: data.now },
      ]
    : [];
  return (
    <Panel title={t('cohorts:driftTitle')} note={t('cohorts:driftNote')}>
      <div className="filter-row">
        {cohort.versions.map((one) => (
          <button
            key={one.version}
            type="button"
            className="btn small"
            disabled={isFetching}
            aria-pressed={version === one.version}
            onClick={() => setVersion(one.version)}
          >
            {t('cohorts:runAgain', { version: one.version })}
          </button>
        ))}
      </div>
      {error && <ProblemView error={error} />}
      {data && (
        <>
          <dl className="dl body">
            {rows.flatMap((row) => [
              <dt key={`${row.key}-head`}>{row.head}</dt>,
              <dd key={row.key} className="num">
                {text(row.count)}
              </dd>,
            ])}
          </dl>
          <p className="foot">{t(data.same ? 'cohorts:driftSame' : 'cohorts:driftDiffers')}</p>
        </>
      )}
    </Panel>
  );
}
