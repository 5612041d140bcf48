/** The English words of the frame and the first page, one file per part. */
export const catalogue = import.meta.glob<Record<string, unknown>>(
  [
    '../../locales/en/*.json',
    '!../../locales/en/{access,accounts,bench,biobank,breaches,catalogue,citizen,cohorts,datasets,findings,genomes,guidance,kits,miabis,pedigree,privacy,profile,region,register,robots,submission,submissions,variant}.json',
  ],
  { eager: true, import: 'default' },
);
