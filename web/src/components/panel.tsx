import { type ReactNode, useId } from 'react';

interface PanelProps {
  title: ReactNode;
  /** Says the unit, beside the title. */
  note?: ReactNode;
  tools?: ReactNode;
  /** Says the rule, below the content. */
  foot?: ReactNode;
  /** Without it the content reaches the panel's edges, as tables do. */
  padded?: boolean;
  id?: string;
  children: ReactNode;
}

/** One question each. */
export function Panel({ title, note, tools, foot, padded = false, id, children }: PanelProps) {
  const made = useId();
  const headingId = id ?? made;
  return (
    <section className="panel" aria-labelledby={headingId}>
      <header>
        <h2 id={headingId}>{title}</h2>
        {note && <span className="note">{note}</span>}
        {tools && <span className="tools">{tools}</span>}
      </header>
      {padded ? <div className="body">{children}</div> : children}
      {foot && <p className="foot">{foot}</p>}
    </section>
  );
}

/** A part that may be wider than its panel: it scrolls by itself and can be reached with the keyboard. */
export function Scroll({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard (WCAG 2.1.1)
    <section className="scroll" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
