/** Somebody in a pedigree. Parents are ids of the same pedigree; one outside it is as unknown. */
export interface PedigreePerson {
  id: string;
  sex: 'female' | 'male' | 'unknown';
  mother: string | null;
  father: string | null;
  affected: boolean | null;
  deceased: boolean;
  /** Who was asked for. */
  proband?: boolean;
  /** Copies of the allele that is looked at; null when nobody knows. */
  copies?: 0 | 1 | 2 | null;
  /** Born together with others of the same sibship who have the same word; `mono` where they are known to be identical. */
  twins?: { group: string; mono: boolean } | null;
  /** Year of birth: the order of siblings. */
  bornYear?: number | null;
  /** Not told of. */
  hidden?: boolean;
}

/** Where somebody is drawn: `generation` from 0 at the top, `x` in widths of a symbol's place. */
export interface PlacedPerson {
  person: PedigreePerson;
  generation: number;
  x: number;
  /** As pedigrees name people: generation in Roman numerals, and the place in it. */
  label: string;
}

/** Two people with children. */
export interface PlacedCouple {
  a: string;
  b: string;
  /** They share an ancestor of this pedigree. */
  consanguineous: boolean;
}

/** Children of the same parents, with where their line begins. */
export interface PlacedSibship {
  /** One or both parents. */
  parents: string[];
  children: string[];
  twins: { children: string[]; mono: boolean }[];
}

export interface PedigreeLayout {
  people: PlacedPerson[];
  couples: PlacedCouple[];
  sibships: PlacedSibship[];
  generations: number;
  /** From 0 to this. */
  width: number;
}

/** Roman numerals of small numbers. */
export function roman(value: number): string {
  const steps: [number, string][] = [
    [10, 'X'],
    [9, 'IX'],
    [5, 'V'],
    [4, 'IV'],
    [1, 'I'],
  ];
  let left = value;
  let text = '';
  for (const [amount, letters] of steps) {
    while (left >= amount) {
      text += letters;
      left -= amount;
    }
  }
  return text;
}
