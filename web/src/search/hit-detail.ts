import { useTranslation } from 'react-i18next';
import type { SearchHit } from '../api/answers.ts';

/** What a hit says of itself, with codes of sources and states in the reader's language. */
export function useHitDetail(): (hit: SearchHit) => string {
  const { t } = useTranslation();
  return ({ kind, detail = '' }) => {
    if (kind === 'dataset') return t(`words:source.${detail}`, { defaultValue: detail });
    if (kind === 'case') return t(`patients:kind.${detail}`, { defaultValue: detail });
    if (kind === 'project') {
      return detail === '' ? t('search:noDatasets') : t('search:opens', { datasets: detail });
    }
    if (kind !== 'submission') return detail;
    const at = detail.lastIndexOf(', ');
    const state = detail.slice(at + 2);
    return at < 0 ? detail : `${detail.slice(0, at)}, ${t(`words:state.${state}`, { defaultValue: state })}`;
  };
}
