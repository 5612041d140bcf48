/** The English words of the pages behind the first, which wait for them as for their code. */
export const catalogue = import.meta.glob<Record<string, unknown>>(
  '../../locales/en/{access,accounts,bench,biobank,breaches,catalogue,citizen,cohorts,datasets,findings,genomes,guidance,kits,miabis,pedigree,privacy,profile,region,register,robots,submission,submissions,variant}.json',
  { eager: true, import: 'default' },
);
