import { useTranslation } from 'react-i18next';
import { useFormat } from '../formatting/use-format.ts';

interface PagerProps {
  shown: number;
  total: number;
  /** Cursor of the next page, or null at the end. */
  next: string | null;
  /** True when this is not the first page. */
  later: boolean;
  onFirst(): void;
  onNext(after: string): void;
}

/** Rows shown of the rows there are, first page and next page; the place stands in the address. */
export function Pager({ shown, total, next, later, onFirst, onNext }: PagerProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="pager">
      <span>{t('words:shownOf', { shown: format.int(shown), total: format.int(total) })}</span>
      {later && (
        <button type="button" className="btn small" onClick={onFirst}>
          {t('words:firstPage')}
        </button>
      )}
      {next && (
        <button type="button" className="btn small" onClick={() => onNext(next)}>
          {t('words:nextPage')}
        </button>
      )}
    </div>
  );
}
