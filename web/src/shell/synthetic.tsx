import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../components/icon.tsx';

/** How much of a page is made up. */
export type SyntheticShare = 'none' | 'some' | 'all';

interface SyntheticState {
  share: SyntheticShare;
  claim(share: 'some' | 'all', change: 1 | -1): void;
}

const SyntheticContext = createContext<SyntheticState>({ share: 'none', claim: () => undefined });

/** How much is made up of things of which each is or is not. */
export function shareOf(made: readonly boolean[]): SyntheticShare {
  if (!made.includes(true)) return 'none';
  return made.includes(false) ? 'some' : 'all';
}

/** Keeps count of the parts of the page that show made-up data. */
export function SyntheticProvider({ children }: { children: ReactNode }) {
  const [claims, setClaims] = useState({ some: 0, all: 0 });
  const state = useMemo<SyntheticState>(
    () => ({
      share: claims.some > 0 ? 'some' : claims.all > 0 ? 'all' : 'none',
      claim: (share, change) => setClaims((count) => ({ ...count, [share]: count[share] + change })),
    }),
    [claims],
  );
  return <SyntheticContext value={state}>{children}</SyntheticContext>;
}

/** Called by a page with how much of it is made up; the mark then stands above the whole page. */
export function useSynthetic(share: SyntheticShare): void {
  const { claim } = useContext(SyntheticContext);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `claim` only ever adds to the same counters
  useEffect(() => {
    if (share === 'none') return;
    claim(share, 1);
    return () => claim(share, -1);
  }, [share]);
}

/** The mark itself. */
export function SyntheticMark() {
  const { t } = useTranslation();
  const { share } = useContext(SyntheticContext);
  if (share === 'none') return null;
  return (
    <aside className="synthetic" aria-label={t('words:synthetic')}>
      <Icon name="info" />
      <span>{t(share === 'all' ? 'frame:synthetic' : 'frame:syntheticSome')}</span>
    </aside>
  );
}
