import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../formatting/use-format.ts';
import { usePatientGroup } from '../genomes/patient-group.ts';
import type { Condition, Count, WordField } from './model.ts';

/** The word for a value of a field. */
export function useValueWord(): (field: string, value: string) => string {
  const { t } = useTranslation();
  const groupWord = usePatientGroup();
  return useCallback(
    (field, value) => {
      if (field === 'sex' || field === 'assay' || field === 'source')
        return t(`words:${field}.${value}`, { defaultValue: value });
      if (field === 'patientGroup') return groupWord(value) ?? value;
      if (field === 'affected') return t(value === 'yes' ? 'words:yes' : 'words:no');
      if (field === 'birthDecade') return t('cohorts:decade', { year: value });
      return value;
    },
    [t, groupWord],
  );
}

/** A condition as a sentence. */
export function useConditionText(): (condition: Condition) => string {
  const { t } = useTranslation();
  const word = useValueWord();
  const text = useCallback(
    (condition: Condition): string => {
      if ('not' in condition) return t('cohorts:say.not', { what: text(condition.not) });
      if ('all' in condition) return condition.all.map(text).join(` ${t('cohorts:say.and')} `);
      if (!('field' in condition)) return condition.any.map(text).join(` ${t('cohorts:say.or')} `);
      const field = t(`cohorts:field.${condition.field}`);
      if ('variant' in condition) return `${field} ${condition.variant}`;
      if ('gene' in condition) return `${field} ${condition.gene}`;
      if ('is' in condition) return t(`cohorts:yesNo.${condition.field}.${condition.is ? 'yes' : 'no'}`);
      if ('any' in condition) {
        return `${field}: ${condition.any.map((one) => word(condition.field, one)).join(` ${t('cohorts:say.or')} `)}`;
      }
      return `${field} ${condition.from ?? ''}–${condition.to ?? ''}`;
    },
    [t, word],
  );
  return text;
}

/** A count as it is shown: the number, or what the rule lets say. */
export function useCountText(): (count: Count) => string {
  const format = useFormat();
  return useCallback(
    (count) => (count.persons === null ? (count.protected ?? '–') : format.int(count.persons)),
    [format],
  );
}

export type { WordField };
