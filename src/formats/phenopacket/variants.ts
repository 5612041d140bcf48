import { isObject } from './fields.ts';
import type { Json, Phenopacket } from './types.ts';

/** A `VcfRecord` of a variant interpretation. */
export interface InterpretedVariant {
  readonly subjectOrBiosampleId: string;
  /** CAUSATIVE, CANDIDATE, CONTRIBUTORY, REJECTED or UNKNOWN_STATUS. */
  readonly status: string;
  readonly assembly: string;
  readonly chrom: string;
  /** 1-based, as in VCF. */
  readonly pos: number;
  readonly ref: string;
  readonly alt: string;
}

/** The variants of a phenopacket's interpretations that are told as VCF; `pos` may be a text or a number. */
export function interpretedVariants(phenopacket: Phenopacket): InterpretedVariant[] {
  return items(phenopacket.source['interpretations'])
    .flatMap((interpretation) => items(at(interpretation, 'diagnosis', 'genomicInterpretations')))
    .flatMap((genomic) => {
      const record = at(genomic, 'variantInterpretation', 'variationDescriptor', 'vcfRecord');
      const pos = Number(text(at(record, 'pos')));
      const [chrom, ref, alt] = ['chrom', 'ref', 'alt'].map((name) => text(at(record, name)));
      if (!chrom || !ref || !alt || !Number.isSafeInteger(pos) || pos < 1) return [];
      return [
        {
          subjectOrBiosampleId: text(at(genomic, 'subjectOrBiosampleId')),
          status: text(at(genomic, 'interpretationStatus')) || 'UNKNOWN_STATUS',
          assembly: text(at(record, 'genomeAssembly')),
          chrom,
          pos,
          ref,
          alt,
        },
      ];
    });
}

function at(value: Json | undefined, ...path: string[]): Json | undefined {
  let here = value;
  for (const name of path) here = isObject(here) ? here[name] : undefined;
  return here;
}

function items(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function text(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
