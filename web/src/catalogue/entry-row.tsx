import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/icon.tsx';
import { useFormat } from '../formatting/use-format.ts';
import type { EntryKind, ListedEntry } from './catalogue-api.ts';
import { useConditionWord, useEntryWords, useListWord } from './words.ts';

/** Conditions that are told in a list; the others stand on the entry's page. */
const mostConditions = 3;

/** An entry in a list: what it is, whose, what it holds, how much, on what terms. */
export function EntryRow({ kind, entry }: { kind: EntryKind; entry: ListedEntry }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = useEntryWords();
  const listed = useListWord();
  const condition = useConditionWord();
  const { name, acronym, biobank, sampleTypes, persons, specimens, years, conditions, quality, collections, demo } =
    entry;
  const {
    name: own,
    description,
    lang,
  } = words({
    name,
    ...(entry.description === null ? {} : { description: entry.description }),
    ...(entry.translated === null ? {} : { translated: entry.translated }),
  });
  const duo = conditions.filter((one) => !one.startsWith('access:'));
  return (
    <li>
      <div className="entry-head">
        <Link className="rowlink" to={`/catalogue/${kind}/$id`} params={{ id: entry.id }}>
          {own}
        </Link>
        {acronym && <span className="muted small">{acronym}</span>}
        {demo && <span className="tag warn">{t('words:synthetic')}</span>}
        {quality.map(({ standard }) => (
          <span key={standard} className="tag">
            <Icon name="pass" />
            {standard}
          </span>
        ))}
      </div>
      {biobank && (
        <p className="small">
          <Link to="/catalogue/biobanks/$id" params={{ id: biobank.id }}>
            {biobank.name}
          </Link>
        </p>
      )}
      {description && (
        <p className="soft clamp" lang={lang}>
          {description}
        </p>
      )}
      <ul className="entry-facts">
        {sampleTypes.length > 0 && <li>{sampleTypes.map((type) => listed('sampleType', type)).join(', ')}</li>}
        {kind === 'biobanks' && (
          <li>{t('catalogue:holds', { count: collections, number: format.int(collections) })}</li>
        )}
        {persons !== null && <li>{t('catalogue:people', { count: persons, number: format.int(persons) })}</li>}
        {specimens !== null && <li>{t('catalogue:specimens', { count: specimens, number: format.int(specimens) })}</li>}
        {years && <li>{years.from === years.to ? years.from : `${years.from}–${years.to}`}</li>}
      </ul>
      {duo.length > 0 && (
        <ul className="entry-tags" aria-label={t('catalogue:fields.condition')}>
          {duo.slice(0, mostConditions).map((one) => (
            <li key={one} className="tag">
              {condition(one)}
            </li>
          ))}
          {duo.length > mostConditions && <li className="muted tiny">+{duo.length - mostConditions}</li>}
        </ul>
      )}
    </li>
  );
}
