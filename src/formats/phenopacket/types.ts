/** JSON as it came, with field names in camelCase. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

export interface OntologyClass {
  readonly id: string;
  readonly label: string;
}

export type PhenopacketSex = 'UNKNOWN_SEX' | 'FEMALE' | 'MALE' | 'OTHER_SEX';

/** GA4GH Phenopackets v2 `Individual`; what Idun does not read stays in `source`. */
export interface Individual {
  readonly id: string;
  readonly alternateIds: readonly string[];
  /** RFC 3339, as written. */
  readonly dateOfBirth: string | null;
  readonly sex: PhenopacketSex;
  readonly karyotypicSex: string;
  readonly taxonomy: OntologyClass | null;
  readonly source: JsonObject;
}

/** GA4GH Phenopackets v2 `Biosample`. */
export interface Biosample {
  readonly id: string;
  readonly individualId: string | null;
  readonly derivedFromId: string | null;
  readonly sampledTissue: OntologyClass | null;
  readonly sampleType: OntologyClass | null;
  readonly source: JsonObject;
}

/** GA4GH Phenopackets v2 `File`. */
export interface PhenopacketFile {
  readonly uri: string;
  /** The name each individual or biosample has in the file (a VCF's sample name). */
  readonly individualToFileIdentifiers: ReadonlyMap<string, string>;
  readonly fileAttributes: ReadonlyMap<string, string>;
}

export interface Phenopacket {
  readonly id: string;
  readonly subject: Individual | null;
  readonly biosamples: readonly Biosample[];
  /** Terms that were observed and, apart, terms that were looked for and not found. */
  readonly observed: readonly OntologyClass[];
  readonly excluded: readonly OntologyClass[];
  readonly diseases: readonly OntologyClass[];
  readonly files: readonly PhenopacketFile[];
  readonly source: JsonObject;
}

/** One person of a `Pedigree`. */
export interface PedigreePerson {
  readonly familyId: string;
  readonly individualId: string;
  /** null where the file has 0 or nothing. */
  readonly paternalId: string | null;
  readonly maternalId: string | null;
  readonly sex: PhenopacketSex;
  readonly affected: boolean | null;
}

/** Any of the three top-level messages; a lone phenopacket is a document with one. */
export interface PhenopacketDocument {
  readonly kind: 'phenopacket' | 'family' | 'cohort';
  readonly id: string;
  /** The packet itself; proband and relatives; or members. */
  readonly phenopackets: readonly Phenopacket[];
  readonly pedigree: readonly PedigreePerson[];
  /** Files of the family or cohort. */
  readonly files: readonly PhenopacketFile[];
  readonly source: JsonObject;
}
