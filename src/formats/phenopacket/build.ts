import type { JsonObject, OntologyClass, PedigreePerson, PhenopacketSex } from './types.ts';

export interface ExportedIndividual {
  readonly id: string;
  readonly alternateIds?: readonly string[];
  readonly sex: PhenopacketSex;
  /** RFC 3339. */
  readonly dateOfBirth?: string;
}

export interface ExportedBiosample {
  readonly id: string;
  readonly sampledTissue?: OntologyClass;
}

export interface ExportedFile {
  readonly uri: string;
  /** The sample's name in the file by individual or biosample. */
  readonly samples: ReadonlyMap<string, string>;
  /** For instance genomeAssembly and fileFormat. */
  readonly attributes: ReadonlyMap<string, string>;
}

export interface PhenopacketExport {
  readonly id: string;
  readonly subject: ExportedIndividual;
  readonly observed?: readonly OntologyClass[];
  readonly excluded?: readonly OntologyClass[];
  readonly biosamples?: readonly ExportedBiosample[];
  readonly files?: readonly ExportedFile[];
}

export interface ExportStamp {
  /** RFC 3339 in UTC. */
  readonly created: string;
  readonly createdBy: string;
}

const human: JsonObject = { id: 'NCBITaxon:9606', label: 'Homo sapiens' };

const ontologies: readonly JsonObject[] = [
  resource('hp', 'Human Phenotype Ontology', 'HP'),
  resource('ncbitaxon', 'NCBI organismal classification', 'NCBITaxon'),
  resource('uberon', 'Uberon multi-species anatomy ontology', 'UBERON'),
  resource('mondo', 'Mondo Disease Ontology', 'MONDO'),
];

function resource(id: string, name: string, prefix: string): JsonObject {
  const base = 'http://purl.obolibrary.org/obo/';
  return {
    id,
    name,
    url: `${base}${id}.owl`,
    version: 'unknown',
    namespacePrefix: prefix,
    iriPrefix: `${base}${prefix}_`,
  };
}

/** A Phenopacket v2 as JSON with the metadata that the schema requires. */
export function buildPhenopacket(content: PhenopacketExport, stamp: ExportStamp): JsonObject {
  return { ...packetBody(content), metaData: metaData(stamp) };
}

/** A Family v2 as JSON; its pedigree names every person, whether they have a phenopacket or not. */
export function buildFamily(
  family: {
    readonly id: string;
    readonly proband: PhenopacketExport;
    readonly relatives: readonly PhenopacketExport[];
    readonly pedigree: readonly PedigreePerson[];
  },
  stamp: ExportStamp,
): JsonObject {
  return {
    id: family.id,
    proband: buildPhenopacket(family.proband, stamp),
    relatives: family.relatives.map((relative) => buildPhenopacket(relative, stamp)),
    pedigree: { persons: family.pedigree.map(person) },
    metaData: metaData(stamp),
  };
}

/** A Cohort v2 as JSON. */
export function buildCohort(
  cohort: { readonly id: string; readonly description?: string; readonly members: readonly PhenopacketExport[] },
  stamp: ExportStamp,
): JsonObject {
  return {
    id: cohort.id,
    ...(cohort.description === undefined ? {} : { description: cohort.description }),
    members: cohort.members.map((member) => buildPhenopacket(member, stamp)),
    metaData: metaData(stamp),
  };
}

function packetBody({
  id,
  subject,
  observed = [],
  excluded = [],
  biosamples = [],
  files = [],
}: PhenopacketExport): JsonObject {
  const features = [
    ...observed.map((type): JsonObject => ({ type: term(type) })),
    ...excluded.map((type): JsonObject => ({ type: term(type), excluded: true })),
  ];
  return {
    id,
    subject: {
      id: subject.id,
      ...(subject.alternateIds?.length ? { alternateIds: subject.alternateIds } : {}),
      ...(subject.dateOfBirth === undefined ? {} : { dateOfBirth: subject.dateOfBirth }),
      sex: subject.sex,
      taxonomy: human,
    },
    ...(features.length > 0 ? { phenotypicFeatures: features } : {}),
    ...(biosamples.length > 0 ? { biosamples: biosamples.map((sample) => biosample(sample, subject.id)) } : {}),
    ...(files.length > 0 ? { files: files.map(file) } : {}),
  };
}

function term({ id, label }: OntologyClass): JsonObject {
  return { id, label };
}

function biosample({ id, sampledTissue }: ExportedBiosample, individualId: string): JsonObject {
  return {
    id,
    individualId,
    ...(sampledTissue === undefined ? {} : { sampledTissue: term(sampledTissue) }),
    taxonomy: human,
  };
}

function file({ uri, samples, attributes }: ExportedFile): JsonObject {
  return {
    uri,
    individualToFileIdentifiers: Object.fromEntries(samples),
    fileAttributes: Object.fromEntries(attributes),
  };
}

function person({ familyId, individualId, paternalId, maternalId, sex, affected }: PedigreePerson): JsonObject {
  const affectedStatus = affected === null ? 'MISSING' : affected ? 'AFFECTED' : 'UNAFFECTED';
  return { familyId, individualId, paternalId: paternalId ?? '0', maternalId: maternalId ?? '0', sex, affectedStatus };
}

function metaData({ created, createdBy }: ExportStamp): JsonObject {
  return { created, createdBy, resources: ontologies, phenopacketSchemaVersion: '2.0' };
}
