import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../formatting/use-format.ts';
import { meQuery, type Ward } from './citizen-api.ts';
import { CitizenPage } from './citizen-page.tsx';
import { FoldingTable } from './folding-table.tsx';

/** What a guardian may do for a ward, as a key. */
function reachOf({ mayDecide: { see, optOut, project } }: Ward): string {
  if (see && optOut) return 'all';
  return project ? 'project' : 'none';
}

function WardCard({ ward }: { ward: Ward }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <article className="choice">
      <header>
        <h2>{ward.name ?? t('citizen:nameless')}</h2>
        <span className="tag">{t(`citizen:children.relation.${ward.relation}`)}</span>
      </header>
      <p>
        {ward.age !== null && `${t('citizen:children.age', { count: ward.age })} `}
        {t(`citizen:children.may.${reachOf(ward)}`)}{' '}
        {ward.until && ward.mayDecide.optOut && t('citizen:children.until', { date: format.date(ward.until) })}
      </p>
      {ward.mayDecide.see && (
        <div className="c-row">
          <Link className="btn-c" to="/me" search={{ person: ward.id }}>
            {t('citizen:children.see')}
            <span className="visually-hidden"> {ward.name}</span>
          </Link>
          <Link className="btn-c second" to="/me/choices" search={{ person: ward.id }}>
            {t('citizen:children.choose')}
            <span className="visually-hidden"> {ward.name}</span>
          </Link>
        </div>
      )}
    </article>
  );
}

/** The people a citizen decides for, and the rules by age. */
export function ChildrenPage() {
  const { t } = useTranslation();
  const { data, error } = useQuery(meQuery);
  const wards = data?.wards ?? [];
  const rules = ['see', 'optOut', 'project', 'guardian'] as const;
  return (
    <CitizenPage
      heading={t('citizen:children.heading')}
      lead={wards.length === 0 ? t('citizen:children.none') : t('citizen:children.lead', { count: wards.length })}
      error={error}
      loading={!data}
      switchable={false}
    >
      {wards.map((ward) => (
        <WardCard key={ward.id} ward={ward} />
      ))}
      <section className="c-sec">
        <h2>{t('citizen:children.rules')}</h2>
        <FoldingTable
          caption={t('citizen:children.rules')}
          heads={[t('citizen:children.matter'), t('citizen:children.whoDecides')]}
          rows={rules.map((rule) => ({
            key: rule,
            cells: [t(`citizen:rule.${rule}.what`), t(`citizen:rule.${rule}.who`)],
          }))}
        />
      </section>
    </CitizenPage>
  );
}
