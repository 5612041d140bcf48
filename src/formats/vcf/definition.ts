/** VCF versions this module reads. */
export const supportedVersions = ['4.1', '4.2', '4.3', '4.4', '4.5'] as const;

/** A VCF version, as in `##fileformat=VCFv4.3`. */
export type VcfVersion = (typeof supportedVersions)[number];

/** Minor number of a version: 1 for 4.1 … 5 for 4.5. */
export function minorVersion(version: VcfVersion): number {
  return Number(version.slice(2));
}

/** Value types of INFO and FORMAT fields, §1.3. */
export type VcfType = 'Integer' | 'Float' | 'Flag' | 'Character' | 'String';

/** Special values of Number, §1.4.2; fixed counts are 0 or more. */
export const numberOf = { any: -1, A: -2, R: -3, G: -4, LA: -5, LR: -6, LG: -7, P: -8, M: -9 } as const;

/** An INFO or FORMAT definition from the header. */
export interface VcfDefinition {
  id: string;
  /** How many values: 0 or more, or one of `numberOf`. */
  number: number;
  type: VcfType;
  description: string;
  /** 1-based header line; 0 for one reserved by the specification and absent from the header. */
  line: number;
  /** True when values below zero are never right (counts, depths, END). */
  nonNegative: boolean;
}

/** A contig line. Lengths in bases. */
export interface VcfContig {
  name: string;
  length?: number;
  md5?: string;
  assembly?: string;
  /** 1-based header line. */
  line: number;
}

/** A FILTER or ALT line. */
export interface VcfNamed {
  id: string;
  description: string;
  line: number;
}

/** Any other meta-information line. */
export interface VcfOtherLine {
  key: string;
  value: string;
  line: number;
}

/** A parsed VCF header. */
export interface VcfHeader {
  version: VcfVersion;
  contigs: VcfContig[];
  info: Map<string, VcfDefinition>;
  format: Map<string, VcfDefinition>;
  filters: Map<string, VcfNamed>;
  alts: Map<string, VcfNamed>;
  /** Sample names in column order; empty for a file of sites. */
  samples: string[];
  /** True when the #CHROM line has a FORMAT column. */
  hasFormat: boolean;
  /** Meta-information lines of other kinds, in order. */
  other: VcfOtherLine[];
  /** Value of the last ##reference line. */
  reference?: string;
  /** Number of lines including the #CHROM line; the first data line is `lineCount + 1`. */
  lineCount: number;
  /** Bytes including the line feed after the #CHROM line (and a byte order mark). */
  byteLength: number;
  /** The meta-information lines as they stood, without line ends; for writers. */
  lines: string[];
}
