import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';

interface MenuProps {
  /** Class of the button. */
  className: string;
  /** What a screen reader says of the button, when its content does not. */
  label?: string;
  button: ReactNode;
  /** Draws the content; `close` is for items that stay on the page. */
  children(close: () => void): ReactNode;
}

const items = '[role^="menuitem"]';

/** A button that opens a short list: arrows, Home and End move, Escape closes and gives the focus back. */
export function Menu({ className, label, button, children }: MenuProps) {
  const [open, setOpen] = useState(false);
  const host = useRef<HTMLDivElement>(null);
  const id = useId();
  const choices = () => [...(host.current?.querySelectorAll<HTMLElement>(items) ?? [])];
  const close = (giveBack = true) => {
    setOpen(false);
    if (giveBack) host.current?.querySelector('button')?.focus();
  };
  useEffect(() => {
    if (!open) return;
    const first =
      host.current?.querySelector<HTMLElement>('[aria-checked="true"]') ??
      host.current?.querySelector<HTMLElement>(items);
    first?.focus();
    const outside = (event: Event) => {
      if (!host.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('click', outside);
    document.addEventListener('focusin', outside);
    return () => {
      document.removeEventListener('click', outside);
      document.removeEventListener('focusin', outside);
    };
  }, [open]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && open) {
      event.stopPropagation();
      close();
      return;
    }
    const list = choices();
    const at = list.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: list.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (open) list[(to + list.length) % list.length]?.focus();
    else setOpen(true);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the button and the items inside
    <div ref={host} className="menu" onKeyDown={onKeyDown}>
      <button
        type="button"
        className={className}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-label={label}
        onClick={() => setOpen(!open)}
      >
        {button}
      </button>
      {open && (
        <div id={id} className="menu-list" role="menu" aria-label={label}>
          {children(() => close())}
        </div>
      )}
    </div>
  );
}
