/** The English catalogue, one file per page or part of the frame. */
export const catalogue = import.meta.glob<Record<string, unknown>>('../../locales/en/*.json', {
  eager: true,
  import: 'default',
});
