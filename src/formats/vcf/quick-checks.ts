import { numberOf, type VcfDefinition, type VcfHeader } from './definition.ts';

/** How the values of an INFO key must look to be without fault; `other`: only the full check can tell. */
export type PlainKind = 'integer' | 'natural' | 'float' | 'nonNegative' | 'string' | 'flag' | 'other';

/** An INFO key as a quick check needs it. */
export interface PlainInfo {
  id: string;
  kind: PlainKind;
  /** Number of values: 0 or more, `numberOf.A`, `numberOf.R`, or `numberOf.any`. */
  wanted: number;
}

/** Checks that say yes only where the full ones find no fault; no means that the full ones must look. */
export interface QuickChecks {
  /**
   * A check of INFO columns, given as offsets in the text that the caller works on.
   * @param spaces whether text may have spaces
   * @returns null when it cannot hold so many keys
   */
  info(keys: PlainInfo[], spaces: boolean): ((start: number, end: number, altCount: number) => boolean) | null;
}

/** The INFO keys of a file: the header's, and those the specification reserves. */
export function plainInfoKeys(header: VcfHeader, reserved: ReadonlyMap<string, VcfDefinition>): PlainInfo[] {
  return [...new Map([...reserved, ...header.info])].map(([id, { type, number, nonNegative }]) => {
    const counted = number >= 0 || number === numberOf.A || number === numberOf.R;
    return { id, kind: kindOf(id, type, nonNegative), wanted: counted ? number : numberOf.any };
  });
}

function kindOf(id: string, type: VcfDefinition['type'], nonNegative: boolean): PlainKind {
  // A CIGAR has a grammar of its own; a character may be of several bytes.
  if (id === 'CIGAR' || type === 'Character') return 'other';
  if (type === 'Flag') return 'flag';
  if (type === 'String') return 'string';
  if (type === 'Integer') return nonNegative ? 'natural' : 'integer';
  return nonNegative ? 'nonNegative' : 'float';
}
