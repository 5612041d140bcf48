import { keyOf, type ListName, listValue } from '../lists.ts';
import type { Disease } from '../model.ts';

const icd = 'urn:miriam:icd:';

/** A disease by the Directory's code: `urn:miriam:icd:W00`, `ORPHA:3000`. */
export function readDisease(code: string): Disease {
  if (code.startsWith(icd)) return { ontology: 'ICD-10', code: code.slice(icd.length) };
  const orpha = /^ORPHA:(.+)$/.exec(code);
  return orpha ? { ontology: 'ORPHA', code: orpha[1]! } : { code };
}

/** The Directory's code of a disease; null for one that has none. */
export function writeDisease({ ontology, code }: Disease): string | null {
  if (code === undefined) return null;
  if (ontology === undefined) return code;
  if (/^ICD-?10/i.test(ontology)) return `${icd}${code}`;
  return /^ORPHA/i.test(ontology) ? `ORPHA:${code}` : null;
}

/** The key of a code of one of the Directory's lists. */
export function readCode(list: ListName, code: string): string | undefined {
  return keyOf(list, code);
}

/** The Directory's code of a key, "other" for what it has none for; null where it has not that either. */
export function writeCode(list: ListName, key: string): string | null {
  return listValue(list, key)?.directory[0] ?? listValue(list, 'other')?.directory[0] ?? null;
}
