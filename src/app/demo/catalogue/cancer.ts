import { type Bank, contact, health, human } from './bank.ts';

/** Tissue and blood of cancer patients. */
export const cancer: Bank = {
  ...{
    id: 'demo:cancer',
    word: 'Kræftbiobanken (demo)',
    name: 'Demo Cancer Biobank',
    acronym: 'DCB-D',
    city: 'Demoborg',
  },
  ...{ owner: 'Demo Region East', contact: contact('cancer', 'Torben', 'Lindegård', 'Demoborg') },
  description: 'Tumour tissue and blood taken at operation, with what the cancer register knows of the patient.',
  danish: {
    name: 'Kræftbiobanken (demo)',
    description: 'Svulstvæv og blod taget ved operation, sammen med det, cancerregisteret ved om patienten.',
  },
  more: { organisational: ['clinical', 'pathology'], bioprocessing: ['extraction', 'histology', 'genomics'] },
  collections: [
    {
      word: 'tumour',
      name: 'Frozen tumour tissue',
      description: 'Tissue of solid tumours, frozen within half an hour of the operation.',
      danish: {
        name: 'Frosset svulstvæv',
        description: 'Væv fra faste svulster, frosset inden for en halv time efter operationen.',
      },
      record: {
        ...{
          ...human,
          sampleTypes: ['tissue-frozen'],
          temperatures: ['-60-85'],
          settings: ['care'],
          designs: ['disease'],
        },
        ...{ diseases: [{ ontology: 'ICD-10', code: 'C00-C97', description: 'Malignant neoplasms' }] },
        ...{
          datasetTypes: ['clinical', 'genomic', 'slide-image'],
          duo: ['DUO:0000007', ...health],
          access: ['commercial', 'genetic'],
        },
        inclusion: ['health', 'patient'],
      },
    },
    {
      word: 'blood',
      name: 'Blood at operation',
      description: 'Plasma and DNA of the same patients, drawn before the operation.',
      danish: {
        name: 'Blod ved operation',
        description: 'Plasma og DNA fra de samme patienter, taget før operationen.',
      },
      record: {
        ...{
          ...human,
          sampleTypes: ['plasma', 'dna'],
          temperatures: ['-60-85', '-18-35'],
          settings: ['care'],
          designs: ['disease'],
        },
        ...{
          diseases: [
            { ontology: 'ICD-10', code: 'C18', description: 'Malignant neoplasm of colon' },
            { ontology: 'ICD-10', code: 'C50', description: 'Malignant neoplasm of breast' },
          ],
        },
        ...{
          datasetTypes: ['clinical', 'genomic'],
          duo: ['DUO:0000007', ...health],
          inclusion: ['health', 'patient'],
        },
      },
    },
  ],
};
