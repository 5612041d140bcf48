import { useTranslation } from 'react-i18next';

/** Words for the codes of the log; a code without a word is shown as it is. */
export function useAuditWords() {
  const { t, i18n } = useTranslation();
  return {
    action: (code: string) => {
      const key = `auditActions:${code.replaceAll(/[.-]/g, '_')}`;
      return i18n.exists(key) ? t(key) : code;
    },
    role: (code: string | null) => (code === null ? '' : t(`roles:${code}.name`, { defaultValue: code })),
    purpose: (code: string) => t(`words:purpose.${code}`, { defaultValue: code }),
  };
}
