import type { Sex } from '../model.ts';

/** What a PED file or a Phenopacket says of one individual. */
export interface DeclaredIndividual {
  id: string;
  sex: Sex;
  /** null when not said. */
  affected: boolean | null;
  family: string | null;
  /** Ids of the parents in the same declaration. */
  mother: string | null;
  father: string | null;
  /** Sample names that are this individual's (biosample ids, file identifiers); the individual's own id always is. */
  samples: readonly string[];
  /** File and line to point at. */
  file: string;
  line?: number;
}
