import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../formatting/use-format.ts';
import { useLaw, useText } from '../formatting/use-text.ts';
import { type Use, usesQuery } from './citizen-api.ts';
import { CitizenPage } from './citizen-page.tsx';
import { FoldingTable } from './folding-table.tsx';
import { useWho } from './who.ts';

function Uses({ items, title }: { items: readonly Use[]; title: string }) {
  const { t } = useTranslation();
  const law = useLaw();
  const format = useFormat();
  const text = useText();
  if (items.length === 0) return null;
  return (
    <section className="c-sec">
      <h2>{title}</h2>
      <FoldingTable
        caption={title}
        heads={[
          t('citizen:uses.name'),
          t('citizen:stored.controller'),
          t('citizen:uses.why'),
          t('citizen:uses.period'),
        ]}
        rows={items.map((use) => ({
          key: `${use.kind} ${use.name} ${use.since}`,
          cells: [
            <span key="name">
              <b>{use.title ? text(use.title) : use.name}</b>
              <span className="under">{t(`citizen:uses.kind.${use.kind}`)}</span>
            </span>,
            use.controller ?? t('citizen:notStated'),
            <span key="why">
              {use.purpose ?? (use.legalBasis ? law(use.legalBasis) : t(`citizen:uses.because.${use.kind}`))}
              {use.purpose && use.legalBasis && <span className="under">{law(use.legalBasis)}</span>}
            </span>,
            <span key="period">
              {use.until
                ? t('citizen:uses.fromTo', { from: format.date(use.since), to: format.date(use.until) })
                : t('citizen:uses.from', { from: format.date(use.since) })}
              {use.stopped && <span className="under">{t(`citizen:stopped.${use.stopped}`)}</span>}
            </span>,
          ],
        }))}
      />
    </section>
  );
}

/** Which data sets and projects use a person's data, and why. */
export function UsesPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { person, about, name } = useWho();
  const { data, error } = useQuery(usesQuery(person));
  const items = data?.items ?? [];
  const active = items.filter((use) => use.inUse);
  const values = { count: active.length, number: format.int(active.length), name };
  const lead = active.length === 0 ? t('citizen:uses.none') : t(`citizen:uses.lead.${about}`, values);
  return (
    <CitizenPage heading={t(`citizen:uses.heading.${about}`, { name })} lead={lead} error={error} loading={!data}>
      <Uses items={active} title={t('citizen:uses.now')} />
      <Uses items={items.filter((use) => !use.inUse)} title={t('citizen:uses.before')} />
      <p>{t('citizen:uses.counts')}</p>
      <p>
        <Link className="btn-c second" to="/me/choices" search={person ? { person } : {}}>
          {t('citizen:uses.change')}
        </Link>
      </p>
    </CitizenPage>
  );
}
