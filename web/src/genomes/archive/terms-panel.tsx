import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath, getJson } from '../../api/client.ts';
import { Panel } from '../../components/panel.tsx';
import { Arrival, Empty } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useLaw } from '../../formatting/use-text.ts';

interface Party {
  organisation: string;
  organisationId: string;
  kind: 'controller' | 'processor' | 'project';
  basis: string;
  from: string;
  until: string | null;
}

interface Terms {
  purpose: string;
  article6: string;
  article9: string;
  nationalLaw: string;
  retention: string;
  agreement: string | null;
  from: string;
}

interface DatasetTerms {
  terms: Terms | null;
  controller: Party | null;
  processors: Party[];
  projects: Party[];
  earlier: { terms: (Terms & { until: string })[]; parties: Party[] };
}

function termsQuery(name: string) {
  return queryOptions({
    queryKey: ['datasets', 'terms', name],
    queryFn: ({ signal }) => getJson<DatasetTerms>(apiPath(`/datasets/${encodeURIComponent(name)}`), signal),
  });
}

function Parties({ parties }: { parties: readonly Party[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (parties.length === 0) return <span className="muted">{t('datasets:nobody')}</span>;
  return parties.map((party) => (
    <span key={`${party.organisationId} ${party.kind} ${party.from}`} style={{ display: 'block' }}>
      {party.kind === 'project' ? (
        <Link to="/datasets" search={{ project: party.organisationId }}>
          {party.organisation}
        </Link>
      ) : (
        party.organisation
      )}{' '}
      <span className="muted small">
        {[
          party.basis,
          party.until === null
            ? t('datasets:since', { date: format.date(party.from) })
            : t('datasets:fromTo', { from: format.date(party.from), to: format.date(party.until) }),
        ].join(' · ')}
      </span>
    </span>
  ));
}

/** On what terms a dataset is held, for whom it is open, and what held before. */
export function TermsPanel({ name }: { name: string }) {
  const { t } = useTranslation();
  const { data, error } = useQuery(termsQuery(name));
  return (
    <Panel title={t('datasets:terms')} note={t('datasets:termsNote')} padded>
      <Arrival error={error} data={data} rows={5}>
        {(known) => <Facts known={known} />}
      </Arrival>
    </Panel>
  );
}

function Facts({ known }: { known: DatasetTerms }) {
  const { t } = useTranslation();
  const format = useFormat();
  const law = useLaw();
  const { terms, controller, processors, projects, earlier } = known;
  if (terms === null) return <Empty why={t('datasets:noTerms')} />;
  const before = earlier.terms.map(
    ({ purpose, from, until }) => `${purpose} (${format.date(from)}–${format.date(until)})`,
  );
  const facts: [string, ReactNode][] = [
    [t('datasets:purpose'), terms.purpose],
    [t('words:legalBasis'), law(`GDPR art. ${terms.article6}, ${terms.article9}; ${terms.nationalLaw}`)],
    [t('datasets:retention'), terms.retention],
    [t('datasets:agreement'), terms.agreement ?? t('datasets:nobody')],
    [t('words:controller'), <Parties key="controller" parties={controller === null ? [] : [controller]} />],
    [t('datasets:processors'), <Parties key="processors" parties={processors} />],
    [t('datasets:projects'), <Parties key="projects" parties={projects} />],
    ...(before.length > 0 ? [[t('datasets:earlierTerms'), before.join('; ')] as [string, ReactNode]] : []),
    ...(earlier.parties.length > 0
      ? [[t('datasets:earlierParties'), <Parties key="earlier" parties={earlier.parties} />] as [string, ReactNode]]
      : []),
  ];
  return (
    <dl className="dl">
      {facts.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
