import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { Page } from '../../components/page.tsx';
import { Panel } from '../../components/panel.tsx';
import { Arrival, Empty } from '../../components/states.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import { useMay } from '../../session/rights.ts';
import { useSession } from '../../session/session.ts';
import { useSynthetic } from '../../shell/synthetic.tsx';
import { FindPatient } from './find-patient.tsx';
import { type CareRelation, relationsQuery } from './patients-api.ts';

/** The patients of one's department, by care relation, and the way to one who is not among them. */
export function PatientsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const session = useSession();
  const { data, error } = useQuery(relationsQuery());
  const mayFind = useMay('people.identify');
  useSynthetic(session?.account?.demo ? 'all' : 'none');
  const people = new Set((data ?? []).map((row) => row.person)).size;
  const columns: Column<CareRelation>[] = [
    {
      key: 'name',
      head: t('patients:patient'),
      value: (row) => row.personName ?? row.person,
      cell: (row) => (
        <Link className="rowlink" to="/patients/$id" params={{ id: row.person }}>
          {row.personName ?? <span className="mono">{row.person}</span>}
        </Link>
      ),
    },
    {
      key: 'sex',
      head: t('words:sexWord'),
      value: (row) => row.sex,
      cell: (row) => t(`words:sex.${row.sex}`, { defaultValue: row.sex }),
    },
    {
      key: 'born',
      head: t('patients:bornWord'),
      value: (row) => row.born,
      cell: (row) =>
        row.born ? <span className="nowrap">{format.date(row.born)}</span> : <span className="muted">–</span>,
    },
    {
      key: 'kind',
      head: t('patients:follows'),
      value: (row) => row.kind,
      cell: (row) => t(`patients:kind.${row.kind}`),
    },
    { key: 'organisation', head: t('patients:department'), opt: true, wrap: true, value: (row) => row.organisation },
    {
      key: 'from',
      head: t('patients:from'),
      opt: true,
      value: (row) => row.from,
      cell: (row) => format.date(row.from),
    },
    {
      key: 'until',
      head: t('patients:until'),
      value: (row) => row.until,
      cell: (row) =>
        row.until ? <span className="nowrap">{format.date(row.until)}</span> : <span className="muted">–</span>,
    },
  ];
  return (
    <Page
      heading={
        data
          ? t('patients:heading', {
              count: people,
              number: format.int(people),
              place: session?.visit?.organisation ?? t('patients:yourDepartment'),
            })
          : t('frame:areas.patients')
      }
      title={t('frame:areas.patients')}
      crumbs={[{ label: t('frame:areas.patients') }]}
      state={<span>{t('patients:state')}</span>}
    >
      <div className="stack">
        {mayFind && <FindPatient />}
        <Panel title={t('patients:relations')} note={t('patients:relationsNote')} foot={t('patients:relationsFoot')}>
          <Arrival error={error} data={data} rows={6}>
            {(data) =>
              data.length === 0 ? (
                <Empty why={t('patients:none')}>
                  <p>{t(mayFind ? 'patients:noneFind' : 'patients:noneAsk')}</p>
                </Empty>
              ) : (
                <DataTable caption={t('patients:relations')} columns={columns} rows={data} rowKey={(row) => row.id} />
              )
            }
          </Arrival>
        </Panel>
      </div>
    </Page>
  );
}
