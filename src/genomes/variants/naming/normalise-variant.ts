import { type Allele, basesFrom, leftAlign, refMismatch, trimAllele } from '../../../genetics/normalise/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import type { ReferenceBases } from '../engine.ts';
import { errors } from '../errors.ts';
import type { ContigRow, ReferenceRow } from '../population/index.ts';

const FIRST_WINDOW = 512;

/**
 * The one form under which the store holds an allele: trimmed, and left-aligned where the reference has a sequence.
 * @throws Problem IDUN_VARIANT_REF_MISMATCH naming the reference's bases; IDUN_VARIANT_BAD_KEY past the contig's end
 */
export async function normaliseVariant(
  reference: ReferenceRow,
  contig: ContigRow,
  written: Allele,
  bases: ReferenceBases,
): Promise<Allele> {
  const { start, ref, alt } = written;
  if (contig.length !== null && start + ref.length > contig.length) {
    throw new Problem(
      errors.badKey,
      `Position ${start + 1} is past the end of ${contig.name} (${contig.length} bases).`,
    );
  }
  if (!reference.checked) return trimAllele(start, ref, alt);
  for (let reach = FIRST_WINDOW; ; reach *= 16) {
    const from = Math.max(0, start - reach);
    const window = await bases(reference.referenceNo, contig.name, from, start + ref.length + 1);
    if (window === null) return trimAllele(start, ref, alt);
    const at = refMismatch(start, ref, window, from);
    if (at >= 0) throw mismatch(reference, contig, written, window.subarray(start - from, start - from + ref.length));
    try {
      return leftAlign(written, basesFrom(window, from));
    } catch (error) {
      if (!(error instanceof RangeError) || from === 0) throw error;
    }
  }
}

function mismatch(reference: ReferenceRow, contig: ContigRow, written: Allele, found: Uint8Array): Problem {
  const there = Buffer.from(found).toString('latin1').toUpperCase();
  const shown = there.length > 60 ? `${there.slice(0, 60)}…` : there;
  return new Problem(
    errors.refMismatch,
    `${reference.name} has ${shown} at ${contig.name}:${written.start + 1}, not ${written.ref.slice(0, 60)}.`,
    { expected: shown, action: 'Check the position and that the variant is of this reference.' },
  );
}
