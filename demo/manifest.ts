import type { ContigRole } from './contigs.ts';
import type { Bilingual } from './nation.ts';
import type { Inheritance } from './planted.ts';
import type { DemoRegisters } from './registers/write-registers.ts';

export interface DemoDataset {
  readonly name: string;
  readonly title: Bilingual;
  readonly description: Bilingual;
  readonly source: 'facility' | 'general-purpose' | 'research';
  readonly controller: string;
  readonly legalBasis: string;
}

export interface DemoSample {
  /** Column name in the VCF files, individual in PED, biosample in Phenopackets. */
  readonly sample: string;
  /** Identifier in people.csv, subject in Phenopackets. */
  readonly person: string;
  readonly sex: 'male' | 'female';
  readonly family: string;
  /** null: not known. */
  readonly affected: boolean | null;
}

export interface DemoSubmission {
  /** `S01` …, in the order of `receivedOn`. */
  readonly id: string;
  readonly dataset: string;
  readonly source: DemoDataset['source'];
  readonly type: 'germline';
  readonly assay: 'wgs';
  readonly technology: 'short-read' | 'long-read';
  /** Key of the glossary, `patient-group-…`; null for research. */
  readonly patientGroup: string | null;
  /** YYYY-MM-DD, within two years before `today`. */
  readonly receivedOn: string;
  /** Paths relative to the manifest. */
  readonly files: readonly {
    readonly path: string;
    readonly format: 'vcf' | 'gvcf';
    readonly samples: readonly string[];
    readonly bytes: number;
  }[];
  readonly pedigree: string;
  readonly phenopackets: readonly string[];
  /** BED of the places where all genomes of the submission can be called; null where it says nothing about them. */
  readonly callable: string | null;
  /** `reference`: no record means reference, as the submitter declares. */
  readonly absent: 'reference' | null;
  readonly samples: readonly DemoSample[];
}

/** A submission with a fault on purpose, and the state in which it ends. Its samples are second ones of people of other submissions. */
export interface TroubledSubmission extends DemoSubmission {
  readonly state: 'quarantined' | 'rejected';
  /** What is wrong with it. */
  readonly note: Bilingual;
}

export interface DemoPlanted {
  readonly inheritance: Inheritance;
  readonly gene: string;
  readonly disease: string;
  readonly effect: string;
  readonly chrom: string;
  /** 1-based, left-aligned. */
  readonly pos: number;
  readonly ref: string;
  readonly alt: string;
  /** Samples whose disease it explains, alone or with another one. */
  readonly probands: readonly string[];
  readonly deNovo: boolean;
}

/** What the generator wrote, and how each file goes in through the front door. */
export interface DemoManifest {
  readonly synthetic: true;
  readonly note: Bilingual;
  readonly formatVersion: 1;
  readonly seed: number;
  /** The day the nation stands still, YYYY-MM-DD. */
  readonly today: string;
  readonly reference: {
    readonly name: 'demo';
    readonly fasta: string;
    readonly genes: string;
    readonly contigs: readonly { readonly name: string; readonly length: number; readonly role: ContigRole }[];
    /** 0-based half-open; variants there are called on X. */
    readonly pseudoautosomal: readonly {
      readonly name: string;
      readonly X: { readonly start: number; readonly end: number };
      readonly Y: { readonly start: number; readonly end: number };
    }[];
  };
  readonly people: { readonly file: string; readonly count: number };
  /** Feeds of the national biobank register, one description beside each file, and the lists of codes they use. */
  readonly registers: DemoRegisters;
  readonly genomes: number;
  /** Variant sites over all files, each place counted once. */
  readonly sites: number;
  readonly datasets: readonly DemoDataset[];
  /** Names of the patient groups that submissions name by key. */
  readonly patientGroups: readonly { readonly key: string; readonly name: Bilingual }[];
  readonly submissions: readonly DemoSubmission[];
  /** Loaded last. */
  readonly troubled: readonly TroubledSubmission[];
  readonly planted: readonly DemoPlanted[];
  readonly truth: string;
  readonly totalBytes: number;
}
