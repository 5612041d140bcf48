import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

function isEditable(element: Element | null): boolean {
  return element instanceof HTMLElement && (element.matches('input, select, textarea') || element.isContentEditable);
}

/**
 * The one field of a bench. Whatever a scanner types lands here, wherever the focus is, except while somebody writes in another
 * field or a dialog is open.
 */
export function ScanField(props: { label: string; expected: React.ReactNode; onScan(text: string): void }) {
  const { label, expected, onScan } = props;
  const { t } = useTranslation();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [deaf, setDeaf] = useState(false);
  useEffect(() => {
    const listen = () => field.current?.focus({ preventScroll: true });
    const elsewhere = () => isEditable(document.activeElement) && document.activeElement !== field.current;
    const look = () => setDeaf(!document.hasFocus() || elsewhere());
    // The letter that brings the focus here is typed here: the field has it before the browser inserts it.
    const onKey = (event: KeyboardEvent) => {
      const letter = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
      const pressed = event.key === ' ' && document.activeElement instanceof HTMLButtonElement;
      if (letter && !pressed && !elsewhere() && !document.querySelector('dialog[open]')) listen();
    };
    // A finger on a button leaves the field listening; somebody who goes by the keyboard keeps their place.
    const onClick = (event: MouseEvent) => {
      if (event.detail > 0 && !elsewhere() && !document.querySelector('dialog[open]'))
        setTimeout(() => elsewhere() || listen());
    };
    listen();
    look();
    document.addEventListener('keydown', onKey, true);
    document.addEventListener('click', onClick);
    for (const name of ['focusin', 'focusout'] as const) document.addEventListener(name, look);
    for (const name of ['focus', 'blur'] as const) window.addEventListener(name, look);
    return () => {
      document.removeEventListener('keydown', onKey, true);
      document.removeEventListener('click', onClick);
      for (const name of ['focusin', 'focusout'] as const) document.removeEventListener(name, look);
      for (const name of ['focus', 'blur'] as const) window.removeEventListener(name, look);
    };
  }, []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const text = field.current?.value ?? '';
    if (field.current) field.current.value = '';
    onScan(text);
  };
  return (
    <form className="scan" onSubmit={submit} data-deaf={deaf || undefined}>
      <label htmlFor={id}>{label}</label>
      <input
        ref={field}
        id={id}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        inputMode="none"
        enterKeyHint="done"
        // Said in the field itself: a line more or less would move what a finger is about to press.
        placeholder={t(deaf ? 'bench:deaf' : 'bench:listens')}
        aria-describedby={`${id}-expected`}
      />
      <div id={`${id}-expected`}>{expected}</div>
      <span className="visually-hidden" role="status">
        {deaf ? t('bench:deaf') : ''}
      </span>
    </form>
  );
}
