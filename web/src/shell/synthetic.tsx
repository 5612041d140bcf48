import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/icon.tsx';

interface SyntheticState {
  shown: boolean;
  claim(change: 1 | -1): void;
}

const SyntheticContext = createContext<SyntheticState>({ shown: false, claim: () => undefined });

/** Keeps count of the parts of the page that show made-up data. */
export function SyntheticProvider({ children }: { children: ReactNode }) {
  const [claims, setClaims] = useState(0);
  const state = useMemo(
    () => ({ shown: claims > 0, claim: (change: 1 | -1) => setClaims((count) => count + change) }),
    [claims],
  );
  return <SyntheticContext value={state}>{children}</SyntheticContext>;
}

/** Called by a page with true when anything on it is made up; the mark then stands above the whole page. */
export function useSynthetic(demo: boolean): void {
  const { claim } = useContext(SyntheticContext);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `claim` only ever adds to the same counter
  useEffect(() => {
    if (!demo) return;
    claim(1);
    return () => claim(-1);
  }, [demo]);
}

/** The mark itself. */
export function SyntheticMark() {
  const { t } = useTranslation();
  const { shown } = useContext(SyntheticContext);
  if (!shown) return null;
  return (
    <aside className="synthetic" aria-label={t('words:synthetic')}>
      <Icon name="info" />
      <span>{t('frame:synthetic')}</span>
    </aside>
  );
}
