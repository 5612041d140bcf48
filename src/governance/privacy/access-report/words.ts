/** A text in both languages. */
export interface Both {
  da: string;
  en: string;
}

export type Language = keyof Both;

/** For what data of a source are held, unless the dataset states it. */
export const sourcePurposes: Readonly<Record<string, Both>> = {
  facility: {
    da: 'Diagnostik og behandling; kvalitet og forskning efter de valg, du har truffet',
    en: 'Diagnosis and treatment; quality and research as far as your choices allow',
  },
  'general-purpose': {
    da: 'Indberettede genomer fra sygehuse, til behandling og forskning',
    en: 'Genomes reported by hospitals, for treatment and research',
  },
  research: { da: 'Et forskningsprojekt', en: 'A research project' },
};

/** How long each kind is kept. Data: a jurist corrects a sentence here. */
export const retentionRules: { of: Both; rule: Both }[] = [
  {
    of: { da: 'Genomer og varianter', en: 'Genomes and variants' },
    rule: {
      da: 'Så længe datasættets aftale siger, eller til de slettes ved lov eller fejl',
      en: 'As long as the dataset’s agreement says, or until erased by law or error',
    },
  },
  {
    of: { da: 'Valg og samtykker', en: 'Choices and consents' },
    rule: {
      da: 'Historikken bevares, så det kan vises, hvad der gjaldt på enhver dag',
      en: 'Their history is kept, so that it can be shown what held on any day',
    },
  },
  {
    of: { da: 'Loggen over opslag', en: 'The log of look-ups' },
    rule: {
      da: 'Bevares; ved sletning fjernes nøglen, der fører fra en hændelse til dig',
      en: 'Kept; erasure destroys the key that leads from an entry to you',
    },
  },
];

/** What the person may ask for (GDPR art. 15(1)(e) and (f)). */
export const rights: Both[] = [
  {
    da: 'Du kan bede om at få urigtige oplysninger rettet (art. 16).',
    en: 'You may have wrong data corrected (art. 16).',
  },
  {
    da: 'Du kan bede om sletning eller begrænsning, hvor loven giver ret til det (art. 17–18).',
    en: 'You may ask for erasure or restriction where the law gives that right (art. 17–18).',
  },
  {
    da: 'Du kan sige nej til forskning i dine genetiske oplysninger og fortryde det igen.',
    en: 'You may opt out of research on your genetic information, and change your mind.',
  },
  {
    da: 'Du kan klage til Datatilsynet (art. 77).',
    en: 'You may complain to the data protection authority (art. 77).',
  },
];

/** Headings and labels of the document. */
export const labels = {
  title: { da: 'Indsigt i dine oplysninger', en: 'Report on your data' },
  about: { da: 'Om', en: 'About' },
  madeAt: { da: 'Udarbejdet', en: 'Made' },
  id: { da: 'Id', en: 'Id' },
  name: { da: 'Navn', en: 'Name' },
  born: { da: 'Født', en: 'Born' },
  sex: { da: 'Køn', en: 'Sex' },
  none: { da: 'Ingen.', en: 'None.' },
  genomes: { da: 'Genomer', en: 'Genomes' },
  dataset: { da: 'Datasæt', en: 'Dataset' },
  assay: { da: 'Undersøgelse', en: 'Assay' },
  added: { da: 'Tilføjet', en: 'Added' },
  counted: { da: 'Indgår i tal', en: 'In counts' },
  yes: { da: 'ja', en: 'yes' },
  no: { da: 'nej', en: 'no' },
  purposes: { da: 'Formål, hjemmel og dataansvarlig', en: 'Purpose, legal basis and controller' },
  purpose: { da: 'Formål', en: 'Purpose' },
  legalBasis: { da: 'Hjemmel', en: 'Legal basis' },
  controller: { da: 'Dataansvarlig', en: 'Controller' },
  identifiers: { da: 'Numre og navne, der fører til dig', en: 'Numbers and names that lead to you' },
  namespace: { da: 'Fra', en: 'From' },
  value: { da: 'Værdi', en: 'Value' },
  choices: { da: 'Dine valg', en: 'Your choices' },
  scope: { da: 'Om', en: 'Of' },
  since: { da: 'Siden', en: 'Since' },
  agreements: { da: 'Samtykker', en: 'Consents' },
  consent: { da: 'Samtykke', en: 'Consent' },
  given: { da: 'Givet', en: 'Given' },
  state: { da: 'Tilstand', en: 'State' },
  care: { da: 'Behandling', en: 'Treatment' },
  organisation: { da: 'Sted', en: 'Organisation' },
  from: { da: 'Fra', en: 'From' },
  until: { da: 'Til', en: 'Until' },
  emergencies: { da: 'Åbnet i en nødsituation', en: 'Opened in an emergency' },
  reason: { da: 'Begrundelse', en: 'Reason' },
  recipients: { da: 'Hvem har set dine oplysninger', en: 'Who has seen your data' },
  role: { da: 'Rolle', en: 'Role' },
  times: { da: 'Gange', en: 'Times' },
  latest: { da: 'Senest', en: 'Latest' },
  entries: { da: 'De seneste opslag', en: 'The latest look-ups' },
  when: { da: 'Hvornår', en: 'When' },
  what: { da: 'Hvad', en: 'What' },
  retention: { da: 'Hvor længe gemmes det', en: 'How long it is kept' },
  rights: { da: 'Dine rettigheder', en: 'Your rights' },
  record: { da: 'Fortegnelse over behandlingsaktiviteter', en: 'Record of processing activities' },
  processors: { da: 'Databehandlere', en: 'Processors' },
  subjects: { da: 'Registrerede', en: 'Data subjects' },
  categories: { da: 'Oplysninger', en: 'Categories of data' },
  receivers: { da: 'Modtagere', en: 'Recipients' },
  transfers: { da: 'Tredjelande', en: 'Third countries' },
  security: { da: 'Sikkerhed', en: 'Security' },
  agreement: { da: 'Aftale', en: 'Agreement' },
  missing: { da: 'Mangler', en: 'Missing' },
  notStated: { da: 'ikke angivet', en: 'not stated' },
  page: { da: 'Side', en: 'Page' },
  of: { da: 'af', en: 'of' },
} as const satisfies Record<string, Both>;
