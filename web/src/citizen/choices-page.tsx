import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../formatting/use-format.ts';
import { ChoiceCard } from './choice-card.tsx';
import { choicesQuery, type HistoryEvent, historyQuery } from './citizen-api.ts';
import { CitizenPage } from './citizen-page.tsx';
import { Effects } from './effects.tsx';
import { FoldingTable } from './folding-table.tsx';
import { LeaveCard } from './leave-card.tsx';
import { useWho } from './who.ts';

function History({ events }: { events: readonly HistoryEvent[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (events.length === 0) return null;
  return (
    <section className="c-sec">
      <h2>{t('citizen:history.heading')}</h2>
      <FoldingTable
        caption={t('citizen:history.heading')}
        heads={[t('citizen:log.when'), t('citizen:history.what'), t('citizen:history.who')]}
        rows={events.map((event) => ({
          key: `${event.at} ${event.what} ${event.scope ?? ''} ${event.name ?? ''}`,
          cells: [
            format.dateTime(event.at),
            <span key="what">
              {t(`citizen:happened.${event.what.replace(/^history\./, '')}`, {
                defaultValue: t('citizen:happened.other'),
              })}
              {event.scope && <span className="under">{t(`citizen:choices.short.${event.scope}`)}</span>}
              {event.name && <span className="under">{event.name}</span>}
            </span>,
            event.by ? t(`citizen:by.${event.by}`) : t('citizen:by.staff'),
          ],
        }))}
      />
    </section>
  );
}

/** The three acts, kept apart: the opt-out register, leaving a project, and erasure. */
export function ChoicesPage() {
  const { t } = useTranslation();
  const { person, about, name } = useWho();
  const { data, error } = useQuery(choicesQuery(person));
  const { data: history } = useQuery(historyQuery(person));
  const out = data?.choices.filter((choice) => choice.out).length ?? 0;
  const stand = out === 0 ? 'none' : out === data?.choices.length ? 'both' : 'one';
  return (
    <CitizenPage
      heading={t(`citizen:choices.heading.${about}`, { name })}
      lead={t(`citizen:choices.lead.${stand}`)}
      error={error}
      loading={!data}
    >
      {data && (
        <>
          {data.mayNot && <p className="c-note">{t(`citizen:mayNot.${data.mayNot.replace(/^reason\./, '')}`)}</p>}
          <section className="c-sec">
            <h2>{t('citizen:choices.register')}</h2>
            <p>{t('citizen:choices.registerText')}</p>
            {data.choices.map((choice) => (
              <ChoiceCard key={choice.scope} choice={choice} person={person} mayChange={data.mayChange} />
            ))}
          </section>
          <section className="c-sec">
            <h2>{t('citizen:choices.project')}</h2>
            <LeaveCard person={person} />
          </section>
          <section className="c-sec">
            <h2>{t('citizen:choices.erasure')}</h2>
            <article className="choice">
              <h3>{t('citizen:erase.title')}</h3>
              <p>{t('citizen:erase.text')}</p>
              <Effects
                stops={[t('citizen:erase.stops'), t('citizen:erase.care')]}
                goesOn={[t('citizen:erase.record')]}
                know={[t('citizen:erase.law'), t('citizen:erase.proof'), t('citizen:erase.never')]}
              />
              <p>{t('citizen:erase.how')}</p>
            </article>
          </section>
          <History events={history?.items ?? []} />
        </>
      )}
    </CitizenPage>
  );
}
