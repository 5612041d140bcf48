import type { BothLanguages } from './both.ts';

/**
 * What an action of the log is in plain words, as a citizen reads it. An action that is not here is told by its area; a test looks
 * for actions of the program that are not here.
 */
export const actionWords: Readonly<Record<string, BothLanguages>> = {
  'gdpr.access-report': { da: 'Udarbejdede en samlet rapport om dine oplysninger', en: 'Made a report on your data' },
  'gdpr.erase': { da: 'Bad om sletning af dit genom', en: 'Asked for the erasure of your genome' },
  'gdpr.erasures.list': { da: 'Så listen over sletninger', en: 'Saw the list of erasures' },
  'gdpr.certificate': { da: 'Hentede et bevis for sletning', en: 'Downloaded a certificate of erasure' },
  'gdpr.record.read': { da: 'Læste fortegnelsen over behandlinger', en: 'Read the record of processing' },
  'gdpr.record.change': { da: 'Ændrede fortegnelsen over behandlinger', en: 'Changed the record of processing' },
  'gdpr.breach.register': { da: 'Registrerede et brud på datasikkerheden', en: 'Registered a data breach' },
  'gdpr.breach.list': { da: 'Så registret over brud på datasikkerheden', en: 'Saw the register of data breaches' },
  'gdpr.breach.show': { da: 'Så et brud på datasikkerheden', en: 'Saw a data breach' },
  'gdpr.breach.act': { da: 'Behandlede et brud på datasikkerheden', en: 'Worked on a data breach' },
  'gdpr.breach.reach': { da: 'Angav omfanget af et brud', en: 'Stated the reach of a data breach' },
  'gdpr.breach.affected': {
    da: 'Fandt dig blandt dem, et brud på datasikkerheden handler om',
    en: 'Found you among those a data breach is about',
  },
  'genomes.show': { da: 'Så oplysninger om dit genom', en: 'Saw information about your genome' },
  'genomes.calls': { da: 'Læste varianter i dit genom', en: 'Read variants of your genome' },
  'genomes.list': { da: 'Så en liste over genomer, hvor dit er med', en: 'Saw a list of genomes that yours is in' },
  'genomes.export': { da: 'Hentede en liste over genomer som fil', en: 'Downloaded a list of genomes' },
  'genomes.phenopacket': {
    da: 'Hentede kliniske oplysninger om dig som fil',
    en: 'Downloaded clinical information about you',
  },
  'variants.show': { da: 'Slog en variant op', en: 'Looked up a variant' },
  'variants.carriers': { da: 'Så hvem der bærer en variant', en: 'Saw who carries a variant' },
  'variants.region': { da: 'Så varianter i et område', en: 'Saw the variants of a region' },
  'variants.region.export': { da: 'Hentede varianter i et område som fil', en: 'Downloaded the variants of a region' },
  'variants.frequencies': { da: 'Hentede hyppigheder af varianter', en: 'Downloaded frequencies of variants' },
  'variants.structural': { da: 'Så store ændringer i et område', en: 'Saw structural variants of a region' },
  'variants.annotate': { da: 'Slog en fil med varianter op', en: 'Looked up a file of variants' },
  'submissions.list': { da: 'Så listen over indberetninger', en: 'Saw the list of submissions' },
  'submissions.export': { da: 'Hentede listen over indberetninger som fil', en: 'Downloaded the list of submissions' },
  'submissions.show': { da: 'Så en indberetning', en: 'Saw a submission' },
  'datasets.list': { da: 'Så listen over datasæt', en: 'Saw the list of data sets' },
  'datasets.export': { da: 'Hentede listen over datasæt som fil', en: 'Downloaded the list of data sets' },
  'datasets.ped': { da: 'Hentede familierne i et datasæt', en: 'Downloaded the families of a data set' },
  'overview.show': { da: 'Så overblikket', en: 'Saw the overview' },
  'home.show': { da: 'Så sin startside', en: 'Saw their start page' },
  search: { da: 'Søgte', en: 'Searched' },
  'reporting.attest': { da: 'Bekræftede modtagelse af en fil', en: 'Confirmed that a file arrived' },
  'reporting.receipt': { da: 'Så en kvittering for en indberetning', en: 'Saw the receipt of a report' },
  'reporting.removed': {
    da: 'Registrerede at en fil er slettet hos afsenderen',
    en: 'Recorded that the sender removed a file',
  },
  'register.feeds.read': { da: 'Så, hvad et register har leveret', en: 'Saw what a register delivered' },
  'register.feeds.retract': {
    da: 'Trak en leverance fra et register tilbage',
    en: 'Took back what a register delivered',
  },
  'register.codes.add': { da: 'Indlæste en liste over koder', en: 'Loaded a list of codes' },
  'register.catalogue.keep': {
    da: 'Ændrede katalogets omtale af en biobank',
    en: 'Changed what the catalogue says of a biobank',
  },
  'register.catalogue.withdraw': { da: 'Tog en post ud af kataloget', en: 'Took an entry out of the catalogue' },
  'register.catalogue.import': { da: 'Overtog et andet katalog', en: 'Took over another catalogue' },
  'register.catalogue.count': { da: 'Talte til det offentlige katalog', en: 'Counted for the public catalogue' },
  'register.questions.list': { da: 'Så gemte spørgsmål til registret', en: 'Saw kept questions to the register' },
  'register.questions.show': {
    da: 'Åbnede et gemt spørgsmål til registret',
    en: 'Opened a kept question to the register',
  },
  'register.questions.keep': { da: 'Gemte et spørgsmål til registret', en: 'Kept a question to the register' },
  'register.questions.change': {
    da: 'Ændrede et gemt spørgsmål til registret',
    en: 'Changed a kept question to the register',
  },
  'register.questions.remove': {
    da: 'Slettede et gemt spørgsmål til registret',
    en: 'Removed a kept question to the register',
  },
  'register.describe': { da: 'Så, hvad registret indeholder', en: 'Saw what the register holds' },
  'register.generate': { da: 'Lavede opdigtede data til afprøvning', en: 'Made invented data for a trial' },
  'biobank.receive': { da: 'Modtog en prøve fra dig', en: 'Received a specimen of yours' },
  'biobank.reserve': {
    da: 'Reserverede en prøve fra dig til et projekt',
    en: 'Reserved a specimen of yours for a project',
  },
  'biobank.release': { da: 'Gav en reserveret prøve fra dig fri', en: 'Released a reserved specimen of yours' },
  'biobank.check-out': {
    da: 'Tog en prøve fra dig ud af biobanken',
    en: 'Took a specimen of yours out of the biobank',
  },
  'biobank.ship': { da: 'Sendte en prøve fra dig til et projekt', en: 'Sent a specimen of yours to a project' },
  'biobank.return': {
    da: 'Tog resten af en prøve fra dig tilbage',
    en: 'Took back what was left of a specimen of yours',
  },
  'biobank.aliquot': { da: 'Delte en prøve fra dig i flere rør', en: 'Divided a specimen of yours' },
  'biobank.derive': {
    da: 'Fremstillede nyt materiale af en prøve fra dig',
    en: 'Made new material of a specimen of yours',
  },
  'biobank.storage.place': { da: 'Satte en prøve fra dig på plads', en: 'Put a specimen of yours in its place' },
  'biobank.storage.take-out': {
    da: 'Tog en prøve fra dig ud af fryseren',
    en: 'Took a specimen of yours out of the freezer',
  },
  'biobank.storage.move-container': {
    da: 'Flyttede et stativ, som en prøve fra dig står i',
    en: 'Moved a rack that a specimen of yours stands in',
  },
  'biobank.storage.find': { da: 'Så hvor en prøve fra dig står', en: 'Saw where a specimen of yours stands' },
  'biobank.excursion': {
    da: 'Noterede at det var for varmt eller koldt, hvor en prøve fra dig står',
    en: 'Noted that it was too warm or cold where a specimen of yours stands',
  },
  'care.break-glass': { da: 'Åbnede din journal i en nødsituation', en: 'Opened your record in an emergency' },
  'care.break-glass.close': {
    da: 'Lukkede nødåbningen af din journal',
    en: 'Closed the emergency opening of your record',
  },
  'care.relation.begin': { da: 'Begyndte et behandlingsforløb', en: 'Began a course of treatment' },
  'care.relation.end': { da: 'Afsluttede et behandlingsforløb', en: 'Ended a course of treatment' },
  'access.relinking.open': {
    da: 'Fandt ud af hvem du er bag en kode i et forskningsprojekt',
    en: 'Found out who you are behind a code of a research project',
  },
  'audit.list': { da: 'Kontrollerede hvem der har set oplysninger', en: 'Checked who has seen information' },
  'audit.export': { da: 'Hentede en del af loggen med beviser', en: 'Downloaded a part of the log with proofs' },
  'audit.own': { da: 'Så denne log', en: 'Saw this log' },
  'audit.unusual': { da: 'Kontrollerede om der er læst usædvanligt', en: 'Checked for unusual reading' },
  'request.refused': { da: 'Blev nægtet adgang', en: 'Was refused access' },
  'session.open': { da: 'Loggede ind', en: 'Signed in' },
  'session.end': { da: 'Loggede ud', en: 'Signed out' },
  'session.refused': { da: 'Kunne ikke logge ind', en: 'Could not sign in' },
  'session.visit': { da: 'Skiftede rolle', en: 'Changed role' },
  'session.step-up': { da: 'Bekræftede sin identitet igen', en: 'Confirmed their identity again' },
  'session.step-up-refused': { da: 'Kunne ikke bekræfte sin identitet', en: 'Could not confirm their identity' },
};

/** What is said of an action by its area, the part before the first point. */
const areaWords: Readonly<Record<string, BothLanguages>> = {
  genomes: { da: 'Brugte oplysninger om dit genom', en: 'Used information about your genome' },
  variants: { da: 'Brugte databasen over varianter', en: 'Used the database of variants' },
  biobank: { da: 'Behandlede eller så en prøve fra dig', en: 'Handled or saw a specimen of yours' },
  people: { da: 'Brugte oplysninger om hvem du er', en: 'Used information about who you are' },
  consent: { da: 'Så eller ændrede dine valg', en: 'Saw or changed your choices' },
  care: { da: 'Så eller ændrede et behandlingsforløb', en: 'Saw or changed a course of treatment' },
  cohorts: { da: 'Brugte en gruppe, du kan være med i', en: 'Used a group you may be in' },
  access: { da: 'Behandlede en ansøgning om forskning', en: 'Handled an application for research' },
  gdpr: { da: 'Behandlede dine rettigheder', en: 'Handled your rights' },
  audit: { da: 'Læste i loggen', en: 'Read the log' },
  keys: { da: 'Skiftede de nøgler, oplysningerne er låst med', en: 'Changed the keys that information is locked with' },
  submissions: { da: 'Behandlede en indberetning', en: 'Handled a submission' },
  datasets: { da: 'Brugte et datasæt', en: 'Used a data set' },
  reporting: { da: 'Behandlede en indberetning', en: 'Handled a report' },
  accounts: { da: 'Ændrede en brugerkonto', en: 'Changed an account' },
  holdings: { da: 'Ændrede en rettighed', en: 'Changed a right' },
  credentials: { da: 'Ændrede en måde at logge ind på', en: 'Changed a way to sign in' },
  organisations: { da: 'Ændrede en organisation', en: 'Changed an organisation' },
  token: { da: 'Brugte eller ændrede en adgangsnøgle til et program', en: 'Used or changed a program’s token' },
  reviews: { da: 'Gennemgik rettigheder', en: 'Reviewed rights' },
  session: { da: 'Loggede ind eller ud', en: 'Signed in or out' },
};

const anything: BothLanguages = { da: 'Brugte oplysninger om dig', en: 'Used information about you' };

/** An action in plain words. */
export function wordsOfAction(action: string): BothLanguages {
  return actionWords[action] ?? areaWords[action.split('.', 1)[0]!] ?? anything;
}

/** Whether an action has words of its own or of its area. */
export function hasWords(action: string): boolean {
  return wordsOfAction(action) !== anything;
}
