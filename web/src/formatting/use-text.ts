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
