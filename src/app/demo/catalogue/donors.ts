import { type Bank, contact, human } from './bank.ts';

/** Blood donors. */
export const donors: Bank = {
  ...{
    id: 'demo:donors',
    word: 'Bloddonorbiobanken (demo)',
    name: 'Demo Blood Donor Biobank',
    acronym: 'DBD-D',
    city: 'Demostad',
  },
  ...{ owner: 'Demo blood banks', contact: contact('donors', 'Jørgen', 'Bech Dam', 'Demostad') },
  description: 'Plasma of healthy people who give blood, at each donation since 2010.',
  danish: {
    name: 'Bloddonorbiobanken (demo)',
    description: 'Plasma fra raske mennesker, der giver blod, ved hver tapning siden 2010.',
  },
  more: { organisational: ['recontact', 'trials', 'prospective'] },
  collections: [
    {
      word: 'donor-plasma',
      name: 'Plasma of blood donors',
      description: 'Several samples of each donor, with a questionnaire on health and way of life.',
      danish: {
        name: 'Bloddonorers plasma',
        description: 'Flere prøver fra hver donor, med spørgeskema om helbred og levevis.',
      },
      record: {
        ...{
          ...human,
          sampleTypes: ['plasma'],
          temperatures: ['-60-85'],
          settings: ['population', 'research'],
          designs: ['longitudinal', 'population'],
        },
        ...{
          ageLow: 18,
          ageLowUnit: 'years',
          ageHigh: 70,
          ageHighUnit: 'years',
          datasetTypes: ['lifestyle', 'physiological', 'survey'],
        },
        ...{
          duo: ['DUO:0000042', 'DUO:0000019'],
          access: ['commercial', 'collaboration', 'genetic'],
          inclusion: ['health', 'age'],
        },
      },
    },
  ],
};
