import { type Bank, contact, health, human } from './bank.ts';

/** Holds what hospitals and screening have drawn. */
export const national: Bank = {
  ...{
    id: 'demo:national',
    word: 'Demobiobanken',
    name: 'Demo National Biobank',
    acronym: 'DNB-D',
    city: 'Demokøbing',
  },
  ...{ owner: 'Demo State Institute', contact: contact('national', 'Maja', 'Kirkegaard Ø', 'Demokøbing') },
  description:
    'Holds what hospitals and screening programmes have drawn since 1982: cards of newborns’ blood and serum left over from diagnostic tests. Linked with the health registers by the national biobank register.',
  danish: {
    name: 'Demobiobanken',
    description:
      'Rummer det, som sygehuse og screeningsprogrammer har taget siden 1982: kort med nyfødtes blod og serum, der er blevet til overs efter prøver. Koblet til sundhedsregistrene gennem det nationale biobankregister.',
  },
  more: {
    ...{
      organisational: ['registries', 'laboratory', 'recontact'],
      bioprocessing: ['extraction', 'processing', 'shipping', 'quality-control'],
    },
    quality: [{ standard: 'ISO 20387', level: 'accredited', number: 'DEMO-20387' }, { standard: 'ISO 9001' }],
  },
  collections: [
    {
      word: 'newborn-cards',
      name: 'Cards of newborns’ blood',
      description:
        'A spot of blood on paper from nearly every child born since 1982, drawn two days after birth for screening. The rest is kept for later tests and, with permission, for research.',
      danish: {
        name: 'Nyfødtes blodprøvekort',
        description:
          'En dråbe blod på papir fra næsten alle børn født siden 1982, taget to dage efter fødslen til screening. Resten gemmes til senere undersøgelser og, med tilladelse, til forskning.',
      },
      record: {
        ...{
          ...human,
          sampleTypes: ['blood'],
          temperatures: ['-18-35'],
          ageLow: 2,
          ageLowUnit: 'days',
          ageHigh: 3,
          ageHighUnit: 'days',
        },
        ...{
          settings: ['population'],
          designs: ['population', 'birth-cohort'],
          datasetTypes: ['clinical', 'genomic'],
        },
        ...{ duo: [...health, 'DUO:0000018'], access: ['collaboration', 'genetic'], inclusion: ['age', 'residence'] },
        accessDescription:
          'At most half a card is given out. Ethics permission is needed, and the opt-out register is looked up for each card.',
      },
    },
    {
      word: 'diagnostic-serum',
      name: 'Diagnostic serum',
      description: 'Serum left over from blood tests at hospitals and general practitioners, kept since 1990.',
      danish: {
        name: 'Diagnostisk serum',
        description: 'Serum tilovers fra blodprøver på sygehuse og hos praktiserende læger, gemt siden 1990.',
      },
      record: {
        ...{
          ...human,
          sampleTypes: ['serum'],
          temperatures: ['-18-35'],
          settings: ['care'],
          designs: ['longitudinal'],
        },
        ...{ datasetTypes: ['biochemical', 'clinical'], duo: health, access: ['commercial', 'collaboration'] },
        inclusion: ['patient'],
      },
    },
  ],
};
