import type { FormDefinition } from '../form-model.ts';

const yes = [true] as [boolean];
const option = (value: string, da: string, en: string) => ({ value, label: { da, en } });

/**
 * What a research project is asked. Published as the first version of `research-project`; a change is a new version, published
 * from a file (`idun access forms publish`), and applications keep the version they were written on.
 */
export const researchProject: FormDefinition = {
  code: 'research-project',
  title: { da: 'Ansøgning om prøver og data til forskning', en: 'Application for specimens and data for research' },
  sections: [
    {
      key: 'project',
      title: { da: 'Projektet', en: 'The project' },
      fields: [
        { key: 'title', kind: 'text', most: 200, required: 'always', label: { da: 'Titel', en: 'Title' } },
        {
          key: 'publicSummary',
          kind: 'long',
          most: 2000,
          required: 'always',
          label: { da: 'Kort beskrivelse for offentligheden', en: 'Short description for the public' },
          help: {
            da: 'Vises på den offentlige liste, når projektet er godkendt. Skriv så alle kan forstå det.',
            en: 'Shown on the public list once the project is approved. Write so that everyone understands it.',
          },
        },
        {
          key: 'background',
          kind: 'long',
          required: 'always',
          label: { da: 'Baggrund og metode', en: 'Background and method' },
        },
        {
          key: 'purposes',
          kind: 'many',
          required: 'always',
          label: { da: 'Formål', en: 'Purposes' },
          options: [
            option('health', 'Forskning i sygdom og sundhed', 'Research in disease and health'),
            option('methods', 'Udvikling af metoder', 'Development of methods'),
            option('statistics', 'Statistik', 'Statistics'),
            option('teaching', 'Undervisning', 'Teaching'),
            option('innovation', 'Udvikling af produkter', 'Development of products'),
          ],
        },
        {
          key: 'diseases',
          kind: 'codes',
          label: { da: 'Sygdomme (diagnosekoder)', en: 'Diseases (diagnosis codes)' },
          help: { da: 'For eksempel DC50 for brystkræft.', en: 'For example DC50 for breast cancer.' },
        },
        {
          key: 'months',
          kind: 'number',
          most: 120,
          required: 'always',
          label: { da: 'Varighed i måneder', en: 'Duration in months' },
        },
      ],
    },
    {
      key: 'people',
      title: { da: 'Deltagere', en: 'People' },
      fields: [
        {
          key: 'applicant',
          kind: 'choice',
          required: 'always',
          label: { da: 'Ansøger er', en: 'The applicant is' },
          options: [
            option('public', 'Offentlig forskningsinstitution', 'Public research institution'),
            option('company', 'Virksomhed', 'Company'),
            option('non-profit', 'Almennyttig organisation', 'Not-for-profit organisation'),
          ],
        },
        {
          key: 'people',
          kind: 'people',
          required: 'always',
          label: { da: 'Hvem arbejder med data', en: 'Who works with the data' },
        },
        {
          key: 'countries',
          kind: 'codes',
          most: 50,
          required: 'always',
          label: { da: 'Lande, deltagerne arbejder i', en: 'Countries they work in' },
          help: { da: 'Landekoder, for eksempel DK.', en: 'Country codes, for example DK.' },
        },
        {
          key: 'institutions',
          kind: 'text',
          label: { da: 'Ansvarlig institution', en: 'Responsible institution' },
          required: 'always',
        },
      ],
    },
    {
      key: 'data',
      title: { da: 'Data og prøver', en: 'Data and specimens' },
      fields: [
        {
          key: 'dataKinds',
          kind: 'many',
          required: 'always',
          label: { da: 'Hvad søges om', en: 'What is applied for' },
          options: [
            option('genomes', 'Genomer', 'Genomes'),
            option('specimens', 'Prøver', 'Specimens'),
            option('registers', 'Oplysninger fra registre', 'Data from registers'),
            option('records', 'Oplysninger fra patientjournaler', 'Data from patient records'),
          ],
        },
        {
          key: 'genomeMapping',
          kind: 'choice',
          required: { field: 'dataKinds', is: ['genomes', 'specimens'] },
          shown: { field: 'dataKinds', is: ['genomes', 'specimens'] },
          label: { da: 'Genetisk kortlægning', en: 'Genetic mapping' },
          options: [
            option('none', 'Ingen', 'None'),
            option('targeted', 'Enkelte gener eller varianter', 'Single genes or variants'),
            option('extensive', 'Omfattende kortlægning af arveanlæg', 'Extensive genome mapping'),
          ],
        },
        {
          key: 'ancestry',
          kind: 'yes-no',
          required: 'always',
          label: { da: 'Undersøges befolkningers herkomst?', en: 'Are population origins studied?' },
        },
        {
          key: 'methodsOnly',
          kind: 'yes-no',
          required: 'always',
          label: { da: 'Bruges data alene til at udvikle metoder?', en: 'Are data used only to develop methods?' },
        },
        {
          key: 'necessity',
          kind: 'long',
          required: 'always',
          label: { da: 'Hvorfor disse data, og ikke færre', en: 'Why these data, and not fewer' },
        },
      ],
    },
    {
      key: 'ethics',
      title: { da: 'Videnskabsetik', en: 'Research ethics' },
      fields: [
        {
          key: 'committee',
          kind: 'body',
          bodies: ['ethics-regional'],
          required: { field: 'dataKinds', is: ['genomes', 'specimens'] },
          label: { da: 'Regional komité', en: 'Regional committee' },
          help: {
            da: 'Omfattende kortlægning af arveanlæg går til den nationale komité i stedet.',
            en: 'Extensive genome mapping goes to the national committee instead.',
          },
        },
        {
          key: 'consentBasis',
          kind: 'choice',
          required: 'always',
          label: { da: 'Grundlag over for de registrerede', en: 'Basis towards those whose data they are' },
          options: [
            option('consent', 'Samtykke', 'Consent'),
            option('exemption', 'Dispensation fra samtykke', 'Exemption from consent'),
            option('register', 'Kun registerdata', 'Register data only'),
          ],
        },
        {
          key: 'findings',
          kind: 'long',
          shown: { field: 'genomeMapping', is: ['extensive', 'targeted'] },
          required: { field: 'genomeMapping', is: ['extensive'] },
          label: { da: 'Håndtering af sekundære fund', en: 'Handling of incidental findings' },
        },
      ],
    },
    {
      key: 'protection',
      title: { da: 'Databeskyttelse', en: 'Data protection' },
      fields: [
        { key: 'controller', kind: 'text', required: 'always', label: { da: 'Dataansvarlig', en: 'Controller' } },
        {
          key: 'environment',
          kind: 'choice',
          required: 'always',
          label: { da: 'Sikkert behandlingsmiljø', en: 'Secure processing environment' },
          options: [
            option('national', 'Det nationale forskningsmiljø', 'The national research environment'),
            option('statistics', 'Danmarks Statistiks forskermaskine', 'Statistics Denmark’s research machine'),
            option(
              'health-data',
              'Sundhedsdatastyrelsens forskermaskine',
              'The health data authority’s research machine',
            ),
          ],
        },
        {
          key: 'transfers',
          kind: 'yes-no',
          required: 'always',
          label: { da: 'Overføres data til lande uden for EU?', en: 'Are data transferred outside the EU?' },
        },
        {
          key: 'transferBasis',
          kind: 'long',
          shown: { field: 'transfers', is: yes },
          required: { field: 'transfers', is: yes },
          label: { da: 'Grundlag for overførslen', en: 'Basis of the transfer' },
        },
      ],
    },
    {
      key: 'results',
      title: { da: 'Resultater', en: 'Results' },
      fields: [
        {
          key: 'publishes',
          kind: 'yes-no',
          required: 'always',
          label: { da: 'Offentliggøres resultaterne?', en: 'Are the results published?' },
        },
        {
          key: 'publishesFrom',
          kind: 'date',
          shown: { field: 'publishes', is: yes },
          label: { da: 'Tidligst', en: 'Not before' },
        },
        {
          key: 'returns',
          kind: 'yes-no',
          required: 'always',
          label: { da: 'Leveres data tilbage til samlingerne?', en: 'Are data returned to the collections?' },
        },
        {
          key: 'collaborates',
          kind: 'yes-no',
          required: 'always',
          label: {
            da: 'Samarbejdes der med samlingernes forskere?',
            en: 'Is it done together with the collections’ researchers?',
          },
        },
      ],
    },
    {
      key: 'economy',
      title: { da: 'Økonomi', en: 'Funding' },
      fields: [
        {
          key: 'commercial',
          kind: 'yes-no',
          required: 'always',
          label: { da: 'Er formålet kommercielt?', en: 'Is the purpose commercial?' },
        },
        { key: 'funding', kind: 'text', required: 'always', label: { da: 'Finansiering', en: 'Funding' } },
        {
          key: 'publicStatement',
          kind: 'long',
          most: 2000,
          shown: { field: 'applicant', is: ['company'] },
          required: { field: 'applicant', is: ['company'] },
          label: {
            da: 'Virksomhedens offentlige erklæring om formålet',
            en: 'The company’s public statement of purpose',
          },
        },
        {
          key: 'partner',
          kind: 'text',
          shown: { field: 'applicant', is: ['company'] },
          required: { field: 'applicant', is: ['company'] },
          label: { da: 'Offentligt hospital, der samarbejdes med', en: 'Public hospital it works with' },
        },
        {
          key: 'feeAccepted',
          kind: 'yes-no',
          shown: { field: 'applicant', is: ['company'] },
          required: { field: 'applicant', is: ['company'] },
          label: { da: 'Prisen efter prislisten accepteres', en: 'The fee by the price list is accepted' },
        },
      ],
    },
  ],
};
