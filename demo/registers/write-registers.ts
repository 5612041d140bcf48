import { isoDate } from '../civil-days.ts';
import type { OutputFolder } from '../output-files.ts';
import type { Person } from '../people.ts';
import type { Random } from '../random.ts';
import { codeLists } from './code-lists.ts';
import type { Courses, Event } from './courses.ts';
import { municipalityIn } from './municipalities.ts';
import type { Custodian, Sample } from './samples.ts';

/** Where the registers lie and what their lists are, for the manifest. */
export interface DemoRegisters {
  readonly folder: 'registers';
  readonly lists: readonly { readonly file: string; readonly system: string; readonly title: string }[];
  /** Rows of each feed. */
  readonly feeds: readonly { readonly feed: string; readonly rows: number }[];
}

type Writer = { feed: string; description: object; text: string[] };

const danish = (iso: string): string => `${iso.slice(8)}-${iso.slice(5, 7)}-${iso.slice(0, 4)}`;
const compact = (iso: string): string => iso.replaceAll('-', '');

const variable = (column: string, da: string, en: string, system?: string) => ({
  column,
  title: { da, en },
  ...(system === undefined ? {} : { system }),
});
const permit = {
  register: {
    da: 'Tilladelse fra komité eller den dataansvarlige til det formål der søges om.',
    en: 'A permission of the committee or the controller for the purpose applied for.',
  },
  biobank: {
    da: 'Videnskabsetisk tilladelse og biobankens eget ja; donorens valg slås op før udlevering.',
    en: 'Ethics permission and the biobank’s own yes; the donor’s choice is looked up before dispensing.',
  },
};
const person = { as: 'cpr' };

function persons(people: readonly Person[], random: Random): Writer {
  const text = ['pnr;koen;foed_dato;doed_dato;region;kommune'];
  for (const { cpr, sex, born, died, region } of people) {
    const dates = `${isoDate(born)};${died === null ? '' : isoDate(died)}`;
    const municipality = municipalityIn(region.code, random);
    text.push(`${cpr};${sex === 'female' ? 2 : 1};${dates};${region.name};${municipality}`);
  }
  const description = {
    ...{ title: { da: 'Personer (demo)', en: 'Persons (demo)' }, custodian: 'Demo: personregister', table: 'persons' },
    ...{ separator: ';', permit: permit.register },
    columns: {
      person: { column: 'pnr', ...person },
      sex: { column: 'koen', words: { 1: 'male', 2: 'female' } },
      born: { column: 'foed_dato' },
      died: { column: 'doed_dato' },
      region: { column: 'region' },
      municipality: { column: 'kommune' },
    },
    variables: [
      variable('koen', 'Køn', 'Sex'),
      variable('foed_dato', 'Fødselsdag', 'Date of birth'),
      variable('doed_dato', 'Dødsdag', 'Date of death'),
      variable('region', 'Bopælsregion', 'Region of residence'),
      variable('kommune', 'Bopælskommune', 'Municipality of residence'),
    ],
  };
  return { feed: 'demo-persons', description, text };
}

interface EventFile {
  register: string;
  title: { da: string; en: string };
  custodian: string;
  system: string;
  separator: ';' | ',';
  header: readonly [person: string, day: string, code: string, kind?: string];
  format: 'YYYY-MM-DD' | 'DD-MM-YYYY' | 'YYYYMMDD';
}

const forms = { 'YYYY-MM-DD': (iso: string) => iso, 'DD-MM-YYYY': danish, YYYYMMDD: compact } as const;

// Each register has a layout of its own, as in life.
const eventFiles: Readonly<Record<keyof Courses, EventFile>> = {
  diagnoses: {
    ...{
      register: 'diagnoses',
      title: { da: 'Diagnoser (demo)', en: 'Diagnoses (demo)' },
      custodian: 'Demo: patientregister',
    },
    ...{
      system: 'demo-diagnoses',
      separator: ';',
      header: ['pnr', 'd_inddto', 'c_diag', 'c_diagtype'],
      format: 'YYYY-MM-DD',
    },
  },
  procedures: {
    ...{
      register: 'procedures',
      title: { da: 'Operationer (demo)', en: 'Operations (demo)' },
      custodian: 'Demo: patientregister',
    },
    ...{ system: 'demo-procedures', separator: ';', header: ['pnr', 'd_odto', 'c_opr'], format: 'YYYY-MM-DD' },
  },
  pathology: {
    ...{
      register: 'pathology',
      title: { da: 'Patologi (demo)', en: 'Pathology (demo)' },
      custodian: 'Demo: patologiregister',
    },
    ...{ system: 'demo-pathology', separator: ',', header: ['cpr', 'modtaget', 'snomed'], format: 'DD-MM-YYYY' },
  },
  medication: {
    ...{
      register: 'medication',
      title: { da: 'Lægemidler (demo)', en: 'Medicines (demo)' },
      custodian: 'Demo: lægemiddelregister',
    },
    ...{ system: 'demo-medicines', separator: ',', header: ['pnr', 'eksd', 'atc'], format: 'YYYYMMDD' },
  },
  cancer: {
    ...{
      register: 'cancer',
      title: { da: 'Kræfttilfælde (demo)', en: 'Cancers (demo)' },
      custodian: 'Demo: cancerregister',
    },
    ...{ system: 'demo-diagnoses', separator: ';', header: ['pnr', 'diagdato', 'icd10'], format: 'YYYY-MM-DD' },
  },
  deaths: {
    ...{
      register: 'deaths',
      title: { da: 'Dødsårsager (demo)', en: 'Causes of death (demo)' },
      custodian: 'Demo: dødsårsagsregister',
    },
    ...{ system: 'demo-diagnoses', separator: ';', header: ['pnr', 'dodsdato', 'c_dod'], format: 'YYYY-MM-DD' },
  },
};

function eventsOf(name: keyof Courses, events: readonly Event[]): Writer {
  const { header, separator, format, system, ...rest } = eventFiles[name];
  const [pnr, day, code, kind] = header;
  const text = [header.join(separator)];
  for (const one of events) {
    const cells = [
      one.person.cpr,
      forms[format](isoDate(one.day)),
      one.code,
      ...(kind === undefined ? [] : [one.kind!]),
    ];
    text.push(cells.join(separator));
  }
  const description = {
    ...{ ...rest, table: 'events', separator, permit: permit.register },
    columns: {
      person: { column: pnr, ...person },
      day: { column: day, format },
      code: { column: code, system },
      ...(kind === undefined ? {} : { kind: { column: kind, words: { A: 'primary', B: 'secondary' } } }),
    },
    variables: [
      variable(day, 'Dato', 'Date'),
      variable(code, 'Kode', 'Code', system),
      ...(kind === undefined ? [] : [variable(kind, 'Diagnosens art', 'Kind of diagnosis')]),
    ],
  };
  return { feed: `demo-${name}`, description, text };
}

const biobanks: Readonly<
  Record<Custodian, { da: string; en: string; separator: ';' | ',' | 'tab'; unit: 'ul' | 'ml' }>
> = {
  'national-biobank': { da: 'Demobiobanken', en: 'Demo national biobank', separator: ';', unit: 'ul' },
  'cancer-biobank': { da: 'Kræftbiobanken (demo)', en: 'Cancer biobank (demo)', separator: 'tab', unit: 'ml' },
  'rheumatology-biobank': {
    da: 'Reumatologisk biobank (demo)',
    en: 'Rheumatology biobank (demo)',
    separator: ';',
    unit: 'ul',
  },
  'blood-donors': { da: 'Bloddonorbiobanken (demo)', en: 'Blood donor biobank (demo)', separator: ',', unit: 'ul' },
  'pathology-archive': { da: 'Vævsarkivet (demo)', en: 'Pathology archive (demo)', separator: ';', unit: 'ul' },
  'research-cohort': { da: 'Demokohortens biobank', en: 'Demo cohort biobank', separator: ',', unit: 'ul' },
};

const sampleColumns = {
  collection: 'samling',
  type: 'materiale',
  temperature: 'temperatur',
  thaws: 'optoeninger',
  sprec: 'sprec',
  state: 'status',
  consent: 'samtykke',
} as const;

/** What custodians write of a consent, in the register's words. */
const consentWords = {
  nej: 'none',
  'forskning+biobank': 'research biobank',
  'forskning+genom+biobank+ny kontakt': 'research genome-research biobank recontact',
  'forskning+genom+biobank+ny kontakt+virksomheder': 'research genome-research biobank recontact companies',
} as const;

function samplesOf(custodian: Custodian, samples: readonly Sample[]): Writer {
  const { da, en, separator, unit } = biobanks[custodian];
  const between = separator === 'tab' ? '\t' : separator;
  const names = ['proeve_id', 'pnr', 'taget', ...Object.values(sampleColumns), 'maengde'];
  const text = [names.join(between)];
  samples.forEach((one, i) => {
    const cells = Object.keys(sampleColumns).map((name) => one[name as keyof typeof sampleColumns]);
    const amount = unit === 'ml' ? one.volume / 1000 : one.volume;
    text.push(
      [`${custodian.slice(0, 3).toUpperCase()}-${i + 1}`, one.person.cpr, isoDate(one.day), ...cells, amount].join(
        between,
      ),
    );
  });
  const columns = Object.fromEntries(Object.entries(sampleColumns).map(([name, column]) => [name, { column }]));
  const description = {
    ...{ title: { da, en }, custodian: da, table: 'specimens', separator, permit: permit.biobank },
    columns: {
      custodian_id: { column: 'proeve_id' },
      person: { column: 'pnr', ...person },
      day: { column: 'taget' },
      biobank: { value: da },
      ...columns,
      consent: { ...columns['consent'], words: consentWords },
      volume_ul: { column: 'maengde', unit },
    },
    variables: [
      variable('materiale', 'Materiale', 'Material'),
      variable('samtykke', 'Samtykke', 'Consent'),
      variable('maengde', 'Mængde tilbage', 'Volume left'),
    ],
  };
  return { feed: `demo-${custodian}`, description, text };
}

/** Writes the nation's registers and biobanks as their custodians send them, with a description beside each file, and the lists of codes. */
export async function writeRegisters(
  output: OutputFolder,
  people: readonly Person[],
  courses: Courses,
  samples: Readonly<Record<Custodian, Sample[]>>,
  random: Random,
): Promise<DemoRegisters> {
  const folder = 'registers' as const;
  const lists = [];
  for (const { system, title, codes } of codeLists) {
    const file = `${folder}/lists/${system}.csv`;
    const lines = codes.map(({ code, text, parent }) => `${code};${text};${parent ?? ''}`);
    await output.write(file, `code;text;parent\n${lines.join('\n')}\n`);
    lists.push({ file, system, title });
  }
  const written = [
    persons(people, random),
    ...(Object.keys(eventFiles) as (keyof Courses)[]).map((name) => eventsOf(name, courses[name])),
    ...(Object.keys(biobanks) as Custodian[]).map((name) => samplesOf(name, samples[name])),
  ];
  const feeds = [];
  for (const { feed, description, text } of written) {
    const rows = text.length - 1;
    await output.write(`${folder}/${feed}.csv`, `${text.join('\n')}\n`);
    await output.write(
      `${folder}/${feed}.feed.json`,
      `${JSON.stringify({ feed, files: [`${feed}.csv`], rows, ...description }, null, 1)}\n`,
    );
    feeds.push({ feed, rows });
  }
  return { folder, lists, feeds };
}
