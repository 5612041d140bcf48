import { type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react';

interface PopoverProps {
  /** What the button says; an icon needs `name` beside it. */
  label: ReactNode;
  /** Name of the button and of what opens. */
  name: string;
  className: string;
  pressed?: boolean;
  children: ReactNode;
}

const gap = 4;

function place(panel: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const width = panel.offsetWidth;
  const height = panel.offsetHeight;
  const below = at.bottom + gap + height <= innerHeight || at.top < height + gap;
  panel.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
  panel.style.top = `${below ? at.bottom + gap : at.top - gap - height}px`;
}

/**
 * A button with choices that open over the page: Escape and a click elsewhere close them, and the focus returns. Drawn in the
 * browser's top layer, so a table that scrolls does not cut it off.
 */
export function Popover({ label, name, className, pressed, children }: PopoverProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  // Only what has been drawn has a size to be placed by, and a field that can have the focus.
  useLayoutEffect(() => {
    if (!open || !panel.current || !button.current) return;
    place(panel.current, button.current);
    panel.current.querySelector<HTMLElement>('input, select, button')?.focus();
  }, [open]);
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        popoverTarget={id}
        aria-expanded={open}
        aria-label={name}
        data-on={pressed || undefined}
      >
        {label}
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={name}
        className="popover"
        onToggle={(event) => {
          setOpen(event.newState === 'open');
        }}
      >
        {open && children}
      </div>
    </>
  );
}
