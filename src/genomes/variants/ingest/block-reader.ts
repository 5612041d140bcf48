import {
  alleleKind,
  type FormatLayout,
  type RecordFacts,
  type RecordFields,
  readEnd,
} from '../../../formats/vcf/index.ts';
import type { FileSetup, ParserSetup } from './chunk-model.ts';
import type { ContigBuilder } from './contig-builder.ts';
import { fieldInteger } from './sample-field.ts';

/**
 * Whether a record is a gVCF reference block: one without an alternate allele that has END (or LEN, VCFv4.5 §1.6.2), or whose
 * only ALT is `<NON_REF>` or `<*>`.
 */
export function isReferenceBlock(
  bytes: Uint8Array,
  record: RecordFields,
  facts: RecordFacts,
  layout: FormatLayout | undefined,
): boolean {
  const { alts, kinds } = facts;
  let unspecified = false;
  for (let i = 0; i < alts.count; i++) {
    if (kinds[i] === alleleKind.unspecified) unspecified = true;
    else if (kinds[i] !== alleleKind.missing) return false;
  }
  if (layout === undefined) return false;
  return unspecified || layout.len >= 0 || readEnd(bytes, record) > 0;
}

/**
 * Reads a gVCF reference block. A genome is callable in it when its GT, if there is one, is reference, and GQ and MIN_DP (or DP),
 * where present, reach the thresholds.
 *
 * @param tabs offsets before each sample column, then the line's end
 */
export function readBlock(
  bytes: Uint8Array,
  record: RecordFields,
  facts: RecordFacts,
  layout: FormatLayout,
  tabs: Uint32Array,
  file: FileSetup,
  setup: ParserSetup,
  part: ContigBuilder,
): void {
  const stated = readEnd(bytes, record);
  const start = facts.position - 1;
  const end = stated > start ? stated : start + record.ends[3]! - record.starts[3]!;
  part.blocks.meet();
  const samples = file.header.samples.length;
  for (let i = 0; i < samples; i++) {
    const from = tabs[i]! + 1;
    const to = tabs[i + 1]!;
    if (!isCallable(bytes, from, to, layout, setup.blockThreshold)) continue;
    const length = layout.len >= 0 ? fieldInteger(bytes, from, to, layout.len) : -1;
    const genome = file.localOf === null ? i : file.localOf[i]!;
    const last = length > 0 ? start + length : end;
    part.blocks.add(genome, start, part.known.length === null ? last : Math.min(last, part.known.length));
  }
}

function isCallable(
  bytes: Uint8Array,
  from: number,
  to: number,
  layout: FormatLayout,
  threshold: { gq: number; dp: number },
): boolean {
  if (layout.gt >= 0 && !isReferenceCall(bytes, from, to)) return false;
  const gq = layout.gq < 0 ? -1 : fieldInteger(bytes, from, to, layout.gq);
  if (gq >= 0 && gq < threshold.gq) return false;
  const least = layout.minDp < 0 ? -1 : fieldInteger(bytes, from, to, layout.minDp);
  const depth = least >= 0 || layout.dp < 0 ? least : fieldInteger(bytes, from, to, layout.dp);
  return depth < 0 || depth >= threshold.dp;
}

/** GT of zeros only, of any ploidy. */
function isReferenceCall(bytes: Uint8Array, from: number, to: number): boolean {
  let zeros = 0;
  for (let at = from; at < to && bytes[at] !== 58; at++) {
    if (bytes[at] === 48) zeros++;
    else if (bytes[at] !== 47 && bytes[at] !== 124) return false;
  }
  return zeros > 0;
}
