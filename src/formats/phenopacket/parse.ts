import { camelCased, type DocumentPlace, Fields, isObject } from './fields.ts';
import type {
  Biosample,
  Individual,
  Json,
  JsonObject,
  PedigreePerson,
  Phenopacket,
  PhenopacketDocument,
  PhenopacketFile,
} from './types.ts';

const sexes = ['UNKNOWN_SEX', 'FEMALE', 'MALE', 'OTHER_SEX'] as const;
const karyotypes = 'UNKNOWN_KARYOTYPE XX XY XO XXY XXX XXYY XXXY XXXX XYY OTHER_KARYOTYPE'.split(' ');
const statuses = ['MISSING', 'UNAFFECTED', 'AFFECTED'] as const;

/** Fields of the three messages in version 2; another field is a slip or version 1. */
const fieldsOf = {
  phenopacket:
    'id subject phenotypicFeatures measurements biosamples interpretations diseases medicalActions files metaData',
  family: 'id proband relatives consanguinousParents consanguineousParents pedigree files metaData',
  cohort: 'id description members files metaData',
} as const;

/**
 * Reads a Phenopacket, Family or Cohort of GA4GH Phenopackets v2 from parsed JSON. Enums may be names or numbers, fields camelCase
 * or snake_case, 64-bit integers texts or numbers, as protobuf's JSON allows.
 * @throws FormatError IDUN_PHENOPACKET_* with the path of the field
 */
export function parsePhenopacketDocument(json: unknown, place: DocumentPlace = {}): PhenopacketDocument {
  const source = camelCased(json as Json);
  const fields = new Fields(source, '', place);
  const kind = kindOf(fields.source);
  refuseOthers(fields, kind);
  const id = fields.required('id');
  const common = {
    kind,
    id,
    source: fields.source,
    files: kind === 'phenopacket' ? [] : fields.each('files', readFile),
  };
  if (kind === 'phenopacket') return { ...common, phenopackets: [readPhenopacket(fields)], pedigree: [] };
  if (kind === 'cohort') return { ...common, phenopackets: fields.each('members', readInner), pedigree: [] };
  const proband = fields.object('proband', readInner);
  const pedigree = fields.object('pedigree', (p) => p.each('persons', readPerson)) ?? [];
  return {
    ...common,
    phenopackets: [...(proband === null ? [] : [proband]), ...fields.each('relatives', readInner)],
    pedigree,
  };
}

function kindOf(source: JsonObject): PhenopacketDocument['kind'] {
  if ('proband' in source || 'pedigree' in source || 'relatives' in source) return 'family';
  return 'members' in source ? 'cohort' : 'phenopacket';
}

function refuseOthers(fields: Fields, kind: PhenopacketDocument['kind']): void {
  const meta = fields.source['metaData'];
  const version = isObject(meta) ? meta['phenopacketSchemaVersion'] : undefined;
  if (typeof version === 'string' && /^[01]([.-]|$)/.test(version)) {
    throw fields.error(
      'VERSION',
      `it is of version ${version.slice(0, 20)}`,
      'version 2 (phenopacket-tools converts it)',
    );
  }
  const known = new Set<string>(fieldsOf[kind].split(' '));
  const other = Object.keys(fields.source).find((name) => !known.has(name));
  if (other === undefined) return;
  throw fields.error('FIELD', `the field ${fields.at(other).slice(0, 80)} does not exist`, [...known].join(', '));
}

function readInner(fields: Fields): Phenopacket {
  refuseOthers(fields, 'phenopacket');
  return readPhenopacket(fields);
}

function readPhenopacket(fields: Fields): Phenopacket {
  const features = fields.each('phenotypicFeatures', (feature) => ({
    term: feature.term('type'),
    excluded: feature.source['excluded'] === true,
  }));
  const terms = (excluded: boolean) =>
    features.flatMap((f) => (f.term !== null && f.excluded === excluded ? [f.term] : []));
  const diseases = fields.each('diseases', (d) => (d.source['excluded'] === true ? null : d.term('term')));
  return {
    id: fields.text('id') ?? '',
    subject: fields.object('subject', readIndividual),
    biosamples: fields.each('biosamples', readBiosample),
    observed: terms(false),
    excluded: terms(true),
    diseases: diseases.filter((term) => term !== null),
    files: fields.each('files', readFile),
    source: fields.source,
  };
}

function readIndividual(fields: Fields): Individual {
  return {
    id: fields.required('id'),
    alternateIds: fields.texts('alternateIds'),
    dateOfBirth: fields.text('dateOfBirth'),
    sex: fields.enumeration('sex', sexes),
    karyotypicSex: fields.enumeration('karyotypicSex', karyotypes),
    taxonomy: fields.term('taxonomy'),
    source: fields.source,
  };
}

function readBiosample(fields: Fields): Biosample {
  return {
    id: fields.required('id'),
    individualId: fields.text('individualId'),
    derivedFromId: fields.text('derivedFromId'),
    sampledTissue: fields.term('sampledTissue'),
    sampleType: fields.term('sampleType'),
    source: fields.source,
  };
}

function readFile(fields: Fields): PhenopacketFile {
  return {
    uri: fields.required('uri'),
    individualToFileIdentifiers: fields.map('individualToFileIdentifiers'),
    fileAttributes: fields.map('fileAttributes'),
  };
}

function readPerson(fields: Fields): PedigreePerson {
  const parent = (name: string) => {
    const id = fields.text(name);
    return id === '0' ? null : id;
  };
  const status = fields.enumeration('affectedStatus', statuses);
  return {
    familyId: fields.text('familyId') ?? '',
    individualId: fields.required('individualId'),
    paternalId: parent('paternalId'),
    maternalId: parent('maternalId'),
    sex: fields.enumeration('sex', sexes),
    affected: status === 'MISSING' ? null : status === 'AFFECTED',
  };
}
