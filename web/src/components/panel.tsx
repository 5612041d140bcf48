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
      {foot && <div className="foot">{foot}</div>}
    </section>
  );
}
