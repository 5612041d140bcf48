import type { Words } from '../cases/index.ts';

/** A document that an application needs, as headings with what to write under each. */
export interface Template {
  key: string;
  title: Words;
  /** For whom it is, and when it is needed. */
  lead: Words;
  sections: readonly { heading: Words; hint: Words }[];
}

const section = (da: string, en: string, hintDa: string, hintEn: string): Template['sections'][number] => ({
  heading: { da, en },
  hint: { da: hintDa, en: hintEn },
});

// Sections that several documents share.
const purpose = section(
  'Formål',
  'Purpose',
  'Hvad vil projektet finde ud af, og hvem får gavn af det?',
  'What does the project want to find out, and who benefits?',
);
const group = section(
  'Hvem det handler om',
  'Whom it is about',
  'Betingelserne fra registersøgningen, antal personer og dato for tællingen. Skriv ingen navne eller CPR-numre.',
  'The conditions from the register search, the number of people and the date of the count. No names or civil registration numbers.',
);
const material = section(
  'Materiale og data',
  'Material and data',
  'For hver samling: slags, antal rør, mængde i hvert, tidspunkt. For hvert register: variable og år.',
  'For each collection: kind, number of tubes, volume in each, time. For each register: variables and years.',
);
const leftOver = section(
  'Det, der bliver tilovers',
  'What is left over',
  'Sendes materiale tilbage, destrueres det, eller gemmes det? Hvilke resultater gives tilbage til biobanken?',
  'Is material sent back, destroyed or kept? Which results are given back to the biobank?',
);

/** Documents to be filled in, in the order they are needed. */
export const templates: readonly Template[] = [
  {
    key: 'protocol',
    title: { da: 'Projektbeskrivelse', en: 'Project protocol' },
    lead: {
      da: 'Til den videnskabsetiske komité og biobankerne. Vedlægges ansøgningen.',
      en: 'For the research ethics committee and the biobanks. Goes with the application.',
    },
    sections: [
      section(
        'Titel og ansvarlige',
        'Title and who answers for it',
        'Titel, forsøgsansvarlig, steder, sponsor.',
        'Title, principal investigator, sites, sponsor.',
      ),
      purpose,
      section(
        'Baggrund',
        'Background',
        'Hvad ved man, og hvad mangler? Henvis til litteratur.',
        'What is known, and what is missing? Refer to literature.',
      ),
      section(
        'Metode',
        'Method',
        'Design, sammenligningsgruppe, analyser og hvem der udfører dem.',
        'Design, comparison group, analyses and who does them.',
      ),
      group,
      material,
      section(
        'Statistik',
        'Statistics',
        'Styrkeberegning: hvilken forskel kan så mange vise? Hvordan analyseres der?',
        'Power: what difference can so many show? How is it analysed?',
      ),
      section(
        'Kortlægning af arvemasse',
        'Mapping of genomes',
        'Ingen, målrettet eller omfattende. Ved omfattende: hvad gøres ved fund af betydning for en person?',
        'None, targeted or extensive. If extensive: what is done with findings that matter to a person?',
      ),
      section(
        'Samtykke eller dispensation',
        'Consent or exemption',
        'Har donorerne samtykket til dette? Hvis ikke: hvorfor kan der dispenseres? Donorer, der har sagt nej, er aldrig med.',
        'Have donors consented to this? If not: why can an exemption be given? Donors who said no are never included.',
      ),
      section(
        'Risici og ulemper',
        'Risks and burdens',
        'For donorer, også for privatlivet.',
        'For donors, for their privacy too.',
      ),
      leftOver,
      section(
        'Økonomi',
        'Funding',
        'Hvem betaler, hvor meget, og hvilken tilknytning har de ansvarlige til dem?',
        'Who pays, how much, and how are those responsible connected with them?',
      ),
      section(
        'Offentliggørelse',
        'Publication',
        'Hvor og hvornår. Også negative resultater.',
        'Where and when. Negative results too.',
      ),
    ],
  },
  {
    key: 'lay-summary',
    title: { da: 'Resumé for alle', en: 'Summary for everybody' },
    lead: {
      da: 'Højst en side uden fagord. Komitéens lægpersoner læser det, og formålet bliver offentligt.',
      en: 'One page at most, without technical words. The committee’s lay members read it, and the purpose becomes public.',
    },
    sections: [
      section(
        'Hvad vil vi?',
        'What do we want?',
        'En eller to sætninger, som en borger forstår.',
        'One or two sentences that a citizen understands.',
      ),
      section('Hvorfor?', 'Why?', 'Hvem bliver hjulpet, hvis det lykkes?', 'Who is helped if it succeeds?'),
      section(
        'Hvad bruger vi?',
        'What do we use?',
        'Hvis prøver og oplysninger, fra hvornår, og hvor mange.',
        'Whose specimens and data, from when, and how many.',
      ),
      section(
        'Hvordan passer vi på det?',
        'How do we take care of it?',
        'Hvem kan se hvad, og hvornår slettes det?',
        'Who can see what, and when is it deleted?',
      ),
    ],
  },
  {
    key: 'processing-record',
    title: { da: 'Behandling af personoplysninger', en: 'Processing of personal data' },
    lead: {
      da: 'Til den dataansvarliges fortegnelse (databeskyttelsesforordningens artikel 30).',
      en: 'For the controller’s record (article 30 of the General Data Protection Regulation).',
    },
    sections: [
      section(
        'Dataansvarlig og kontakt',
        'Controller and contact',
        'Organisation, kontaktperson, databeskyttelsesrådgiver.',
        'Organisation, contact person, data protection officer.',
      ),
      purpose,
      section(
        'Hjemmel',
        'Legal basis',
        'Artikel 6 og 9, databeskyttelseslovens § 10; samtykke, hvis det er hjemlen.',
        'Articles 6 and 9, the Danish Data Protection Act section 10; consent where it is the basis.',
      ),
      section(
        'Oplysninger og personer',
        'Data and people',
        'Kategorier af oplysninger og af personer, og omtrent hvor mange.',
        'Categories of data and of people, and about how many.',
      ),
      section(
        'Modtagere',
        'Recipients',
        'Hvem får adgang, og hvilke databehandlere er der aftale med?',
        'Who is given access, and with which processors is there an agreement?',
      ),
      section(
        'Overførsel til lande uden for EU',
        'Transfer outside the EU',
        'Land, modtager og grundlag. Skriv “ingen”, hvis der ingen er.',
        'Country, recipient and basis. Write “none” where there is none.',
      ),
      section(
        'Sikkerhed',
        'Security',
        'Sikkert miljø, pseudonymer, adgangsstyring, logning.',
        'Secure environment, pseudonyms, access control, logging.',
      ),
      section(
        'Sletning',
        'Deletion',
        'Dato, og hvad der sker med oplysningerne bagefter.',
        'Date, and what becomes of the data afterwards.',
      ),
    ],
  },
  {
    key: 'data-management-plan',
    title: { da: 'Datahåndteringsplan', en: 'Data management plan' },
    lead: { da: 'Bedes om af fonde og af registerejere.', en: 'Asked for by funders and register owners.' },
    sections: [
      material,
      section(
        'Hvor data ligger',
        'Where data lie',
        'Miljø, land, sikkerhedskopi, hvem driver det.',
        'Environment, country, backup, who runs it.',
      ),
      section(
        'Formater og beskrivelse',
        'Formats and description',
        'Filformater, kodelister, metadata.',
        'File formats, code lists, metadata.',
      ),
      section(
        'Deling',
        'Sharing',
        'Hvad kan andre få, hvornår og på hvilke vilkår (Data Use Ontology)?',
        'What can others have, when and on what terms (Data Use Ontology)?',
      ),
      leftOver,
      section(
        'Ansvar og udgifter',
        'Responsibility and costs',
        'Navn, opgave, tid og penge.',
        'Name, task, time and money.',
      ),
    ],
  },
  {
    key: 'participant-information',
    title: { da: 'Information og samtykke', en: 'Information and consent' },
    lead: {
      da: 'Når nye prøver skal tages. Samtykket gives skriftligt, og deltageren får en kopi.',
      en: 'Where new specimens are to be taken. Consent is given in writing, and the participant gets a copy.',
    },
    sections: [
      purpose,
      section(
        'Hvad deltagelse indebærer',
        'What taking part means',
        'Prøver, tid, ulemper, risici.',
        'Specimens, time, burdens, risks.',
      ),
      section(
        'Hvad prøverne bruges til',
        'What specimens are used for',
        'Dette projekt, og om de gemmes til senere forskning.',
        'This project, and whether they are kept for later research.',
      ),
      section(
        'Fund af betydning for dig',
        'Findings that matter to you',
        'Vil du have besked? Hvem fortæller det?',
        'Do you want to be told? Who tells you?',
      ),
      section(
        'Dine rettigheder',
        'Your rights',
        'Du kan altid sige nej eller trække samtykket tilbage, uden grund og uden følger for din behandling.',
        'You can always say no or withdraw your consent, without a reason and without consequences for your treatment.',
      ),
      section(
        'Underskrifter',
        'Signatures',
        'Dato, deltager, den der har informeret.',
        'Date, participant, the person who informed.',
      ),
    ],
  },
  {
    key: 'company-purpose',
    title: { da: 'Virksomheders erklæring', en: 'Company statement' },
    lead: {
      da: 'Når en virksomhed betaler eller er med. Formålet bliver offentligt, når tilladelsen gives.',
      en: 'Where a company pays or takes part. The purpose becomes public when the permit is given.',
    },
    sections: [
      section(
        'Virksomheden',
        'The company',
        'Navn, CVR-nummer, kontakt, land.',
        'Name, registration number, contact, country.',
      ),
      section(
        'Formål i klare ord',
        'Purpose in plain words',
        'To til fire sætninger, som bliver offentliggjort.',
        'Two to four sentences that are published.',
      ),
      section(
        'Offentlig partner',
        'Public partner',
        'Hvem samarbejdes der med, og hvem gør hvad?',
        'Who is the partner, and who does what?',
      ),
      section(
        'Rettigheder',
        'Rights',
        'Hvem ejer resultater og opfindelser, og hvornår offentliggøres der?',
        'Who owns results and inventions, and when is it published?',
      ),
      section(
        'Betaling',
        'Payment',
        'Prislistens priser for virksomheder, kontrakt, fakturaadresse.',
        'The price list’s company prices, contract, billing address.',
      ),
    ],
  },
];
