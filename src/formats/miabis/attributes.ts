import type { ListName } from './lists.ts';
import type { Kind } from './model.ts';

/** How an attribute is written. */
export type Form =
  | 'text'
  | 'long'
  | 'url'
  | 'country'
  | 'integer'
  | 'contact'
  | 'diseases'
  | { list: ListName }
  | 'quality'
  | 'ids';

/** An attribute of MIABIS: its code and name there, where it lies in an entry here, how often it may be. */
export interface Attribute {
  readonly code: string;
  readonly name: string;
  readonly field: string;
  readonly form: Form;
  readonly least: 0 | 1;
  readonly many: boolean;
}

type Row = readonly [name: string, field: string, form: Form, cardinality?: '1' | '0..1' | '0..n' | '1..n'];

const table = (entity: string, rows: readonly Row[]): readonly Attribute[] =>
  rows.map(([name, field, form, cardinality = '0..1'], i) => ({
    ...{ code: `MIABIS-${entity}-${String(i + 1).padStart(2, '0')}`, name, field, form },
    ...{ least: cardinality.startsWith('1') ? (1 as const) : (0 as const), many: cardinality.endsWith('n') },
  }));

// BBMRI-ERIC/miabis, Core 3, Data-describing-*.md. Where a page gives no cardinality (biobank, research resource) ID and name are
// asked for; types of datasets and samples are said to be one there, but every user of MIABIS lists several.
const gathered: readonly Row[] = [
  ['Sample source', 'sampleSource', { list: 'sampleSource' }],
  ['Sex', 'sex', { list: 'sex' }, '1..n'],
  ['Age Low', 'ageLow', 'integer'],
  ['Age High', 'ageHigh', 'integer'],
  ['Age Low Unit', 'ageLowUnit', { list: 'ageUnit' }],
  ['Age High Unit', 'ageHighUnit', { list: 'ageUnit' }],
  ['Dataset type', 'datasetTypes', { list: 'datasetType' }, '1..n'],
  ['Sample type', 'sampleTypes', { list: 'sampleType' }, '1..n'],
  ['Storage temperature', 'temperatures', { list: 'temperature' }, '0..n'],
  ['Disease', 'diseases', 'diseases', '0..n'],
  ['Sample collection setting', 'settings', { list: 'setting' }, '0..n'],
];
const used: readonly Row[] = [['Use & Access conditions', 'access', { list: 'access' }, '0..n']];
const included: readonly Row[] = [
  ['Total number of subjects', 'subjects', 'integer'],
  ['Inclusion criteria', 'inclusion', { list: 'inclusion' }, '0..n'],
  ['Publications', 'publications', 'long', '0..n'],
];

/** The attributes of MIABIS Core 3 by kind, in their order; of services, which it has not, none. */
export const attributes: Readonly<Record<Exclude<Kind, 'service'>, readonly Attribute[]>> = {
  biobank: table('BIOBANK', [
    ['ID', 'id', 'text', '1'],
    ['Acronym', 'acronym', 'text'],
    ['Name', 'name', 'text', '1'],
    ['URL', 'url', 'url'],
    ['Juristic Person', 'juristicPerson', 'text', '1'],
    ['Country', 'country', 'country', '1'],
    ['Contact Information', 'contact', 'contact', '1'],
    ['Description', 'description', 'long'],
    ['Infrastructural capabilities', 'infrastructure', { list: 'infrastructure' }, '0..n'],
    ['Organisational capabilities', 'organisational', { list: 'organisational' }, '0..n'],
    ['Bioprocessing and analytical capabilities', 'bioprocessing', { list: 'bioprocessing' }, '0..n'],
    ['Quality Management standard', 'quality', 'quality', '0..n'],
  ]),
  collection: table('COLLECTION', [
    ['ID', 'id', 'text', '1'],
    ['Acronym', 'acronym', 'text'],
    ['Name', 'name', 'text', '1'],
    ['URL', 'url', 'url'],
    ['Contact Information', 'contact', 'contact', '1'],
    ['Description', 'description', 'long', '1'],
    ...gathered,
    ['Collection design', 'designs', { list: 'design' }, '0..n'],
    ...used,
    ['Collection status', 'status', { list: 'status' }],
    ...included,
  ]),
  study: table('RESEARCHRESOURCE', [
    ['ID', 'id', 'text', '1'],
    ['Acronym', 'acronym', 'text'],
    ['Name', 'name', 'text', '1'],
    ['URL', 'url', 'url'],
    ['Contact Information', 'contact', 'contact'],
    ['Description', 'description', 'long'],
    ...gathered.map(([name, field, form, many]): Row => [name, field, form, many === '1..n' ? '0..n' : many!]),
    ['Research Resource design', 'designs', { list: 'design' }, '0..n'],
    ...used,
    ['Research Resource status', 'status', { list: 'status' }],
    ...included,
  ]),
  network: table('NETWORK', [
    ['ID', 'id', 'text', '1'],
    ['Acronym', 'acronym', 'text'],
    ['Name', 'name', 'text', '1'],
    ['URL', 'url', 'url'],
    ['Juristic person', 'juristicPerson', 'text', '1'],
    ['Country', 'countries', 'country', '1..n'],
    ['Contact information', 'contact', 'contact', '1'],
    ['Description', 'description', 'long'],
    ['Network status', 'status', { list: 'status' }, '1'],
    ['Network members', 'members', 'ids', '0..n'],
    ['Common collaboration topics', 'topics', { list: 'topic' }, '0..n'],
    ['Network type', 'types', { list: 'networkType' }, '0..n'],
  ]),
};

/** The parts of the structured attributes (all_structured_data.md), in their order. */
export const contactParts = [
  ['First name', 'firstName'],
  ['Last name', 'lastName'],
  ['Phone', 'phone'],
  ['Email', 'email'],
  ['Address', 'address'],
  ['ZIP', 'zip'],
  ['City', 'city'],
  ['Country', 'country'],
  ['Juristic Person', 'juristicPerson'],
  ['Department', 'department'],
  ['ORCID', 'orcid'],
] as const;
export const diseaseParts = [
  ['Disease Ontology', 'ontology'],
  ['Disease Ontology Version', 'version'],
  ['Disease Ontology Code', 'code'],
  ['Disease Ontology Description', 'description'],
  ['Disease Free Text', 'text'],
] as const;

/** MIABIS recommends no longer descriptions than this. */
export const longestDescription = 2000;
