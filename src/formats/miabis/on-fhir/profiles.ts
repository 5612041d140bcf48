import type { ListName } from '../lists.ts';

/** Canonical address of MIABIS on FHIR 1.3 (R4): profiles, extensions and code systems lie below it. */
export const canonical = 'https://fhir.bbmri-eric.eu';
export const profileOf = (id: string): string => `${canonical}/StructureDefinition/${id}`;
export const codeSystemOf = (id: string): string => `${canonical}/CodeSystem/${id}`;

/** Identifiers that the Directory gave have its system. */
export const directorySystem = 'http://www.bbmri-eric.eu/';

export const profiles = {
  biobank: 'miabis-biobank',
  collection: 'miabis-collection',
  collectionOrganization: 'miabis-collection-organization',
  network: 'miabis-network',
  networkOrganization: 'miabis-network-organization',
} as const;

/** Extensions that hold codes of a list: the field of an entry, the list. */
export type CodedExtension = readonly [id: string, field: string, list: ListName];

export const biobankExtensions: readonly CodedExtension[] = [
  ['miabis-infrastructural-capabilities-extension', 'infrastructure', 'infrastructure'],
  ['miabis-organisational-capabilities-extension', 'organisational', 'organisational'],
  ['miabis-bioprocessing-and-analytical-capabilities-extension', 'bioprocessing', 'bioprocessing'],
];
export const collectionExtensions: readonly CodedExtension[] = [
  ['miabis-collection-dataset-type-extension', 'datasetTypes', 'datasetType'],
  ['miabis-sample-source-extension', 'sampleSource', 'sampleSource'],
  ['miabis-sample-collection-setting-extension', 'settings', 'setting'],
  ['miabis-collection-design-extension', 'designs', 'design'],
  ['miabis-use-and-access-conditions-extension', 'access', 'access'],
];
export const networkExtensions: readonly CodedExtension[] = [
  ['miabis-common-collaboration-topics-extension', 'topics', 'topic'],
];
export const inclusionExtension: CodedExtension = ['miabis-inclusion-criteria-extension', 'inclusion', 'inclusion'];
export const qualityExtension = 'miabis-quality-management-standard-extension';
export const descriptionExtension = 'miabis-organization-description-extension';
export const publicationsExtension = 'miabis-publications-extension';
export const subjectsExtension = 'miabis-number-of-subjects-extension';
export const memberExtension = 'miabis-member-entity-extension';

/** Characteristics of a collection's Group that are lists (profile miabis-collection). */
export const characteristics = [
  ['Sex', 'sex', 'sex'],
  ['StorageTemperature', 'temperatures', 'temperature'],
  ['MaterialType', 'sampleTypes', 'sampleType'],
] as const satisfies readonly (readonly [code: string, field: string, list: ListName])[];
export const characteristicSystem = codeSystemOf('miabis-characteristicCS');

/** The profile gives sex as FHIR's administrative gender. */
export const genderSystem = 'http://hl7.org/fhir/administrative-gender';
export const genders: Readonly<Record<string, string>> = {
  ...{ male: 'male', female: 'female', unknown: 'unknown', undifferentiated: 'other', 'not-applicable': 'unknown' },
};

/** Units of age (UCUM); MIABIS tells gestational weeks from others, which only the word can say. */
export const ageUnits: Readonly<Record<string, { code: string; unit: string }>> = {
  years: { code: 'a', unit: 'Years' },
  months: { code: 'mo', unit: 'Months' },
  weeks: { code: 'wk', unit: 'Weeks' },
  days: { code: 'd', unit: 'Days' },
  'gestational-weeks': { code: 'wk', unit: 'Gestational weeks' },
};

export const icd10 = 'http://hl7.org/fhir/sid/icd-10';
export const orphanet = 'http://www.orpha.net';
