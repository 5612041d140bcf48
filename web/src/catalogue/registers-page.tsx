import '../styles/catalogue.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable, TableTools } from '../components/data-table.tsx';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { ProblemPage } from '../components/problem-page.tsx';
import { Empty, Skeleton } from '../components/states.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { useText } from '../formatting/use-text.ts';
import { shareOf, useSynthetic } from '../shell/synthetic.tsx';
import { type RegisterEntry, registersQuery } from './catalogue-api.ts';
import { CatalogueTabs } from './tabs.tsx';

type Variable = RegisterEntry['variables'][number];

/** Days of a register's first and last row, as years; nothing where they are not told. */
const yearsOf = ({ from, to }: RegisterEntry): string | null =>
  from === null || to === null ? null : `${from.slice(0, 4)}–${to.slice(0, 4)}`;

function useRegisterColumns(): Column<RegisterEntry>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const few = t('catalogue:fewerThan', { count: 10 });
  return [
    {
      key: 'title',
      head: t('catalogue:register'),
      value: (row) => text(row.title),
      cell: (row) => (
        <Link className="rowlink" to="/catalogue/registers/$feed" params={{ feed: row.feed }}>
          {text(row.title)}
        </Link>
      ),
    },
    { key: 'owner', head: t('catalogue:owner'), value: (row) => row.owner },
    { key: 'years', head: t('catalogue:yearsWord'), value: (row) => yearsOf(row), cell: (row) => yearsOf(row) ?? few },
    {
      key: 'people',
      head: t('catalogue:peopleWord'),
      num: true,
      value: (row) => row.people,
      cell: (row) => (row.people === null ? few : format.int(row.people)),
    },
    {
      key: 'rows',
      head: t('catalogue:rows'),
      num: true,
      opt: true,
      value: (row) => row.rows,
      cell: (row) => (row.rows === null ? few : format.int(row.rows)),
    },
    { key: 'variables', head: t('catalogue:variables'), num: true, opt: true, value: (row) => row.variables.length },
  ];
}

/** The registers that can be applied for, each with its variables. */
export function RegistersPage() {
  const { t } = useTranslation();
  const { data, error } = useQuery(registersQuery);
  const columns = useRegisterColumns();
  useSynthetic(shareOf((data ?? []).map((one) => one.demo)));
  if (error) return <ProblemPage error={error} />;
  return (
    <Page
      heading={t('catalogue:headings.registers')}
      title={t('catalogue:kinds.registers')}
      crumbs={[{ label: t('catalogue:title'), to: '/catalogue' }, { label: t('catalogue:kinds.registers') }]}
      state={t('catalogue:registersLead')}
    >
      <CatalogueTabs current="registers" />
      {data === undefined ? (
        <Skeleton />
      ) : (
        <Panel
          title={t('catalogue:kinds.registers')}
          tools={
            <a href="/api/register/catalogue?format=csv" download>
              {t('catalogue:allVariables')}
            </a>
          }
          foot={t('catalogue:registersFoot')}
        >
          {data.length === 0 ? (
            <Empty why={t('catalogue:noRegisters')}>
              <p>{t('catalogue:noRegistersAction')}</p>
            </Empty>
          ) : (
            <DataTable
              caption={t('catalogue:kinds.registers')}
              columns={columns}
              rows={data}
              rowKey={(row) => row.feed}
            />
          )}
        </Panel>
      )}
    </Page>
  );
}

function useVariableColumns(): Column<Variable>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  return [
    {
      key: 'title',
      head: t('catalogue:variable'),
      value: (row) => text(row.title),
      cell: (row) => (
        <>
          {text(row.title)} <span className="mono muted tiny">{row.name}</span>
        </>
      ),
      wrap: true,
    },
    {
      key: 'meaning',
      head: t('catalogue:meaning'),
      opt: true,
      wrap: true,
      value: (row) => (row.meaning === null ? null : text(row.meaning)),
    },
    {
      key: 'list',
      head: t('catalogue:codeList'),
      value: (row) => (row.list === null ? row.unit : row.list.system),
      cell: (row) => {
        if (row.list === null) return row.unit ?? '–';
        const version = row.list.version === null ? '' : ` (${t('catalogue:version', { version: row.list.version })})`;
        return (
          <a href={`/api/register/codes/${encodeURIComponent(row.list.system)}`}>
            {row.list.system}
            {version}
          </a>
        );
      },
    },
    {
      key: 'filled',
      head: t('catalogue:completeness'),
      num: true,
      value: (row) => row.filled,
      cell: (row) =>
        row.filled === null ? (
          '–'
        ) : (
          <>
            {format.percent(row.filled, 1)}
            <span className="bar" aria-hidden="true">
              <i style={{ width: `${100 * row.filled}%` }} />
            </span>
          </>
        ),
    },
  ];
}

/** One register: whose it is, what it spans, what a permit for it needs, and its variables. */
export function RegisterCataloguePage() {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const { feed } = useParams({ from: '/catalogue/registers/$feed' });
  const { data, error } = useQuery(registersQuery);
  const columns = useVariableColumns();
  const register = data?.find((one) => one.feed === feed);
  useSynthetic(register?.demo ? 'all' : 'none');
  if (error) return <ProblemPage error={error} />;
  if (data === undefined) return <Skeleton />;
  const crumbs = [
    { label: t('catalogue:title'), to: '/catalogue' },
    { label: t('catalogue:kinds.registers'), to: '/catalogue/registers' },
  ];
  if (register === undefined) {
    return (
      <Page heading={t('catalogue:noRegister')} crumbs={[...crumbs, { label: feed }]}>
        <Link to="/catalogue/registers">{t('catalogue:toRegisters')}</Link>
      </Page>
    );
  }
  const title = text(register.title);
  const few = t('catalogue:fewerThan', { count: 10 });
  const question = new URLSearchParams({ topic: 'collection', about: title, page: `/catalogue/registers/${feed}` });
  return (
    <Page
      heading={title}
      crumbs={[...crumbs, { label: title }]}
      state={`${register.owner} · ${t('catalogue:changed', { date: format.date(register.updatedAt) })}`}
      actions={
        <a className="btn" href={`/enquiries/new?${question}`}>
          {t('catalogue:ask')}
        </a>
      }
    >
      <div className="cols side-360">
        <Panel
          title={t('catalogue:variables')}
          note={format.int(register.variables.length)}
          tools={<TableTools name={feed} columns={columns} rows={register.variables} />}
          foot={t('catalogue:completenessFoot')}
        >
          {register.variables.length === 0 ? (
            <Empty why={t('catalogue:noVariables')} />
          ) : (
            <DataTable
              caption={t('catalogue:variables')}
              columns={columns}
              rows={register.variables}
              rowKey={(row) => row.name}
            />
          )}
        </Panel>
        <div className="stack">
          <Panel title={t('catalogue:spans')} padded>
            <dl className="facts">
              <div>
                <dt>{t('catalogue:peopleWord')}</dt>
                <dd>{register.people === null ? few : format.int(register.people)}</dd>
              </div>
              <div>
                <dt>{t('catalogue:rows')}</dt>
                <dd>{register.rows === null ? few : format.int(register.rows)}</dd>
              </div>
              <div>
                <dt>{t('catalogue:yearsWord')}</dt>
                <dd>{yearsOf(register) ?? few}</dd>
              </div>
            </dl>
          </Panel>
          <Panel title={t('catalogue:permit')} padded>
            <div className="stack">
              <p>{register.permit === null ? t('catalogue:noPermitText') : text(register.permit)}</p>
              <p className="small">
                <Link to="/catalogue/guidance/$page" params={{ page: 'steps' }}>
                  {t('catalogue:allSteps')}
                </Link>
              </p>
            </div>
          </Panel>
        </div>
      </div>
    </Page>
  );
}
