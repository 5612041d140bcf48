import type { ReactNode } from 'react';

/** A part that may be wider than its panel: it scrolls by itself and can be reached with the keyboard (WCAG 2.1.1). */
export function Scroll({ label, capped, children }: { label: string; capped?: boolean; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form fields, and a landmark would be one too many
    <div
      className={capped ? 'scroll capped' : 'scroll'}
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
      tabIndex={0}
      aria-label={label}
    >
      {children}
    </div>
  );
}
