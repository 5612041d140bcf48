import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../formatting/numbers.ts';

const storageKey = 'idun.language';

/** The language the page was given before it was drawn (see public/preferences.js). */
export function currentLanguage(): Language {
  return document.documentElement.lang === 'da' ? 'da' : 'en';
}

async function loadCatalogue(language: Language): Promise<void> {
  if (i18next.hasResourceBundle(language, 'frame')) return;
  addWords(language, await (language === 'da' ? import('./catalogue-da.ts') : import('./catalogue-en.ts')));
}

async function loadPages(language: Language): Promise<void> {
  if (i18next.hasResourceBundle(language, 'citizen')) return;
  addWords(language, await (language === 'da' ? import('./pages-da.ts') : import('./pages-en.ts')));
}

function addWords(language: Language, { catalogue }: { catalogue: Record<string, Record<string, unknown>> }): void {
  for (const [path, words] of Object.entries(catalogue)) {
    const namespace = /([^/]+)\.json$/.exec(path)?.[1];
    if (namespace) i18next.addResourceBundle(language, namespace, words);
  }
}

/** What a page behind the first has to say, in the reader's language; its code is loaded meanwhile. */
export async function wordsOfPages(): Promise<void> {
  await loadPages(currentLanguage());
}

/** A page's code together with its words. */
export async function withWords<T>(code: Promise<T>): Promise<T> {
  const [page] = await Promise.all([code, wordsOfPages()]);
  return page;
}

/** Loads the words of the reader's language; the page is drawn when this is done. */
export async function startLanguage(): Promise<void> {
  const language = currentLanguage();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: {},
    defaultNS: 'words',
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await loadCatalogue(language);
  await i18next.changeLanguage(language);
}

/** Changes the language now and remembers it in this browser. */
export async function chooseLanguage(language: Language): Promise<void> {
  await Promise.all([loadCatalogue(language), loadPages(language)]);
  document.documentElement.lang = language;
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    // Storage may be refused; the choice then lasts as long as the page.
  }
  await i18next.changeLanguage(language);
}
