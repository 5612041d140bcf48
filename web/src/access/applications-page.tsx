import '../styles/access.css';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DataTable, TableTools } from '../components/data-table.tsx';
import { Page } from '../components/page.tsx';
import { Panel } from '../components/panel.tsx';
import { Arrival, Empty } from '../components/states.tsx';
import { useFormat } from '../formatting/use-format.ts';
import { shareOf, useSynthetic } from '../shell/synthetic.tsx';
import { casesQuery } from './access-api.ts';
import { useCaseColumns } from './cases-table.tsx';
import { ApplicantTabs } from './centre-tabs.tsx';

/** What one's project has applied for and asked. */
export function ApplicationsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const applications = useQuery(casesQuery({ kind: 'application', sort: '-opened' }));
  const enquiries = useQuery(casesQuery({ kind: 'enquiry', sort: '-opened' }));
  const columns = useCaseColumns(true);
  const rows = applications.data?.items;
  useSynthetic(shareOf([...(rows ?? []), ...(enquiries.data?.items ?? [])].map(({ demo }) => demo)));
  const waiting = rows?.filter(({ mine }) => mine).length ?? 0;
  return (
    <Page
      heading={
        rows
          ? waiting > 0
            ? t('access:applicationsWait', { count: waiting, number: format.int(waiting) })
            : t('access:applicationsCount', { count: rows.length, number: format.int(rows.length) })
          : t('access:applications')
      }
      title={t('access:applications')}
      crumbs={[{ label: t('access:applications') }]}
      actions={
        <>
          <Link className="btn" to="/enquiries/new">
            {t('access:askQuestion')}
          </Link>
          <Link className="btn primary" to="/applications/new">
            {t('access:newApplication')}
          </Link>
        </>
      }
    >
      <ApplicantTabs />
      <div className="stack">
        <Panel
          title={t('access:applications')}
          note={t('access:newestFirst')}
          tools={rows && rows.length > 0 && <TableTools name="idun-applications" columns={columns} rows={rows} />}
        >
          <Arrival error={rows ? null : applications.error} data={rows} rows={5}>
            {(items) =>
              items.length === 0 ? (
                <Empty why={t('access:noApplications')}>
                  <p>{t('access:noApplicationsWhy')}</p>
                </Empty>
              ) : (
                <DataTable caption={t('access:applications')} columns={columns} rows={items} rowKey={({ id }) => id} />
              )
            }
          </Arrival>
        </Panel>
        <Panel title={t('access:enquiries')} note={t('access:enquiriesNote')}>
          <Arrival error={enquiries.data ? null : enquiries.error} data={enquiries.data?.items} rows={3}>
            {(items) =>
              items.length === 0 ? (
                <Empty why={t('access:noEnquiries')}>
                  <p>
                    <Link to="/enquiries/new">{t('access:askQuestion')}</Link>
                  </p>
                </Empty>
              ) : (
                <DataTable caption={t('access:enquiries')} columns={columns} rows={items} rowKey={({ id }) => id} />
              )
            }
          </Arrival>
        </Panel>
      </div>
    </Page>
  );
}
