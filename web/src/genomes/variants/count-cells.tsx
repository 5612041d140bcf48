import { useTranslation } from 'react-i18next';
import { Protected, Unknown } from '../../components/marks.tsx';
import { useFormat } from '../../formatting/use-format.ts';
import type { CountCell } from './groups.ts';

interface CountProps {
  cell: CountCell;
  /** Why a number is not known, said on focus. */
  unknownReason: string;
  /** How a known number is written; whole numbers unless told otherwise. */
  write?: (value: number) => string;
  /** The number goes with a hidden one beside it: the lock alone is enough. */
  companion?: boolean;
}

/** A count as it may be shown: the number, a lock with `<5`, a lock with the word, or unknown. */
export function Count({ cell, unknownReason, write, companion }: CountProps) {
  const { t } = useTranslation();
  const format = useFormat();
  if (cell.kind === 'known') return <>{write ? write(cell.value) : format.int(cell.value)}</>;
  if (cell.kind === 'protected') {
    return (
      <Protected shown={cell.shown} reason={t('variant:protectedReason', { least: cell.shown.replace('<', '') })} />
    );
  }
  if (cell.kind === 'hidden') {
    const reason = t(companion ? 'variant:companionReason' : 'variant:hiddenReason');
    return <Protected shown={t('variant:hidden')} reason={reason} small={companion ?? false} />;
  }
  return <Unknown word={t('variant:unknown')} reason={unknownReason} />;
}
