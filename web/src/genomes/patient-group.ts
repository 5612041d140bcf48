import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/**
 * The name of a patient group in the reader's language. Groups are data and change; those the glossary knows by key have
 * a name in both languages, any other is shown as it was reported.
 */
export function usePatientGroup(): (group: string | null) => string | null {
  const { t } = useTranslation();
  return useCallback((group) => (group === null ? null : t(`patientGroups:${group}`, { defaultValue: group })), [t]);
}
