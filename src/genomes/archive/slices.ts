import { type RawBuilder, sql } from 'kysely';

/**
 * Byte strings of one length as one parameter, for a statement over rows numbered `n` from 1: binary, and without a row of JSON for
 * each. @returns the expression of row `n`'s string
 */
export function equalSlices(parts: readonly Uint8Array[]): RawBuilder<Buffer> {
  const length = parts[0]?.length ?? 0;
  if (parts.some((part) => part.length !== length)) throw new Error('byte strings of different lengths');
  return sql<Buffer>`substr(${Buffer.concat(parts)}::bytea, ((n - 1) * ${length} + 1)::int, ${length}::int)`;
}
