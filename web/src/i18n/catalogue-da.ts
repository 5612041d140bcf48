/** The Danish catalogue, one file per page or part of the frame. */
export const catalogue = import.meta.glob<Record<string, unknown>>('../../locales/da/*.json', {
  eager: true,
  import: 'default',
});
