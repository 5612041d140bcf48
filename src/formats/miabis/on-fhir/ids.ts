import { createHash } from 'node:crypto';

/** A FHIR id (at most 64 of letters, digits, `-` and `.`) for an entry: its own ID as far as it goes, and a hash where that is not all. */
export function resourceId(kind: string, id: string): string {
  const plain = `${kind}-${id}`.replace(/[^A-Za-z0-9.-]+/g, '-');
  if (plain === `${kind}-${id}` && plain.length <= 64) return plain;
  return `${plain.slice(0, 47)}-${createHash('sha256').update(`${kind} ${id}`).digest('hex').slice(0, 16)}`;
}
