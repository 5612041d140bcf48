import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { Dataset } from '../../api/answers.ts';
import { apiPath } from '../../api/client.ts';
import { datasetsQuery, sessionQuery, submissionsQuery } from '../../api/queries.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { StateMark } from '../../components/marks.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { Empty, Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useLaw } from '../../formatting/use-text.ts';
import { may } from '../../session/rights.ts';
import { useSynthetic } from '../../shell/synthetic.tsx';
import { usePatientGroup } from '../patient-group.ts';
import { TermsPanel } from './terms-panel.tsx';

function Details({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation();
  const law = useLaw();
  const groupWord = usePatientGroup();
  const format = useFormat();
  const facts: [string, string | null][] = [
    [t('words:genomes'), dataset.genomes === undefined ? null : format.int(dataset.genomes)],
    [t('words:reference'), dataset.reference],
    [
      t('words:sourceWord'),
      dataset.source ? t(`words:source.${dataset.source}`, { defaultValue: dataset.source }) : null,
    ],
    [t('words:patientGroup'), groupWord(dataset.patientGroup)],
    [t('words:controller'), dataset.controller],
    [t('words:legalBasis'), dataset.legalBasis && law(dataset.legalBasis)],
    [t('words:addedAt'), dataset.addedAt ? format.date(dataset.addedAt) : null],
  ];
  return (
    <Panel title={t('datasets:details')} padded>
      <dl className="dl">
        {facts.map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value ?? <span className="muted">{t('words:notKnown')}</span>}</dd>
          </Fragment>
        ))}
      </dl>
    </Panel>
  );
}

/** The dataset's frequency table, to take away whole. */
function Frequencies({ dataset }: { dataset: Dataset }) {
  const { t } = useTranslation();
  const command = `idun variants frequencies --dataset ${dataset.name} --output ${dataset.name}.vcf.gz`;
  const file = apiPath('/variants/frequencies', { reference: dataset.reference, dataset: dataset.name });
  return (
    <Panel title={t('datasets:frequencies')} note={t('datasets:frequenciesNote')} padded>
      <div className="stack" style={{ gap: 8, justifyItems: 'start' }}>
        <a className="btn" href={file} download={`${dataset.name}.tsv`}>
          TSV
        </a>
        <p className="small soft">
          {t('datasets:otherFormats')} <span className="mono breakable">{command}</span>
          <CopyButton text={command} label={t('words:command')} />
        </p>
      </div>
    </Panel>
  );
}

function Submissions({ name }: { name: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useQuery(submissionsQuery({ dataset: name, limit: 10 }));
  return (
    <Panel
      title={t('submissions:title')}
      note={data && t('words:shownOf', { shown: format.int(data.items.length), total: format.int(data.total) })}
      tools={
        <Link to="/submissions" search={{ dataset: [name] }}>
          {t('overview:allSubmissions')}
        </Link>
      }
    >
      {data && data.items.length === 0 ? (
        <Empty why={t('submissions:noneFiltered')} />
      ) : (
        <ul className="links">
          {data?.items.map((row) => (
            <li key={row.id}>
              <Link to="/submissions/$id" params={{ id: row.id }}>
                <StateMark state={row.state} />
                <span className="mono breakable">{row.id}</span>
                <span>{format.date(row.createdAt)}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** One dataset: who answers for it, what it holds, and its frequencies. */
export function DatasetPage() {
  const { t } = useTranslation();
  const groupWord = usePatientGroup();
  const format = useFormat();
  const { name } = useParams({ from: '/datasets/$name' });
  const { data, error } = useQuery(datasetsQuery);
  const { data: session } = useQuery(sessionQuery);
  const dataset = data?.find((one) => one.name === name);
  useSynthetic(dataset?.demo ? 'all' : 'none');
  const crumbs = [{ label: t('datasets:title'), to: '/datasets' }, { label: name }];
  if (error && !data) return <ProblemPage error={error} crumbs={crumbs} />;
  if (!data) return <Skeleton />;
  if (!dataset) {
    return (
      <Page heading={t('datasets:unknown', { name })} crumbs={crumbs}>
        <Panel title={t('datasets:title')}>
          <Empty why={t('datasets:unknownWhy')}>
            <p>
              <Link to="/datasets">{t('datasets:toList')}</Link>
            </p>
          </Empty>
        </Panel>
      </Page>
    );
  }
  const operator = may(session, 'genomes.submissions.read');
  const count = dataset.genomes ?? 0;
  return (
    <Page
      heading={t('datasets:headingOne', { name, count, number: format.int(count) })}
      crumbs={crumbs}
      state={
        <>
          {dataset.demo && <span className="tag warn">{t('words:synthetic')}</span>}
          {dataset.reference && <span>{dataset.reference}</span>}
          <span>{groupWord(dataset.patientGroup)}</span>
        </>
      }
      actions={
        operator && (
          <Link className="btn primary" to="/genomes" search={{ dataset: [name] }}>
            {t('datasets:openGenomes')}
          </Link>
        )
      }
    >
      <div className="cols side-360">
        <div className="stack">
          <Details dataset={dataset} />
          <TermsPanel name={name} />
          {operator && <Submissions name={name} />}
        </div>
        <div className="stack">
          <Frequencies dataset={dataset} />
        </div>
      </div>
    </Page>
  );
}
