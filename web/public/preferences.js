// Runs before the first paint, so that a page never flashes in the wrong theme or density. Kept out of the
// document because the content security policy allows no inline script.
(() => {
  const root = document.documentElement;
  const read = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const theme = read('idun.theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  if (read('idun.density') === 'compact') root.dataset.density = 'compact';
  const language = read('idun.language') ?? (navigator.language.startsWith('da') ? 'da' : 'en');
  root.lang = language === 'da' ? 'da' : 'en';
})();
