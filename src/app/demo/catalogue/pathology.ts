import { type Bank, contact, health, human } from './bank.ts';

/** Paraffin blocks. */
export const pathology: Bank = {
  ...{
    id: 'demo:pathology',
    word: 'Vævsarkivet (demo)',
    name: 'Demo Pathology Archive',
    acronym: 'DPA-D',
    city: 'Demoborg',
  },
  ...{ owner: 'Demo Region East', contact: contact('pathology', 'Lis', 'Overgaard', 'Demoborg') },
  description: 'Blocks of the department of pathology, kept for treatment first and for research where enough is left.',
  danish: {
    name: 'Vævsarkivet (demo)',
    description: 'Patologiafdelingens blokke, gemt først til behandling og til forskning, hvor der er nok tilbage.',
  },
  more: { organisational: ['pathology'], bioprocessing: ['histology'] },
  collections: [
    {
      word: 'blocks',
      name: 'Paraffin blocks',
      description: 'Tissue in paraffin with the pathologist’s codes.',
      danish: { name: 'Paraffinblokke', description: 'Væv i paraffin med patologens koder.' },
      record: {
        ...{ ...human, sampleTypes: ['tissue-ffpe'], temperatures: ['rt'], settings: ['care'], designs: ['other'] },
        ...{ datasetTypes: ['clinical', 'slide-image'], duo: [...health, 'DUO:0000043'], inclusion: ['patient'] },
      },
    },
  ],
};
