import type { Call, FileAlleles } from './calls.ts';
import { demoContigs } from './contigs.ts';
import type { LaboratoryStyle } from './laboratory-styles.ts';
import { absentCopy, missingCopy, type Site } from './site.ts';
import { siteDraw } from './vcf-text.ts';

/** One record of a family's file before it is text. */
export interface FamilyRecord {
  readonly site: Site;
  readonly alleles: FileAlleles;
  readonly calls: readonly Call[];
  /** As written: 0-based, perhaps not left-aligned. */
  start: number;
  ref: string;
  alts: readonly string[];
}

/** Moves an indel to the right through its repeat, or pads alleles, where nothing else lies within. */
export function rewriteAlleles(
  record: FamilyRecord,
  next: Site | undefined,
  bases: Uint8Array,
  style: LaboratoryStyle,
): void {
  const { site } = record;
  if (site.structural !== undefined || record.alts.length !== 1) return;
  const limit = Math.min(next?.start ?? bases.length, bases.length) - 2;
  const [alt] = record.alts as [string];
  if (style.padded && siteDraw(site, 2) < 0.03 && site.start + site.ref.length < limit) {
    const extra = String.fromCharCode(bases[site.start + site.ref.length]!);
    record.ref += extra;
    record.alts = [alt + extra];
  }
  const isPure = Math.min(site.ref.length, alt.length) === 1 && site.ref.length !== alt.length;
  if (style.placement !== 'right' || !isPure) return;
  let changed = site.ref.length > 1 ? site.ref.slice(1) : alt.slice(1);
  let start = site.start;
  const span = site.ref.length;
  while (start + span < limit && changed.charCodeAt(0) === bases[start + span]) {
    changed = changed.slice(1) + changed[0];
    start++;
  }
  const anchor = String.fromCharCode(bases[start]!);
  record.start = start;
  record.ref = site.ref.length > 1 ? anchor + changed : anchor;
  record.alts = [site.ref.length > 1 ? anchor : anchor + changed];
}

const isHet = ({ first, second }: Call): boolean =>
  second !== absentCopy && first !== missingCopy && second !== missingCopy && first !== second;

/**
 * Phase sets of one sample: per record VCF's POS of the set's first record, 0 where unphased.
 * @param reach longest distance in bases that reads join
 */
export function phaseSetsOf(records: readonly FamilyRecord[], sample: number, reach: number): Int32Array {
  const sets = new Int32Array(records.length);
  let run: number[] = [];
  const close = (): void => {
    if (run.length > 1) for (const i of run) sets[i] = records[run[0]!]!.start + 1;
    run = [];
  };
  records.forEach((record, i) => {
    if (record.site.structural !== undefined || demoContigs[record.site.contigNo]!.role === 'MT') return;
    if (!isHet(record.calls[sample]!)) return;
    if (run.length > 0 && record.start - records[run.at(-1)!]!.start > reach) close();
    run.push(i);
  });
  close();
  return sets;
}
