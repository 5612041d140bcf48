import { useTranslation } from 'react-i18next';
import type { Finding } from '../../api/answers.ts';
import { useFormat } from '../../formatting/use-format.ts';

const parts = ['what', 'expected', 'found', 'action'] as const;

/** The sentences of a finding; on a screen that is not English, what the server said itself is apart. */
export type FindingText = Record<(typeof parts)[number], string> & { server: string[] };

/**
 * Says a finding in the reader's language: by its code and parameters where the catalogue knows the rule, else by the title
 * of the error that a file met. The server's own words are English.
 */
export function useFindingText(): (finding: Finding) => FindingText {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const word = (name: string, value: string | number): string => {
    if (typeof value === 'number') return format.decimal(value, 3);
    if (name === 'declared' || name === 'inferred') return t(`words:sex.${value}`, { defaultValue: value });
    if (name === 'relation') return t(`words:relation.${value}`, { defaultValue: value });
    if (name === 'measure') return t(`findings:measure.${value}`, { defaultValue: value });
    if (name === 'assay') return t(`words:assay.${value}`, { defaultValue: value });
    // Numbers that the server rounded for a sentence keep their decimals.
    if (/^-?\d+\.\d+$/.test(value)) return format.fixed(Number(value), value.split('.')[1]!.length);
    return value;
  };
  return (finding) => {
    const given = Object.entries(finding.parameters ?? {}).map(([name, value]) => [name, word(name, value)]);
    const values = Object.fromEntries(given) as Record<string, string>;
    const said = parts.map((part) => {
      const key = `findings:${finding.code}.${part}`;
      return [part, i18n.exists(key) ? t(key, values) : (finding[part] ?? '')];
    });
    const text = { ...(Object.fromEntries(said) as Record<(typeof parts)[number], string>), server: [] };
    if (i18n.language === 'en' || i18n.exists(`findings:${finding.code}.what`)) return text;
    const title = `problemTitles:${finding.code}`;
    return {
      what: i18n.exists(title) ? t(title) : t('findings:file.what'),
      ...{ expected: '', found: '', action: t('findings:file.action') },
      server: parts.flatMap((part) => finding[part] ?? []),
    };
  };
}
