import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.tsx';

/** Puts a text on the clipboard; false when the browser refuses. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Copies a value whole, whatever the screen shows of it. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation();
  const [done, setDone] = useState(false);
  const copy = async () => {
    setDone(await copyText(text));
    setTimeout(() => setDone(false), 1500);
  };
  return (
    <button
      type="button"
      className={done ? 'copy done' : 'copy'}
      onClick={copy}
      aria-label={done ? t('words:copied') : t('words:copyThis', { what: label })}
    >
      <Icon name={done ? 'tick' : 'copy'} />
    </button>
  );
}
