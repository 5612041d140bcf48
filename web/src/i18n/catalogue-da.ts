/** The Danish words of the frame and the first page, one file per part. */
export const catalogue = import.meta.glob<Record<string, unknown>>(
  [
    '../../locales/da/*.json',
    '!../../locales/da/{access,accounts,bench,biobank,breaches,catalogue,citizen,cohorts,datasets,findings,genomes,guidance,kits,miabis,pedigree,privacy,profile,region,register,robots,submission,submissions,variant}.json',
  ],
  { eager: true, import: 'default' },
);
