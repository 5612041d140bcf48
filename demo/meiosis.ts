import { type DemoContig, isPseudoautosomal, pseudoautosomal } from './contigs.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';

/** One chromosome of one person as pieces of founders' chromosomes: founder `founders[i]` from the previous end to `ends[i]`. */
export interface Mosaic {
  readonly ends: readonly number[];
  /** Number of a founder's chromosome: twice the founder's number, plus 1 for the paternal one. */
  readonly founders: readonly number[];
}

/** A person's two chromosomes of one contig: maternal and paternal. null: the person has no such chromosome. */
export type ChromosomePair = readonly [Mosaic | null, Mosaic | null];

export interface Ancestry {
  /** The people asked for and all their ancestors, parents first. */
  readonly members: readonly Person[];
  /** How many members have no known parents; their chromosomes are drawn from the population. */
  readonly founders: number;
  /** Each member's chromosomes of a contig, by the person's number. */
  trace(contig: DemoContig): ReadonlyMap<number, ChromosomePair>;
}

/** The demo genome is 1000 times smaller than ours and recombines as much: one crossover per 100 kb on average. */
const crossoverSpacing = 100_000;

/** Which of a parent's chromosomes a gamete follows: `first` up to the first switch, then the other, and so on. */
interface Gamete {
  readonly first: 0 | 1;
  readonly switches: readonly number[];
}

function freeGamete(length: number, random: Random): Gamete {
  const crossovers = Array.from({ length: random.poisson(length / crossoverSpacing) }, () => random.below(length));
  return { first: random.chance(0.5) ? 0 : 1, switches: crossovers.sort((a, b) => a - b) };
}

/**
 * A man's X and Y cross over once in PAR1 and nowhere else: a daughter gets his X except PAR1 beyond the crossover, a son the
 * reverse. His "paternal X" stands for Y's copy of the pseudo-autosomal regions.
 */
function fathersSexGamete(child: Person, random: Random): Gamete {
  const crossover = random.between(1, pseudoautosomal[0].X.end - 1);
  return { first: child.sex === 'female' ? 1 : 0, switches: [crossover] };
}

/** Adds a piece, joined to the one before it when both are of the same founder. */
function addPiece(ends: number[], founders: number[], end: number, founder: number): void {
  if (founders.at(-1) === founder) {
    ends[ends.length - 1] = end;
    return;
  }
  ends.push(end);
  founders.push(founder);
}

function followGamete(pair: ChromosomePair, gamete: Gamete, length: number): Mosaic {
  const ends: number[] = [];
  const founders: number[] = [];
  let side = gamete.first;
  let from = 0;
  for (const to of [...gamete.switches, length]) {
    const source = pair[side]!;
    source.ends.forEach((end, i) => {
      const start = i === 0 ? 0 : source.ends[i - 1]!;
      if (start < to && end > from) addPiece(ends, founders, Math.min(end, to), source.founders[i]!);
    });
    from = to;
    side = side === 0 ? 1 : 0;
  }
  return { ends, founders };
}

/** Founder's chromosome at a 0-based position. */
export function founderAt(mosaic: Mosaic, position: number): number {
  return mosaic.founders[mosaic.ends.findIndex((end) => position < end)]!;
}

function whole(length: number, founder: number): Mosaic {
  return { ends: [length], founders: [founder] };
}

/**
 * Drops genes through the nation's pedigree.
 * @param people the whole nation
 * @param sequenced the people whose chromosomes are wanted
 */
export function makeAncestry(people: readonly Person[], sequenced: readonly Person[], random: Random): Ancestry {
  const wanted = new Set<number>();
  const open = sequenced.map((p) => p.no);
  while (open.length > 0) {
    const no = open.pop()!;
    if (wanted.has(no)) continue;
    wanted.add(no);
    const { mother, father } = people[no]!;
    if (mother !== null) open.push(mother);
    if (father !== null) open.push(father);
  }
  const members = [...wanted].sort((a, b) => a - b).map((no) => people[no]!);
  const founderNumbers = new Map<number, number>();
  for (const { no, mother } of members) if (mother === null) founderNumbers.set(no, founderNumbers.size);

  const traceMember = (
    person: Person,
    contig: DemoContig,
    done: Map<number, ChromosomePair>,
    draw: Random,
  ): ChromosomePair => {
    const founder = founderNumbers.get(person.no);
    if (founder !== undefined) {
      const maternal = contig.role === 'Y' && person.sex === 'female' ? null : whole(contig.length, 2 * founder);
      const single = contig.role === 'Y' || contig.role === 'MT';
      return [maternal, single ? null : whole(contig.length, 2 * founder + 1)];
    }
    const mother = done.get(person.mother!)!;
    const father = done.get(person.father!)!;
    if (contig.role === 'MT') return [mother[0], null];
    if (contig.role === 'Y') return [person.sex === 'male' ? father[0] : null, null];
    const paternal = contig.role === 'X' ? fathersSexGamete(person, draw) : freeGamete(contig.length, draw);
    return [
      followGamete(mother, freeGamete(contig.length, draw), contig.length),
      followGamete(father, paternal, contig.length),
    ];
  };

  return {
    members,
    founders: founderNumbers.size,
    trace: (contig) => {
      const draw = random.fork(contig.name);
      const done = new Map<number, ChromosomePair>();
      for (const person of members) done.set(person.no, traceMember(person, contig, done, draw));
      return done;
    },
  };
}

/** Whether a person has the second (paternal) chromosome of a contig at a 0-based position. */
export function hasPaternalCopy(contig: DemoContig, sex: 'male' | 'female', position: number): boolean {
  if (contig.role === 'autosome') return true;
  return contig.role === 'X' && (sex === 'female' || isPseudoautosomal(position));
}
