import { lawText } from './law.ts';
import { useFormat } from './use-format.ts';

/** A text that the server gives in both languages. */
export interface BothLanguages {
  da: string;
  en: string;
}

/** Chooses the reader's language of a text that the server gives in both. */
export function useText(): (text: BothLanguages) => string {
  const { language } = useFormat();
  return (text) => text[language];
}

/** Tells a legal basis in the reader's language. */
export function useLaw(): (basis: string) => string {
  const { language } = useFormat();
  return (basis) => lawText(basis, language);
}
