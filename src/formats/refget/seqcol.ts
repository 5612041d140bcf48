import { sha512t24u } from './sequence.ts';

/** A sequence collection at level 2: the arrays themselves (refget Sequence Collections v1). */
export interface SequenceCollection {
  readonly names: readonly string[];
  readonly lengths: readonly number[];
  /** Refget ids of the sequences (`SQ.…`). */
  readonly sequences: readonly string[];
}

export interface CollectionDigests {
  /** Level 0: the collection's identity. */
  readonly digest: string;
  /** Level 1: one digest an attribute. */
  readonly attributes: {
    readonly names: string;
    readonly lengths: string;
    readonly sequences: string;
    readonly sorted_sequences: string;
    readonly name_length_pairs: string;
  };
  /** Same for two collections with the same names and lengths in any order: the coordinate system. */
  readonly sortedNameLengthPairs: string;
}

/** Digests of a reference as a sequence collection; `names` and `sequences` are inherent, as in the recommended schema. */
export function collectionDigests(collection: SequenceCollection): CollectionDigests {
  const { names, lengths, sequences } = collection;
  const pairs = names.map((name, i) => ({ length: lengths[i]!, name }));
  const attributes = {
    names: digestOf(names),
    lengths: digestOf(lengths),
    sequences: digestOf(sequences),
    sorted_sequences: digestOf([...sequences].sort()),
    name_length_pairs: digestOf(pairs),
  };
  return {
    digest: digestOf({ names: attributes.names, sequences: attributes.sequences }),
    attributes,
    sortedNameLengthPairs: digestOf(pairs.map(digestOf).sort()),
  };
}

/** RFC 8785 for what is digested here: strings, integers, and objects whose keys are written in order. */
function digestOf(value: unknown): string {
  return sha512t24u(JSON.stringify(value));
}
