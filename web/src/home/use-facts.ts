import { useTranslation } from 'react-i18next';
import { useFormat } from '../formatting/use-format.ts';

/** The values of a sentence: numbers and codes as the reader's language writes them; a count decides singular or plural. */
export function useFacts(one: { label: string | null; facts: Record<string, string | number | null> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const values: Record<string, string | number> = { label: one.label ?? '' };
  for (const [name, value] of Object.entries(one.facts)) {
    if (typeof value === 'number') {
      values[name] = format.int(value);
      values['count'] ??= value;
    } else if (value === null) {
      values[name] = name === 'organisation' ? t('home:noOrganisation') : '';
    } else if (name === 'role') {
      values[name] = t(`roles:${value}.name`, { defaultValue: value });
    } else if (name === 'relation') {
      values[name] = t(`home:relation.${value}`, { defaultValue: value });
    } else if (name === 'state') {
      values[name] = t(`words:state.${value}`, { defaultValue: value });
    } else if (name === 'source') {
      values[name] = t(`words:source.${value}`, { defaultValue: value });
    } else if (name === 'type') {
      values[name] = t(`words:type.${value}`, { defaultValue: value });
    } else {
      values[name] = value;
    }
  }
  return values;
}
