import type { NewEntry } from '../../../register/catalogue/index.ts';
import { type Bank, entriesOf } from './bank.ts';
import { cancer } from './cancer.ts';
import { cohort } from './cohort.ts';
import { donors } from './donors.ts';
import { national } from './national.ts';
import { pathology } from './pathology.ts';
import { rheumatology } from './rheumatology.ts';

/** The made-up custodians of the demo nation, as the catalogue tells of them. Names in the register are those of their feeds. */
const banks: readonly Bank[] = [national, cancer, rheumatology, donors, pathology, cohort];

/** Every entry of the demo nation's catalogue, biobanks before their collections. */
export const demoEntries: readonly NewEntry[] = [
  ...banks.flatMap(entriesOf),
  {
    kind: 'study',
    record: {
      ...{
        id: 'demo:study:cohort',
        name: 'The Demo Cohort Study',
        acronym: 'DEMOCOH',
        status: 'active',
        sampleSource: 'human',
      },
      description: 'A made-up study of genes and common diseases in the demo nation.',
      translated: {
        da: {
          name: 'Demokohorteundersøgelsen',
          description: 'En opdigtet undersøgelse af gener og folkesygdomme i demonationen.',
        },
      },
      ...{
        sex: ['female', 'male'],
        sampleTypes: ['blood', 'dna', 'plasma'],
        designs: ['population'],
        settings: ['research'],
      },
      ...{ datasetTypes: ['genomic', 'lifestyle'], inclusion: ['representative'], contact: banks.at(-1)!.contact },
    },
  },
  {
    kind: 'network',
    record: {
      ...{ id: 'demo:network', name: 'Demo Biobanks’ Network', acronym: 'DBN', status: 'active', countries: ['DK'] },
      description:
        'The biobanks of the demo nation with one way in for researchers: one form, one secretariat, one contract.',
      translated: {
        da: {
          name: 'Demobiobankernes netværk',
          description: 'Demonationens biobanker med én vej ind for forskere: ét skema, ét sekretariat, én kontrakt.',
        },
      },
      ...{ juristicPerson: 'Demo State Institute', contact: banks[0]!.contact, members: banks.map(({ id }) => id) },
      ...{ topics: ['data-access', 'sample-access', 'mta', 'charter'], types: ['biobanks'] },
    },
  },
  {
    kind: 'service',
    record: {
      ...{
        id: 'demo:service:extraction',
        biobank: 'demo:national',
        name: 'DNA extraction',
        types: ['nucleic-acid-extraction'],
      },
      description: 'DNA from whole blood, buffy coat or cards, with concentration and integrity.',
      ...{ accessDescription: 'Asked for together with the specimens.', unit: 'specimen', contact: banks[0]!.contact },
      translated: {
        da: {
          name: 'DNA-ekstraktion',
          description: 'DNA fra fuldblod, buffy coat eller kort, med koncentration og kvalitet.',
        },
      },
    },
  },
];
