import type { ListName } from '../lists.ts';

/** How a column of the Directory is an entry's field. */
export type Codec =
  | 'text'
  | 'integer'
  | 'flag'
  | 'ids'
  | 'texts'
  | 'duo'
  | 'diseases'
  | 'disease'
  | 'person'
  | 'elsewhere'
  | { one: ListName }
  | { many: ListName };

export type Columns = Readonly<Record<string, readonly [field: string, codec: Codec]>>;

const described: Columns = {
  id: ['id', 'text'],
  name: ['name', 'text'],
  acronym: ['acronym', 'text'],
  description: ['description', 'text'],
  url: ['url', 'text'],
  contact: ['contact', 'person'],
  also_known: ['elsewhere', 'elsewhere'],
};

/**
 * The BBMRI-ERIC Directory's tables (molgenis-emx2, data/biobank-directory) by the fields of an entry. A column that is not here is
 * kept as it came and written again.
 */
export const tablesOfDirectory = {
  Biobanks: {
    kind: 'biobank',
    columns: {
      ...described,
      location: ['city', 'text'],
      country: ['country', 'text'],
      head: ['head', 'person'],
      juridical_person: ['juristicPerson', 'text'],
      network: ['networks', 'ids'],
    },
  },
  Collections: {
    kind: 'collection',
    columns: {
      ...described,
      location: ['city', 'text'],
      country: ['country', 'text'],
      head: ['head', 'person'],
      parent_collection: ['parent', 'text'],
      biobank: ['biobank', 'text'],
      network: ['networks', 'ids'],
      studies: ['studies', 'ids'],
      type: ['designs', { many: 'design' }],
      data_categories: ['datasetTypes', { many: 'datasetType' }],
      size: ['samples', 'integer'],
      number_of_donors: ['subjects', 'integer'],
      sex: ['sex', { many: 'sex' }],
      diagnosis_available: ['diseases', 'diseases'],
      age_low: ['ageLow', 'integer'],
      age_high: ['ageHigh', 'integer'],
      age_unit: ['ageLowUnit', { one: 'ageUnit' }],
      materials: ['sampleTypes', { many: 'sampleType' }],
      storage_temperatures: ['temperatures', { many: 'temperature' }],
      data_use: ['duo', 'duo'],
      commercial_use: ['commercialUse', 'flag'],
      access_description: ['accessDescription', 'text'],
      access_uri: ['accessUrl', 'text'],
    },
  },
  Networks: {
    kind: 'network',
    columns: {
      ...described,
      juridical_person: ['juristicPerson', 'text'],
      common_network_elements: ['topics', { many: 'topic' }],
    },
  },
  Studies: {
    kind: 'study',
    columns: {
      id: ['id', 'text'],
      title: ['name', 'text'],
      description: ['description', 'text'],
      also_known: ['elsewhere', 'elsewhere'],
      sex: ['sex', { many: 'sex' }],
      age_low: ['ageLow', 'integer'],
      age_high: ['ageHigh', 'integer'],
      age_unit: ['ageLowUnit', { one: 'ageUnit' }],
      number_of_subjects: ['subjects', 'integer'],
    },
  },
  Services: {
    kind: 'service',
    columns: {
      id: ['id', 'text'],
      name: ['name', 'text'],
      acronym: ['acronym', 'text'],
      description: ['description', 'text'],
      descriptionUrl: ['url', 'text'],
      contactInformation: ['contact', 'person'],
      biobank: ['biobank', 'text'],
      serviceTypes: ['types', 'texts'],
      accessDescription: ['accessDescription', 'text'],
      accessDescriptionUrl: ['accessUrl', 'text'],
      unitOfAccess: ['unit', 'text'],
      unitCost: ['unitCost', 'text'],
    },
  },
} as const satisfies Record<string, { kind: string; columns: Columns }>;

export type DirectoryTable = keyof typeof tablesOfDirectory;

/** Columns that the Directory reckons from others, or that say nothing without it; written where they are asked for. */
export const reckoned: Readonly<Record<DirectoryTable, readonly string[]>> = {
  Biobanks: ['services'],
  Collections: ['biobank_label', 'order_of_magnitude', 'order_of_magnitude_donors'],
  Networks: [],
  Studies: [],
  Services: [],
};

/** Persons' columns by the parts of a contact. */
export const personColumns: Columns = {
  id: ['id', 'text'],
  first_name: ['firstName', 'text'],
  last_name: ['lastName', 'text'],
  email: ['email', 'text'],
  phone: ['phone', 'text'],
  address: ['address', 'text'],
  zip: ['zip', 'text'],
  city: ['city', 'text'],
  country: ['country', 'text'],
  role: ['role', 'text'],
};

/** Tables of quality marks: the column that says whose, and the parts of a mark. */
export const qualityTables = {
  QualityInfoBiobanks: {
    kind: 'biobank',
    ...{ of: 'biobank', standard: 'quality_standard', level: 'assess_level_bio' },
    ...{ number: 'certification_number', report: 'certification_report', image: 'certification_image_link' },
  },
  QualityInfoCollections: {
    kind: 'collection',
    ...{ of: 'collection', standard: 'quality_standard', level: 'assess_level_col' },
    ...{ number: 'certification_number', report: 'certification_report', image: 'certification_image_link' },
  },
  QualityInfoServices: {
    kind: 'service',
    ...{ of: 'service', standard: 'qualityStandard', level: 'assessmentLevel' },
    ...{ number: 'certificationNumber', report: 'certificationReport', image: 'certificationImageLink' },
  },
} as const;
export const markParts = ['standard', 'level', 'number', 'report', 'image'] as const;

/** Fact tables. `*` and an empty cell stand for any. */
export const factColumns = [
  ...['id', 'collection', 'sex', 'age_range', 'sample_type', 'disease', 'number_of_samples', 'number_of_donors'],
  ...['last_update', 'national_node'],
] as const;
