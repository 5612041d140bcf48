import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { apiPath } from '../../api/client.ts';
import { Mark } from '../../components/marks.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemPage } from '../../components/problem-page.tsx';
import { Empty, Skeleton } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useLaw } from '../../formatting/use-text.ts';
import { shareOf, useSynthetic } from '../../shell/synthetic.tsx';
import { type RecordItem, recordQuery } from './privacy-api.ts';
import { PrivacyTabs } from './privacy-tabs.tsx';

function Activity({ item }: { item: RecordItem }) {
  const { t } = useTranslation();
  const law = useLaw();
  const format = useFormat();
  const gap = <span className="warn strong">{t('privacy:missing')}</span>;
  const list = (values: string[]): ReactNode => (values.length === 0 ? gap : values.join(', '));
  const rows: [string, ReactNode][] = [
    [t('words:controller'), item.controller ?? gap],
    [
      t('privacy:processors'),
      item.processors.length === 0
        ? t('privacy:noProcessor')
        : item.processors.map((one) => [one.name, one.agreement].filter(Boolean).join(', ')).join('; '),
    ],
    [t('privacy:purposes'), list(item.purposes)],
    [t('words:legalBasis'), item.legalBasis ? law(item.legalBasis) : gap],
    [t('privacy:subjects'), list(item.subjects)],
    [t('privacy:categories'), list(item.categories)],
    [t('privacy:recipients'), item.recipients.length === 0 ? t('privacy:noRecipient') : item.recipients.join(', ')],
    [t('privacy:transfers'), item.transfers ?? t('privacy:noTransfer')],
    [t('privacy:retention'), item.retention ?? gap],
    [t('privacy:security'), list(item.security)],
  ];
  return (
    <Panel
      title={
        <Link className="rowlink" to="/datasets/$name" params={{ name: item.dataset.name }}>
          {item.dataset.name}
        </Link>
      }
      note={t('privacy:genomesIn', { count: item.genomes, number: format.int(item.genomes) })}
      tools={
        <>
          {item.dataset.demo && <span className="tag warn">{t('words:synthetic')}</span>}
          {item.missing.length === 0 ? (
            <Mark tone="pass" icon="pass">
              {t('privacy:whole')}
            </Mark>
          ) : (
            <Mark tone="warn" icon="warn">
              {t('privacy:gaps', { count: item.missing.length, number: format.int(item.missing.length) })}
            </Mark>
          )}
        </>
      }
      foot={item.changedAt ? t('privacy:changed', { date: format.date(item.changedAt) }) : undefined}
      padded
    >
      <dl className="dl">
        {rows.map(([name, value]) => [
          <dt key={`${name}-t`}>{name}</dt>,
          <dd key={`${name}-d`}>
            <span>{value}</span>
          </dd>,
        ])}
      </dl>
    </Panel>
  );
}

/** The record of processing activities (GDPR article 30), drawn from the datasets themselves. */
export function RecordPage() {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const { data, error } = useQuery(recordQuery);
  useSynthetic(shareOf((data ?? []).map((one) => one.dataset.demo)));
  const crumbs = [{ label: t('frame:areas.privacy') }];
  if (error) return <ProblemPage error={error} crumbs={crumbs} />;
  if (!data) return <Skeleton />;
  const missing = data.filter((one) => one.missing.length > 0);
  return (
    <Page
      heading={
        missing.length === 0
          ? t('privacy:recordWhole', { count: data.length, number: format.int(data.length) })
          : t('privacy:recordGaps', { count: missing.length, number: format.int(missing.length) })
      }
      title={t('privacy:record')}
      crumbs={crumbs}
      state={<span>{t('privacy:recordNote')}</span>}
      actions={
        <>
          <a className="btn" href={apiPath('/gdpr/record.csv')} download>
            CSV
          </a>
          <a className="btn primary" href={apiPath('/gdpr/record.pdf', { lang: i18n.language })} download>
            PDF
          </a>
        </>
      }
    >
      <PrivacyTabs />
      {data.length === 0 ? (
        <Panel title={t('privacy:record')}>
          <Empty why={t('privacy:noDatasets')} />
        </Panel>
      ) : (
        <div className="cols two-up" style={{ alignItems: 'start' }}>
          {data.map((item) => (
            <Activity key={item.dataset.id} item={item} />
          ))}
        </div>
      )}
    </Page>
  );
}
