import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { Genome } from '../../api/answers.ts';
import { genomeQuery, sessionQuery } from '../../api/queries.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { StateMark } from '../../components/marks.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { Empty, Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { FamilyPanel } from '../../pedigree/family-panel.tsx';
import { may } from '../../session/rights.ts';
import { usePatientGroup } from '../patient-group.ts';
import { useSyntheticParts } from '../synthetic-parts.ts';
import { CallsPanel } from './calls-panel.tsx';
import { GenomeHistory, GenomeRelatives } from './genome-context.tsx';

function Metadata({ genome }: { genome: Genome }) {
  const { t } = useTranslation();
  const groupWord = usePatientGroup();
  const format = useFormat();
  const word = (group: string, value: string | null | undefined) =>
    value ? t(`words:${group}.${value}`, { defaultValue: value }) : null;
  const yesNo = (value: boolean | null) => (value === null ? null : t(value ? 'words:yes' : 'words:no'));
  const facts: [string, string | null | undefined][] = [
    [t('words:sexWord'), word('sex', genome.sex)],
    [t('words:typeWord'), word('type', genome.type)],
    [t('words:assayWord'), word('assay', genome.assay)],
    [t('genomes:technology'), genome.technology],
    [t('words:sourceWord'), word('source', genome.source)],
    [t('words:patientGroup'), groupWord(genome.patientGroup)],
    [t('words:family'), genome.family],
    [t('words:affectedWord'), yesNo(genome.affected)],
    [t('genomes:unrelated'), yesNo(genome.unrelated)],
    [t('genomes:callability'), word('callability', genome.callability)],
    [t('words:reference'), genome.reference],
    [t('words:addedAt'), format.dateTime(genome.addedAt)],
  ];
  return (
    <Panel title={t('genomes:metadata')} note={t('genomes:metadataNote')} padded>
      <dl className="dl">
        <dt>{t('words:genome')}</dt>
        <dd>
          <span className="mono">{genome.id}</span>
          <CopyButton text={genome.id} label={t('words:genome')} />
        </dd>
        {facts.map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value ?? <span className="muted">{t('words:notKnown')}</span>}</dd>
          </Fragment>
        ))}
        <dt>{t('words:dataset')}</dt>
        <dd>
          <Link to="/datasets/$name" params={{ name: genome.dataset }}>
            {genome.dataset}
          </Link>
        </dd>
        {genome.submission && (
          <>
            <dt>{t('words:submission')}</dt>
            <dd>
              <Link className="mono" to="/submissions/$id" params={{ id: genome.submission }}>
                {genome.submission}
              </Link>
            </dd>
          </>
        )}
      </dl>
    </Panel>
  );
}

const qualities = [
  'calls',
  'snvs',
  'indels',
  'het',
  'homAlt',
  'hetHom',
  'tiTv',
  'missingRate',
  'xHetRate',
  'yCalls',
] as const;

function Quality({ genome }: { genome: Genome }) {
  const { t } = useTranslation();
  const format = useFormat();
  const write = (key: (typeof qualities)[number], value: number) => {
    if (key === 'missingRate') return format.percent(value, 2);
    return key === 'hetHom' || key === 'tiTv' || key === 'xHetRate' ? format.decimal(value, 3) : format.int(value);
  };
  const known = qualities.filter((key) => typeof genome.qc?.[key] === 'number');
  return (
    <Panel title={t('submission:quality')} padded={known.length > 0}>
      {known.length === 0 ? (
        <Empty why={t('genomes:noQuality')} />
      ) : (
        <dl className="dl">
          {known.map((key) => (
            <Fragment key={key}>
              <dt>{t(`genomes:quality.${key}`)}</dt>
              <dd className="num">{write(key, genome.qc?.[key] ?? 0)}</dd>
            </Fragment>
          ))}
        </dl>
      )}
    </Panel>
  );
}

/** One genome: what is known of it, how good it is, and its calls where the reader may see them. */
export function GenomePage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { id } = useParams({ from: '/genomes/$id' });
  const { data, error } = useQuery(genomeQuery(id));
  const { data: session } = useQuery(sessionQuery);
  useSyntheticParts(data?.reference, data?.dataset);
  if (error && !data)
    return (
      <ProblemPage
        error={error}
        crumbs={[
          { label: t('genomes:title'), to: '/genomes' },
          { label: id, mono: true },
        ]}
      />
    );
  if (!data) return <Skeleton />;
  return (
    <Page
      heading={t('genomes:headingOne', { name: data.sample ?? data.id, dataset: data.dataset })}
      crumbs={[
        { label: t('genomes:title'), to: '/genomes' },
        { label: data.id, mono: true },
      ]}
      state={
        <>
          <StateMark state={data.state} />
          <span>{t(`words:assay.${data.assay}`, { defaultValue: data.assay })}</span>
          <span>{t('genomes:added', { date: format.date(data.addedAt) })}</span>
        </>
      }
    >
      <div className="cols side-400">
        <div className="stack">
          <CallsPanel genome={data} />
          <FamilyPanel genome={data.id} reference={data.reference} carriers={may(session, 'variants.carriers.read')} />
        </div>
        <div className="stack">
          <Metadata genome={data} />
          <Quality genome={data} />
          <GenomeRelatives genome={data} />
          <GenomeHistory genome={data} />
        </div>
      </div>
    </Page>
  );
}
