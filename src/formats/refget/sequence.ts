import { createHash } from 'node:crypto';
import { FormatError } from '../error.ts';

export interface SequenceDigests {
  /** `SQ.` and the sha512t24u digest (refget Sequences v2 §digest). */
  readonly refget: string;
  /** Hexadecimal MD5, as SAM's `M5`. */
  readonly md5: string;
  /** Bases. */
  readonly length: number;
}

/** GA4GH's digest: the first 24 bytes of SHA-512 as base64url, 32 letters. */
export function sha512t24u(content: Uint8Array | string): string {
  return createHash('sha512').update(content).digest().subarray(0, 24).toString('base64url');
}

/** Takes a sequence in parts and gives its digests; for contigs that are not in memory. */
export interface SequenceHasher {
  /** Upper-case letters without white space. */
  update(bases: Uint8Array): void;
  digests(): SequenceDigests;
}

export function createSequenceHasher(): SequenceHasher {
  const sha512 = createHash('sha512');
  const md5 = createHash('md5');
  let length = 0;
  return {
    update(bases) {
      sha512.update(bases);
      md5.update(bases);
      length += bases.length;
    },
    digests: () => ({
      refget: `SQ.${sha512.digest().subarray(0, 24).toString('base64url')}`,
      md5: md5.digest('hex'),
      length,
    }),
  };
}

/** Digests of a whole sequence of upper-case letters. */
export function sequenceDigests(bases: Uint8Array): SequenceDigests {
  const hasher = createSequenceHasher();
  hasher.update(bases);
  return hasher.digests();
}

/**
 * Checks that a loaded contig is bases and nothing else: the letters A–Z, `*` and `-`.
 * @throws FormatError IDUN_FASTA_LETTER with the 1-based position
 */
export function requireSequence(bases: Uint8Array, contig: string, file?: string): void {
  for (let i = 0; i < bases.length; i++) {
    const byte = bases[i]!;
    if ((byte >= 65 && byte <= 90) || byte === 42 || byte === 45) continue;
    const shown = byte > 32 && byte < 127 ? `«${String.fromCharCode(byte)}»` : `byte ${byte}`;
    throw new FormatError('IDUN_FASTA_LETTER', `Contig ${contig} has ${shown} at position ${i + 1}.`, {
      ...(file === undefined ? {} : { file }),
      expected: 'letters of bases (IUPAC)',
      action: 'Check that the file is FASTA of nucleotides with lines of one length.',
    });
  }
}
