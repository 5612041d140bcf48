/** A text in both languages; the page shows its own. */
export interface BothLanguages {
  da: string;
  en: string;
}
