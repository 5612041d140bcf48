import type { NewEntry } from '../../register/catalogue/index.ts';

/** The made-up custodians of the demo nation, as the catalogue tells of them. Names in the register are those of their feeds. */
const contact = (id: string, firstName: string, lastName: string, city: string) => ({
  ...{ id: `demo-contact-${id}`, firstName, lastName, phone: '+45 00 00 00 00', email: `${id}@biobank.example` },
  ...{ address: 'Demovej 1', zip: '0000', city, country: 'DK' },
});

interface Bank {
  id: string;
  /** Its word in the register. */
  word: string;
  name: string;
  acronym: string;
  danish: { name: string; description: string };
  description: string;
  owner: string;
  city: string;
  contact: ReturnType<typeof contact>;
  more?: Record<string, unknown>;
  collections: readonly Held[];
}

interface Held {
  word: string;
  name: string;
  danish: { name: string; description: string };
  description: string;
  record: Record<string, unknown>;
}

const human = { sampleSource: 'human', status: 'active', sex: ['female', 'male'] } as const;
const health = ['DUO:0000006', 'DUO:0000021', 'DUO:0000029'];

const banks: readonly Bank[] = [
  {
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
  },
  {
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
  },
  {
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
  },
  {
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
  },
  {
    ...{
      id: 'demo:pathology',
      word: 'Vævsarkivet (demo)',
      name: 'Demo Pathology Archive',
      acronym: 'DPA-D',
      city: 'Demoborg',
    },
    ...{ owner: 'Demo Region East', contact: contact('pathology', 'Lis', 'Overgaard', 'Demoborg') },
    description:
      'Blocks of the department of pathology, kept for treatment first and for research where enough is left.',
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
  },
  {
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
  },
];

function entriesOf(bank: Bank): NewEntry[] {
  const { id, word, name, acronym, danish, description, owner, city, contact: who, more = {}, collections } = bank;
  const link = (collection: string | null) => ({ world: 'synthetic' as const, biobank: word, collection });
  return [
    {
      kind: 'biobank',
      link: link(null),
      record: {
        ...{ id, name, acronym, description, juristicPerson: owner, country: 'DK', city, contact: who },
        ...{ infrastructure: ['samples', 'data'], translated: { da: danish }, ...more },
      },
    },
    ...collections.map(
      (one): NewEntry => ({
        kind: 'collection',
        link: link(one.word),
        record: {
          ...{
            id: `${id}:${one.word}`,
            biobank: id,
            name: one.name,
            description: one.description,
            contact: who,
            country: 'DK',
          },
          ...{ translated: { da: one.danish }, ...one.record },
        },
      }),
    ),
  ];
}

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
