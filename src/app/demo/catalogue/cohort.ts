import { type Bank, contact, human } from './bank.ts';

/** A research biobank. */
export const cohort: Bank = {
  ...{
    id: 'demo:cohort',
    word: 'Demokohortens biobank',
    name: 'Demo Cohort’s Biobank',
    acronym: 'DCO-D',
    city: 'Demokøbing',
  },
  ...{ owner: 'Demo University', contact: contact('cohort', 'Sofie', 'Brandt Ley', 'Demokøbing') },
  description: 'Blood, plasma and DNA of those who joined the Demo Cohort and had their genome sequenced.',
  danish: {
    name: 'Demokohortens biobank',
    description: 'Blod, plasma og DNA fra dem, der er med i Demokohorten og har fået sekventeret deres genom.',
  },
  collections: [
    {
      word: 'cohort',
      name: 'The Demo Cohort',
      description: 'Broad consent; whole genomes in the National Genome Database.',
      danish: { name: 'Demokohorten', description: 'Bredt samtykke; hele genomer i den nationale genomdatabase.' },
      record: {
        ...{
          ...human,
          sampleTypes: ['blood', 'dna', 'plasma'],
          temperatures: ['-60-85', '-18-35'],
          settings: ['research'],
          designs: ['population'],
        },
        ...{
          datasetTypes: ['genomic', 'lifestyle'],
          duo: ['DUO:0000042'],
          access: ['genetic', 'outside-eu'],
          inclusion: ['representative'],
        },
        studies: ['demo:study:cohort'],
      },
    },
  ],
};
