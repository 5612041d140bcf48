import { openFasta } from '../../../formats/fasta/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { errors } from '../errors.ts';
import type { IngestReference, InspectedFile } from '../ingestion.ts';
import { extendHeaderOnly, type HeaderOnlyReference, headerOnlyReference } from './header-only.ts';
import { fitReference, matchReference, type ReferenceClaim, referenceByName } from './match-reference.ts';
import { contigByName, fastaFile, type StoredReference } from './reference.ts';

/** The reference that a submission is read under. */
export interface ChosenReference {
  reference: StoredReference;
  /** `md5`, `lengths`, `names`, `asked for`, or null for one made of headers. */
  matchedBy: string | null;
  /** Set when headers make or extend the reference. */
  header: HeaderOnlyReference | null;
}

/**
 * Joins what the headers of a submission's files claim.
 * @throws Problem IDUN_REFERENCE_MISMATCH when two files state different lengths for a contig
 */
export function claimOf(files: readonly InspectedFile[]): ReferenceClaim {
  const contigs = new Map<string, { name: string; length: number | null; md5: string | null; file: string }>();
  for (const file of files) {
    for (const { name, length, md5 } of file.contigs) {
      const before = contigs.get(name);
      if (before?.length && length && before.length !== length) {
        throw new Problem(
          errors.referenceMismatch,
          `The contig ${name} has ${before.length} bases in ${before.file} and ${length} in ${file.name}.`,
          { file: file.name, expected: 'files of one submission on one reference', action: 'Submit them apart.' },
        );
      }
      contigs.set(name, {
        name,
        length: length ?? before?.length ?? null,
        md5: md5 ?? before?.md5 ?? null,
        file: file.name,
      });
    }
  }
  const texts = files.flatMap((file) => [file.reference, ...file.contigs.map((contig) => contig.assembly)]);
  return {
    contigs: [...contigs.values()],
    used: [...new Set(files.flatMap((file) => file.firstRecords.map((record) => record.chrom)))],
    assemblies: [...new Set(texts.filter((text): text is string => text !== null))],
  };
}

/**
 * The loaded reference that files belong to, or null when none fits. Where only names fit, the REF bases of the first records
 * must agree as well.
 * @param asked name from `--reference`
 * @throws Problem IDUN_REFERENCE_NOT_FOUND, IDUN_REFERENCE_AMBIGUOUS, IDUN_DATASET_DEMO
 */
export async function chooseLoaded(
  files: readonly InspectedFile[],
  references: readonly StoredReference[],
  options: { reference?: string | undefined; demo: boolean },
  dataDir: string,
): Promise<ChosenReference | null> {
  if (options.reference !== undefined) {
    const reference = referenceByName(references, options.reference);
    if (reference.demo !== options.demo) {
      throw new Problem(
        errors.datasetDemo,
        `The reference ${reference.name} is ${reference.demo ? '' : 'not '}of the demo nation.`,
        {
          action: 'Real genomes are read under a real reference.',
        },
      );
    }
    return reference.checked ? { reference, matchedBy: 'asked for', header: null } : null;
  }
  const claim = claimOf(files);
  const candidates: StoredReference[] = [];
  for (const reference of references) {
    if (!reference.checked || reference.demo !== options.demo) continue;
    const fit = fitReference(claim, reference);
    if (typeof fit !== 'string' && fit.by === 'names' && !(await basesAgree(files, reference, dataDir))) continue;
    candidates.push(reference);
  }
  const match = matchReference(claim, candidates);
  if (match.kind === 'none') return null;
  return { reference: match.fit.reference, matchedBy: match.fit.by, header: null };
}

/** The header-only reference for files that fit no loaded one, or the one asked for. Call it under the lock of unchecked references. */
export function chooseHeaderOnly(
  files: readonly InspectedFile[],
  references: readonly StoredReference[],
  asked: string | undefined,
  nextNo: number,
): ChosenReference {
  const claim = claimOf(files);
  if (asked === undefined) {
    const header = headerOnlyReference(claim, references, nextNo);
    return { reference: header.reference, matchedBy: null, header };
  }
  const reference = referenceByName(references, asked);
  const header = extendHeaderOnly(claim, reference);
  if (header) return { reference: header.reference, matchedBy: 'asked for', header };
  throw new Problem(errors.referenceMismatch, `The files state other contig lengths than ${reference.name} has.`, {
    action: 'Leave out --reference; a reference of their own is made for them.',
  });
}

const MOST_DISAGREEING = 0.05;

async function basesAgree(
  files: readonly InspectedFile[],
  reference: StoredReference,
  dataDir: string,
): Promise<boolean> {
  const path = fastaFile(dataDir, reference);
  if (path === null) return true;
  const fasta = await openFasta(path);
  let compared = 0;
  let wrong = 0;
  try {
    for (const { chrom, pos, ref } of files.flatMap((file) => file.firstRecords)) {
      const contig = contigByName(reference, chrom);
      if (!contig || !/^[ACGT]+$/i.test(ref)) continue;
      compared++;
      const bases = await fasta.fetch(contig.name, pos - 1, pos - 1 + Math.min(ref.length, 50));
      if (Buffer.from(bases).toString('latin1') !== ref.slice(0, 50).toUpperCase()) wrong++;
    }
  } finally {
    await fasta.close();
  }
  return wrong <= compared * MOST_DISAGREEING;
}

/** What ingestion needs to know of a reference. */
export function toIngestReference(reference: StoredReference, dataDir: string): IngestReference {
  return {
    referenceNo: reference.referenceNo,
    name: reference.name,
    contigs: reference.contigs.map(({ contigNo, name, aliases, length, role }) => ({
      contigNo,
      name,
      aliases,
      length,
      role,
    })),
    fastaPath: fastaFile(dataDir, reference),
    par: reference.contigs.flatMap(({ contigNo, par }) => par.map(([start, end]) => ({ contigNo, start, end }))),
  };
}
