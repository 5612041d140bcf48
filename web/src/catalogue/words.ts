import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../formatting/use-format.ts';
import { type CountedValue, type Disease, duoQuery, type EntryRecord } from './catalogue-api.ts';
import { chapterNames } from './chapters.ts';

/** The word of a value of one of MIABIS's lists; the value itself where there is none. */
export function useListWord(): (list: string, key: string) => string {
  const { t } = useTranslation();
  return useCallback((list, key) => t(`miabis:${list}.${key}`, { defaultValue: key }), [t]);
}

/** Name and description in the reader's language where the catalogue has them; `lang` says which it is. */
export function useEntryWords(): (record: Pick<EntryRecord, 'name' | 'description' | 'translated'>) => {
  name: string;
  description: string | undefined;
  lang: 'da' | 'en';
} {
  const { language } = useFormat();
  return useCallback(
    ({ name, description, translated }) => {
      const own = language === 'da' ? translated?.da : undefined;
      const lang = language === 'da' && own?.description === undefined ? 'en' : language;
      return { name: own?.name ?? name, description: own?.description ?? description, lang };
    },
    [language],
  );
}

/** The words of a condition: a term of the Data Use Ontology, or one of MIABIS's. */
export function useConditionWord(): (condition: string) => string {
  const { language } = useFormat();
  const listed = useListWord();
  const { data: terms } = useQuery(duoQuery);
  return useCallback(
    (condition) => {
      if (condition.startsWith('access:')) return listed('access', condition.slice('access:'.length));
      return terms?.find(({ id }) => id === condition)?.words[language] ?? condition;
    },
    [terms, language, listed],
  );
}

/** A chapter of diagnoses by its codes, whatever list they are of. */
export function useDiseaseWord(): (disease: Disease) => string {
  const listed = useListWord();
  return useCallback(
    ({ ontology, code, description, text }) => {
      if (code === undefined) return text ?? '–';
      const chapter = chapterNames(code, (one) => listed('chapter', one));
      const said = description ?? chapter;
      const list = ontology === undefined || /^ICD/i.test(ontology) ? code : `${ontology} ${code}`;
      return said === undefined ? list : `${said} (${list})`;
    },
    [listed],
  );
}

/** A chapter of diagnoses in words, given by its codes, which may be those of several chapters of ICD-10. */
export function useChapterWord(): (value: string) => string {
  const listed = useListWord();
  return useCallback((value) => chapterNames(value, (one) => listed('chapter', one)) ?? value, [listed]);
}

/** A count as it is told: a number, or that it is protected. */
export function useCount(): (given: Pick<CountedValue, 'persons' | 'protected'>, of?: number | null) => string {
  const format = useFormat();
  return (given, of) => {
    const n = of === undefined ? given.persons : of;
    return n === null ? (given.protected ?? '–') : format.int(n);
  };
}
