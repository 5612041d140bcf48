import { type Bitmap, createBitmap, fullBitmap, setBit } from '../../bits/index.ts';
import type { World } from './model.ts';

/** A genome that counts, as cohorts ask about it. */
export interface GenomeFact {
  genomeNo: number;
  reference: string;
  dataset: string;
  datasetId: string;
  world: World;
  patientGroup: string | null;
  assay: string;
  source: string;
  affected: boolean | null;
  unrelated: boolean;
  family: string | null;
  region: string | null;
  addedAt: Date;
}

/** A person with their genomes. */
export interface PersonFact {
  personNo: number;
  id: string;
  sex: string;
  /** Day of birth as YYYY-MM-DD, as exactly as it is known. */
  born: string | null;
  municipality: string | null;
  features: readonly string[];
  genomes: readonly GenomeFact[];
}

/** Fields whose values are words. */
export const wordFields = [
  'sex',
  'region',
  'municipality',
  'dataset',
  'patientGroup',
  'assay',
  'source',
  'reference',
  'feature',
] as const;
export type WordField = (typeof wordFields)[number];

const distinct = (values: Iterable<string | null>): string[] => [...new Set(values)].filter((value) => value !== null);

const wordsOf: Record<WordField, (person: PersonFact) => readonly string[]> = {
  sex: ({ sex }) => [sex],
  region: ({ genomes }) => distinct(genomes.map((one) => one.region)),
  municipality: ({ municipality }) => distinct([municipality]),
  dataset: ({ genomes }) => distinct(genomes.map((one) => one.dataset)),
  patientGroup: ({ genomes }) => distinct(genomes.map((one) => one.patientGroup)),
  assay: ({ genomes }) => distinct(genomes.map((one) => one.assay)),
  source: ({ genomes }) => distinct(genomes.map((one) => one.source)),
  reference: ({ genomes }) => distinct(genomes.map((one) => one.reference)),
  feature: ({ features }) => features,
};

/**
 * People with a genome that counts, at one version of the data and one epoch of the mask. Sets of them are bitmaps over their
 * row here; those of a field's values are made when first asked for.
 */
export class Facts {
  readonly people: readonly PersonFact[];
  readonly everybody: Bitmap;
  readonly #words = new Map<WordField, Map<string, Bitmap>>();
  readonly #ofGenome = new Map<number, number>();

  constructor(people: readonly PersonFact[]) {
    this.people = people;
    this.everybody = fullBitmap(people.length);
    people.forEach((person, row) => {
      for (const { genomeNo } of person.genomes) this.#ofGenome.set(genomeNo, row);
    });
  }

  /** People by the values of a field; nobody's value is absent. */
  byWord(field: WordField): ReadonlyMap<string, Bitmap> {
    let sets = this.#words.get(field);
    if (sets) return sets;
    sets = new Map();
    for (const [row, person] of this.people.entries()) {
      for (const word of wordsOf[field](person)) {
        let set = sets.get(word);
        if (!set) {
          set = createBitmap(this.people.length);
          sets.set(word, set);
        }
        setBit(set, row);
      }
    }
    this.#words.set(field, sets);
    return sets;
  }

  /** People to whom something applies. */
  where(applies: (person: PersonFact) => boolean): Bitmap {
    const set = createBitmap(this.people.length);
    for (const [row, person] of this.people.entries()) if (applies(person)) setBit(set, row);
    return set;
  }

  /** People by numbers of their genomes; genomes of nobody here are left out. */
  ofGenomes(genomeNos: Iterable<number>): Bitmap {
    const set = createBitmap(this.people.length);
    for (const genomeNo of genomeNos) {
      const row = this.#ofGenome.get(genomeNo);
      if (row !== undefined) setBit(set, row);
    }
    return set;
  }

  /** The same people with fewer genomes, and without those who then have none. */
  narrowed(keep: (genome: GenomeFact, person: PersonFact) => boolean): Facts {
    return new Facts(
      this.people.flatMap((person) => {
        const genomes = person.genomes.filter((genome) => keep(genome, person));
        return genomes.length === 0 ? [] : [{ ...person, genomes }];
      }),
    );
  }
}

/** Whole years between a day of birth and a day, both YYYY-MM-DD. */
export function ageAt(born: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(born.slice(0, 4));
  return day.slice(5) < born.slice(5) ? years - 1 : years;
}
