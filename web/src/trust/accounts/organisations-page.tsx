import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { Empty, ProblemView, Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useMay } from '../../session/rights.ts';
import { shareOf, useSynthetic } from '../../shell/synthetic.tsx';
import { addOrganisation, type Organisation, organisationsQuery } from './accounts-api.ts';
import { AdministrationTabs } from './administration-tabs.tsx';

export const organisationKinds = [
  'region',
  'hospital',
  'department',
  'biobank',
  'facility',
  'project',
  'partner',
  'authority',
] as const;

function Branch({ of, all }: { of: string | null; all: Organisation[] }) {
  const { t } = useTranslation();
  const mine = all.filter((one) => one.partOf === of);
  if (mine.length === 0) return null;
  return (
    <ul>
      {mine.map((one) => (
        <li key={one.id}>
          <div>
            <b>{one.name}</b>
            <span className="muted small">{t(`accounts:kind.${one.kind}`, { defaultValue: one.kind })}</span>
            {one.code && <span className="mono muted small">{one.code}</span>}
            {one.closedAt && <span className="tag">{t('accounts:closed')}</span>}
            {one.demo && <span className="tag warn">{t('words:synthetic')}</span>}
            <Link className="small" to="/administration" search={{ organisation: one.id }}>
              {t('accounts:whoIsHere')}
              <span className="visually-hidden"> {one.name}</span>
            </Link>
          </div>
          <Branch of={one.id} all={all} />
        </li>
      ))}
    </ul>
  );
}

function NewOrganisation({ all }: { all: Organisation[] }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [kind, setKind] = useState<string>('department');
  const [code, setCode] = useState('');
  const [partOf, setPartOf] = useState('');
  const id = useId();
  const add = useMutation({
    mutationFn: addOrganisation,
    onSuccess: async () => {
      setName('');
      setCode('');
      await client.invalidateQueries({ queryKey: organisationsQuery.queryKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const given = { name: name.trim(), kind, partOf: partOf === '' ? null : partOf };
    add.mutate(code.trim() === '' ? given : { ...given, code: code.trim() });
  };
  return (
    <Panel title={t('accounts:newOrganisation')} padded>
      <form onSubmit={submit} className="stack">
        <div className="field">
          <label htmlFor={`${id}-name`}>{t('accounts:name')}</label>
          <input id={`${id}-name`} className="input" value={name} onChange={(event) => setName(event.target.value)} />
        </div>
        <div className="field">
          <label htmlFor={`${id}-kind`}>{t('accounts:kindWord')}</label>
          <select id={`${id}-kind`} className="select" value={kind} onChange={(event) => setKind(event.target.value)}>
            {organisationKinds.map((one) => (
              <option key={one} value={one}>
                {t(`accounts:kind.${one}`)}
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor={`${id}-part`}>{t('accounts:partOf')}</label>
          <select
            id={`${id}-part`}
            className="select"
            value={partOf}
            onChange={(event) => setPartOf(event.target.value)}
          >
            <option value="">{t('accounts:ofNone')}</option>
            {all.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor={`${id}-code`}>{t('accounts:code')}</label>
          <input
            id={`${id}-code`}
            className="input mono"
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
          <span className="hint">{t('accounts:codeHint')}</span>
        </div>
        <div className="actions">
          <button type="submit" className="btn primary" disabled={add.isPending || name.trim() === ''}>
            {t('accounts:add')}
          </button>
        </div>
        {add.error && <ProblemView error={add.error} />}
        {add.data && <p role="status">{t('accounts:added', { name: add.data.name })}</p>}
      </form>
    </Panel>
  );
}

/** Organisations as a tree: who is part of whom. */
export function OrganisationsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error } = useQuery(organisationsQuery);
  const mayManage = useMay('organisations.manage');
  useSynthetic(shareOf((data ?? []).map((one) => one.demo)));
  const crumbs = [
    { label: t('frame:areas.administration'), to: '/administration' },
    { label: t('accounts:organisations') },
  ];
  if (error) return <ProblemPage error={error} crumbs={crumbs} />;
  if (!data) return <Skeleton rows={8} />;
  return (
    <Page
      heading={t('accounts:organisationsHeading', { count: data.length, number: format.int(data.length) })}
      title={t('accounts:organisations')}
      crumbs={crumbs}
    >
      <AdministrationTabs />
      <div className={mayManage ? 'cols side-360' : 'stack'}>
        <Panel title={t('accounts:organisations')} note={t('accounts:treeNote')} foot={t('accounts:treeFoot')}>
          {data.length === 0 ? (
            <Empty why={t('accounts:noOrganisations')} />
          ) : (
            <div className="tree">
              <Branch of={null} all={data} />
            </div>
          )}
        </Panel>
        {mayManage && <NewOrganisation all={data} />}
      </div>
    </Page>
  );
}
