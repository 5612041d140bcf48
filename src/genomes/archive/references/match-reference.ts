import { recogniseBuild } from '../../../genetics/contigs/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { errors } from '../errors.ts';
import { contigByName, type StoredReference } from './reference.ts';

/** What the headers and first records of a submission's files say about their reference. */
export interface ReferenceClaim {
  /** Contigs of the header; length and md5 where stated. */
  readonly contigs: readonly { name: string; length?: number | null; md5?: string | null }[];
  /** Names that records use; where the header lists none, these are all there is. */
  readonly used: readonly string[];
  /** `assembly` and `reference` texts of the header. */
  readonly assemblies: readonly string[];
}

/** How well a claim fits a reference. */
export interface ReferenceFit {
  readonly reference: StoredReference;
  /** What the fit rests on, strongest first. */
  readonly by: 'md5' | 'lengths' | 'names';
  /** Contigs whose length or digest agree. */
  readonly agreed: number;
  readonly missing: readonly string[];
}

export type ReferenceMatch =
  | { kind: 'matched'; fit: ReferenceFit }
  | { kind: 'none'; nearest: { name: string; because: string }[] };

/** Compares a claim with one reference: the fit, or why it does not fit, as half a sentence. */
export function fitReference(claim: ReferenceClaim, reference: StoredReference): ReferenceFit | string {
  let agreed = 0;
  let digests = 0;
  const missing: string[] = [];
  for (const contig of claim.contigs) {
    const known = contigByName(reference, contig.name);
    if (!known) {
      missing.push(contig.name);
      continue;
    }
    if (contig.md5 && known.md5 && contig.md5.toLowerCase() !== known.md5)
      return `contig ${contig.name} is another sequence (MD5)`;
    if (contig.length && known.length && contig.length !== known.length) {
      return `contig ${contig.name} has ${known.length} bases, the file says ${contig.length}`;
    }
    if (contig.md5 && known.md5) digests++;
    if (contig.length && known.length) agreed++;
  }
  const lost = claim.used.find((name) => !contigByName(reference, name));
  if (lost !== undefined) return `it has no contig ${lost}`;
  const known = claim.used.length > 0 ? claim.used.length : claim.contigs.length - missing.length;
  if (known === 0) return 'no contig has the same name';
  const by = digests > 0 ? 'md5' : agreed > 0 ? 'lengths' : 'names';
  return { reference, by, agreed, missing };
}

const strength = { md5: 2, lengths: 1, names: 0 } as const;

/**
 * The loaded reference that files belong to: contig names (aliases included), lengths and digests decide. Where only names
 * speak, the build that the header names decides between several.
 * @throws Problem IDUN_REFERENCE_AMBIGUOUS listing the candidates when several fit equally
 */
export function matchReference(claim: ReferenceClaim, candidates: readonly StoredReference[]): ReferenceMatch {
  const fits: ReferenceFit[] = [];
  const nearest: { name: string; because: string }[] = [];
  for (const reference of candidates) {
    const fit = fitReference(claim, reference);
    if (typeof fit === 'string') nearest.push({ name: reference.name, because: fit });
    else fits.push(fit);
  }
  if (fits.length === 0) return { kind: 'none', nearest };
  const strongest = Math.max(...fits.map((fit) => strength[fit.by]));
  const best = fits.filter((fit) => strength[fit.by] === strongest);
  const fullest = best.filter((fit) => fit.missing.length === Math.min(...best.map((b) => b.missing.length)));
  if (fullest.length === 1 && (strongest > 0 || nameFitHolds(claim, fullest[0]!))) {
    return { kind: 'matched', fit: fullest[0]! };
  }
  const build = recogniseBuild(claim.contigs, claim.assemblies)?.build;
  const named = fullest.filter((fit) => build !== undefined && fit.reference.build === build);
  if (named.length === 1) return { kind: 'matched', fit: named[0]! };
  if (fullest.length === 1)
    return { kind: 'none', nearest: [{ name: fullest[0]!.reference.name, because: 'it is another build' }] };
  throw new Problem(
    errors.referenceAmbiguous,
    `The header fits ${fullest.map((fit) => fit.reference.name).join(' and ')} equally well.`,
    {
      expected: 'contig lengths or MD5 in the header that fit one reference',
      candidates: fullest.map((fit) => fit.reference.name),
      action: 'Name the right one with --reference.',
    },
  );
}

/** A fit by names alone does not hold when the header names another build than the reference's. */
function nameFitHolds(claim: ReferenceClaim, fit: ReferenceFit): boolean {
  const build = recogniseBuild(claim.contigs, claim.assemblies)?.build;
  return build === undefined || fit.reference.build === null || fit.reference.build === build;
}

/** The reference a person named. @throws Problem IDUN_REFERENCE_NOT_FOUND with the names there are */
export function referenceByName(references: readonly StoredReference[], name: string): StoredReference {
  const found = references.find((reference) => reference.name === name || reference.id === name);
  if (found) return found;
  const folded = references.filter((reference) => reference.name.toLowerCase() === name.toLowerCase());
  if (folded.length === 1) return folded[0]!;
  throw new Problem(errors.referenceNotFound, `There is no reference called ${name}.`, {
    expected:
      references.length === 0 ? 'a loaded reference; there is none yet' : references.map((r) => r.name).join(', '),
    action: 'List them with `idun reference list`, or load one with `idun reference add FASTA --name NAME`.',
  });
}
