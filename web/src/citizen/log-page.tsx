import { useInfiniteQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../formatting/use-format.ts';
import { useLaw, useText } from '../formatting/use-text.ts';
import { type Look, type Looks, looksQuery } from './citizen-api.ts';
import { CitizenPage } from './citizen-page.tsx';
import { FoldingTable } from './folding-table.tsx';
import { useWho } from './who.ts';

/** Who looked, as the filter names them: an organisation, the person themselves, or somebody without one. */
function placeOf(look: Look): string {
  if (look.by.self) return 'self';
  return look.by.organisation === null ? 'none' : `in ${look.by.organisation}`;
}

function LookTable({ looks }: { looks: readonly Look[] }) {
  const { t } = useTranslation();
  const law = useLaw();
  const format = useFormat();
  const text = useText();
  return (
    <FoldingTable
      caption={t('citizen:pages.log')}
      heads={[t('citizen:log.when'), t('citizen:log.who'), t('citizen:log.what'), t('citizen:log.why')]}
      rows={looks.map((look) => ({
        key: look.id,
        cells: [
          format.dateTime(look.at),
          <span key="who">
            {look.by.self ? t('citizen:log.self') : (look.by.organisation ?? t('citizen:log.noOrganisation'))}
            {!look.by.self && <span className="under">{text(look.by.role)}</span>}
          </span>,
          <span key="what">
            {text(look.what)}
            {look.refused && <span className="under">{t('citizen:log.refused')}</span>}
          </span>,
          <span key="why">
            {text(look.why.purpose)}
            {look.why.reason && <span className="under">{t('citizen:log.reason', { reason: look.why.reason })}</span>}
            <span className="under">{law(look.why.legalBasis)}</span>
          </span>,
        ],
      }))}
    />
  );
}

function Completeness({ completeness }: { completeness: Looks['completeness'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useText();
  const { aboutThisPerson: count, shown, withheld } = completeness;
  return (
    <section className="c-sec c-note">
      <h2>{t('citizen:log.complete')}</h2>
      <p>
        {t('citizen:log.sum', { count, number: format.int(count), shown: format.int(shown) })}{' '}
        {withheld.length === 0 && t('citizen:log.nothingWithheld')}
      </p>
      {withheld.length > 0 && (
        <ul className="c-list">
          {withheld.map(({ reason, count: held }) => (
            <li key={reason.en}>
              <b>{format.int(held)}</b>
              <span>{text(reason)}</span>
            </li>
          ))}
        </ul>
      )}
      <p>{text(completeness.statement)}</p>
    </section>
  );
}

/** Who looked at a person's data and why, in plain words. */
export function LogPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { person, about, name } = useWho();
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(looksQuery(person));
  const [place, setPlace] = useState('');
  const id = useId();
  const looks = data?.pages.flatMap((page) => page.items) ?? [];
  const places = [...new Set(looks.map(placeOf))].sort();
  const chosen = looks.filter(
    (look) => place === '' || placeOf(look) === place || (place === 'others' && !look.by.self),
  );
  const others = looks.filter((look) => !look.by.self).length;
  const completeness = data?.pages[0]?.completeness;
  const word = (one: string) =>
    one === 'self' ? t('citizen:log.self') : one === 'none' ? t('citizen:log.noOrganisation') : one.slice('in '.length);
  const lead =
    completeness &&
    t(`citizen:log.lead.${about}`, { count: completeness.shown, number: format.int(completeness.shown), name });
  return (
    <CitizenPage heading={t(`citizen:log.heading.${about}`, { name })} lead={lead} error={error} loading={!data}>
      {looks.length > 0 && (
        <div className="c-field">
          <label htmlFor={id}>{t('citizen:log.filter')}</label>
          <select id={id} value={place} onChange={(event) => setPlace(event.target.value)}>
            <option value="">{t('citizen:log.everybody')}</option>
            {others > 0 && others < looks.length && <option value="others">{t('citizen:log.others')}</option>}
            {places.map((one) => (
              <option key={one} value={one}>
                {word(one)}
              </option>
            ))}
          </select>
          <p role="status">
            {t('citizen:log.seen', {
              count: chosen.length,
              number: format.int(chosen.length),
              all: format.int(looks.length),
            })}
            {others === 0 && ` ${t('citizen:log.onlySelf')}`}
          </p>
        </div>
      )}
      {chosen.length > 0 && <LookTable looks={chosen} />}
      {hasNextPage && (
        <p>
          <button type="button" className="btn-c second" disabled={isFetchingNextPage} onClick={() => fetchNextPage()}>
            {t('citizen:log.older')}
          </button>
        </p>
      )}
      {completeness && <Completeness completeness={completeness} />}
    </CitizenPage>
  );
}
