import { type Bank, contact, human } from './bank.ts';

/** Patients with arthritis. */
export const rheumatology: Bank = {
  ...{
    id: 'demo:rheumatology',
    word: 'Reumatologisk biobank (demo)',
    name: 'Demo Rheumatology Biobank',
    acronym: 'DRB-D',
  },
  ...{
    city: 'Demosund',
    owner: 'Demo Region West',
    contact: contact('rheumatology', 'Anne', 'Sejr Holt', 'Demosund'),
  },
  description: 'Serum and DNA of patients with arthritis, drawn at each visit.',
  danish: {
    name: 'Reumatologisk biobank (demo)',
    description: 'Serum og DNA fra patienter med leddegigt, taget ved hvert besøg.',
  },
  collections: [
    {
      word: 'arthritis',
      name: 'Arthritis',
      description: 'Patients with rheumatoid arthritis, before and under treatment.',
      danish: { name: 'Leddegigt', description: 'Patienter med leddegigt, før og under behandling.' },
      record: {
        ...{
          ...human,
          sampleTypes: ['serum', 'dna'],
          temperatures: ['-18-35'],
          settings: ['care', 'research'],
          designs: ['disease', 'longitudinal'],
        },
        ...{
          diseases: [{ ontology: 'ICD-10', code: 'M06', description: 'Rheumatoid arthritis' }],
          datasetTypes: ['clinical', 'biochemical'],
        },
        ...{
          duo: ['DUO:0000007', 'DUO:0000021'],
          access: ['collaboration', 'specific'],
          inclusion: ['health', 'medication'],
        },
      },
    },
  ],
};
