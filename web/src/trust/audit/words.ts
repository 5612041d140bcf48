import { useTranslation } from 'react-i18next';

/** Words for the codes of the log; a code without a word is shown as it is. */
export function useAuditWords() {
  const { t, i18n } = useTranslation();
  const keyOf = (code: string) => `auditActions:${code.replaceAll(/[.-]/g, '_')}`;
  const known = (code: string) => i18n.exists(keyOf(code));
  return {
    /** Whether an action has words; its code is shown else, as one. */
    known,
    action: (code: string) => (known(code) ? t(keyOf(code)) : code),
    /** The name of whoever acted; for those without an account what they are. */
    actor: ({ actor, actorName }: { actor: string; actorName: string | null }) => {
      if (actorName) return actorName;
      const [kind = '', id = ''] = actor.split(':');
      const key = `audit:actorKind.${kind}`;
      if (!i18n.exists(key)) return actor;
      return kind === 'public' ? t(key) : `${t(key)} (${id})`;
    },
    role: (code: string | null) => (code === null ? '' : t(`roles:${code}.name`, { defaultValue: code })),
    purpose: (code: string) => t(`words:purpose.${code}`, { defaultValue: code }),
  };
}
