import { useQueries, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../formatting/use-format.ts';
import type { CatalogueItem } from './answers.ts';
import { placeName } from './charts/place-map.ts';
import { eventsIn, keyOfEvents, type Question, type World } from './model.ts';
import { catalogueQuery, codeQuery } from './queries.ts';
import type { Words } from './sentence.ts';

/** The list of codes that a register's codes are of, after what its feed says. */
export function systemOf(items: readonly CatalogueItem[], register: string, world: World): string | undefined {
  const own = items.filter(({ registers }) => registers.includes(register));
  const sorted = [...own.filter(({ demo }) => demo === (world === 'synthetic')), ...own];
  return sorted.flatMap(({ variables }) => variables.flatMap(({ list }) => (list ? [list.system] : [])))[0];
}

/** What a storage temperature is called: numbers get their degrees and a true minus. */
export function temperatureText(value: string, to: string): string {
  if (!/^-?\d/.test(value)) return value;
  return `${value.replaceAll('-', '−').replace(' to ', ` ${to} `)} °C`;
}

/** The word for a value of a facet. */
export function useValueWord(): (facet: string, value: string) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return useCallback(
    (facet, value) => {
      if (value === '') return t('words:notKnown');
      if (facet === 'municipality') return placeName(value);
      if (facet === 'sex') return t(`words:sex.${value}`, { defaultValue: value });
      if (facet === 'type') return t(`register:type.${value}`, { defaultValue: value });
      if (facet === 'state') return t(`register:state.${value}`, { defaultValue: value });
      if (facet === 'consent') return t(`register:consent.${value}`, { defaultValue: value });
      if (facet === 'ageAtSampling') {
        if (value === '0') return t('register:ages.newborn');
        if (value === '90') return t('register:ages.oldest');
        return value === '1' ? '1–9' : `${value}–${Number(value) + 9}`;
      }
      if (facet === 'temperature')
        return t(`register:temperature.${value}`, { defaultValue: temperatureText(value, t('register:say.to')) });
      if (facet === 'thaws') return t('register:thaws', { count: Number(value), number: value });
      if (facet === 'birthDecade') return `${value}–${Number(value) + 9}`;
      if (facet === 'volumeBand') {
        if (value === '0') return t('register:volume.none');
        if (value === '1000') return t('register:volume.most');
        const last = { '1': 99, '100': 249, '250': 499, '500': 999 }[value];
        return `${format.int(Number(value))}–${last ?? ''} µl`;
      }
      return value;
    },
    [t, format],
  );
}

/** The words that sentences about a question are made of, with the names of its codes. */
export function useWords(question: Question): Words & { codesReady: boolean } {
  const { t } = useTranslation();
  const format = useFormat();
  const value = useValueWord();
  const { data: items } = useQuery(catalogueQuery);
  const codes = useMemo(() => {
    const named = eventsIn(question).flatMap(({ register, codes = [] }) =>
      codes.flatMap((code) => {
        const system = systemOf(items ?? [], register, question.data);
        return system === undefined ? [] : [{ key: keyOfEvents({ register, codes: [code] }), system, code }];
      }),
    );
    return [...new Map(named.map((one) => [one.key, one])).values()];
  }, [items, question]);
  const answers = useQueries({ queries: codes.map(({ system, code }) => codeQuery(system, code)) });
  const texts = answers.map(({ data }) => data?.text ?? '').join('\n');
  return useMemo(() => {
    const known = texts.split('\n');
    const names = new Map(codes.map(({ key }, at) => [key, known[at]]));
    return {
      t: (key, values) => t(key, values ?? {}),
      value,
      code: (register, code) => [code, names.get(keyOfEvents({ register, codes: [code] }))].filter(Boolean).join(' '),
      date: format.date,
      int: format.int,
      codesReady: known.every(Boolean),
    };
  }, [t, value, format, codes, texts]);
}
