/** Colour theme; `system` follows the device. */
export type Theme = 'system' | 'light' | 'dark';

function remember(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Storage may be refused; the choice then lasts as long as the page.
  }
}

/** Whether the page is drawn dark at this moment. */
export function isDark(): boolean {
  const chosen = document.documentElement.dataset['theme'];
  return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
}

/** Switches between light and dark and remembers it in this browser. */
export function toggleTheme(): void {
  const next: Theme = isDark() ? 'light' : 'dark';
  document.documentElement.dataset['theme'] = next;
  remember('idun.theme', next);
}

/** Whether tables are drawn compact. */
export function isCompact(): boolean {
  return document.documentElement.dataset['density'] === 'compact';
}

/** Switches between comfortable and compact tables and remembers it in this browser. */
export function toggleDensity(): void {
  const root = document.documentElement;
  if (isCompact()) {
    delete root.dataset['density'];
    remember('idun.density', null);
  } else {
    root.dataset['density'] = 'compact';
    remember('idun.density', 'compact');
  }
  window.dispatchEvent(new Event('resize'));
}
