import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../formatting/use-format.ts';
import { useText } from '../formatting/use-text.ts';
import { machinesQuery } from './access-api.ts';
import type { CaseKind, Count, Party } from './model.ts';

/** Words of a case's state, as the server's tables have them. */
export function useStateWord(): (kind: CaseKind, state: string) => string {
  const { data } = useQuery(machinesQuery);
  const text = useText();
  return useCallback(
    (kind, state) => {
      const known = data?.[kind]?.states[state];
      return known ? text(known.words) : state;
    },
    [data, text],
  );
}

/** For whom a case waits: the body by its name where it is one's. */
export function useTurnWord(): (waitsFor: Party | null, organisation?: string | null) => string {
  const { t } = useTranslation();
  return useCallback(
    (waitsFor, organisation) => {
      if (waitsFor === null) return t('access:turn.nobody');
      if (waitsFor === 'body' && organisation) return organisation;
      return t(`access:turn.${waitsFor}`);
    },
    [t],
  );
}

/** A count as it is shown: the number, or what the rule lets say. */
export function useCount(): (count: Count) => string {
  const format = useFormat();
  return useCallback(
    (count) => (count.persons === null ? (count.protected ?? '–') : format.int(count.persons)),
    [format],
  );
}
