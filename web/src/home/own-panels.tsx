import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { cohortsQuery } from '../cohorts/queries.ts';
import { Icon } from '../components/icon.tsx';
import { Panel } from '../components/panel.tsx';
import { Arrival, Empty } from '../components/states.tsx';
import { useFormat } from '../formatting/use-format.ts';
import type { Role } from '../session/roles.ts';
import { relationsQuery } from '../trust/patients/patients-api.ts';

const shown = 8;

/** The patients whose care began last in one's department. */
export function PatientsPanel({ role }: { role: Role | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error } = useQuery(relationsQuery());
  const newest = [...(data ?? [])].sort((a, b) => b.from.localeCompare(a.from));
  const once = newest.filter((row, at) => newest.findIndex((one) => one.person === row.person) === at);
  return (
    <Panel
      title={t(role === 'network-member' ? 'home:conferencePatients' : 'home:patients')}
      note={t('home:patientsNote')}
      tools={<Link to="/patients">{t('home:allPatients', { number: format.int(once.length) })}</Link>}
    >
      <Arrival error={error} data={data} rows={4}>
        {() =>
          once.length === 0 ? (
            <Empty why={t('patients:none')}>
              <p>{t('patients:noneFind')}</p>
            </Empty>
          ) : (
            <ul className="links">
              {once.slice(0, shown).map((row) => (
                <li key={row.id}>
                  <Link to="/patients/$id" params={{ id: row.person }}>
                    <Icon name="person" />
                    <span className="breakable">
                      {row.personName ?? row.person}{' '}
                      <span className="muted small">
                        {[t(`words:sex.${row.sex}`, { defaultValue: row.sex }), row.born ? format.date(row.born) : '']
                          .filter(Boolean)
                          .join(', ')}
                      </span>
                    </span>
                    <span>
                      {t(`patients:kind.${row.kind}`)}
                      {row.until && ` · ${t('home:untilDate', { date: format.date(row.until) })}`}
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </Arrival>
    </Panel>
  );
}

/** The cohorts one made or shares, newest first. */
export function CohortsPanel() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error } = useQuery(cohortsQuery);
  const newest = [...(data ?? [])].sort((a, b) => b.frozenAt.localeCompare(a.frozenAt));
  return (
    <Panel
      title={t('home:cohorts')}
      note={t('home:cohortsNote')}
      tools={<Link to="/cohorts/new">{t('home:newCohort')}</Link>}
    >
      <Arrival error={error} data={data} rows={4}>
        {() =>
          newest.length === 0 ? (
            <Empty why={t('home:noCohorts')}>
              <p>{t('home:noCohortsWhy')}</p>
            </Empty>
          ) : (
            <ul className="links">
              {newest.slice(0, shown).map((row) => (
                <li key={row.id}>
                  <Link to="/cohorts/$id" params={{ id: row.id }}>
                    <Icon name="people" />
                    <span className="breakable">{row.name}</span>
                    <span>{t('home:cohortVersion', { version: row.version, date: format.date(row.frozenAt) })}</span>
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </Arrival>
    </Panel>
  );
}
