import { useTranslation } from 'react-i18next';
import { Protected } from '../components/marks.tsx';
import { useFormat } from '../formatting/use-format.ts';
import type { Shown } from './answers.ts';

/** Why a number is not told: it is small, or it would give a small one away. */
function useReason(): (shown: string) => string {
  const { t } = useTranslation();
  return (shown) =>
    shown.startsWith('<') ? t('register:protected.small', { limit: shown.slice(1) }) : t('register:protected.hidden');
}

/** The words for a number that may be protected, for text, tables that leave and labels of pictures. */
export function useShownText(): (shown: Shown | undefined) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (shown) => {
    if (shown === undefined) return '–';
    if (shown.persons !== null) return format.int(shown.persons);
    return wordOf(shown.protected, t('register:protected.word'));
  };
}

function wordOf(shown: string | undefined, hidden: string): string {
  return shown?.startsWith('<') ? shown : hidden;
}

/** A number of people, or the lock with the reason. */
export function ShownNumber({ shown, quiet }: { shown: Shown | undefined; quiet?: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const reason = useReason();
  if (shown === undefined) return <span className="muted">–</span>;
  if (shown.persons !== null) return <>{format.int(shown.persons)}</>;
  const word = wordOf(shown.protected, t('register:protected.word'));
  // Inside a button or a label another button may not stand.
  if (quiet) {
    return (
      <span className="protected" title={reason(word)}>
        {word}
      </span>
    );
  }
  return <Protected shown={word} reason={reason(word)} />;
}

/** The same of specimens: they are protected where their people are. */
export function specimensOf(cell: Shown & { specimens?: number | null }): Shown {
  if (cell.specimens === null || cell.specimens === undefined)
    return { persons: null, ...(cell.protected === undefined ? {} : { protected: cell.protected }) };
  return { persons: cell.specimens };
}
