import type { Person } from './people.ts';

export interface Relationship {
  readonly a: string;
  readonly b: string;
  /** Kinship coefficient by the pedigree: 0.25 for parent and child and for full siblings. */
  readonly kinship: number;
  readonly relation:
    | 'parent-child'
    | 'full-siblings'
    | 'half-siblings'
    | 'grandparent'
    | 'avuncular'
    | 'cousins'
    | 'other';
}

function nameRelation(people: readonly Person[], a: Person, b: Person): Relationship['relation'] {
  const parents = (p: Person): number[] => [p.mother, p.father].filter((no) => no !== null);
  const grandparents = (p: Person): number[] => parents(p).flatMap((no) => parents(people[no]!));
  const share = (x: readonly number[], y: readonly number[]): number => x.filter((no) => y.includes(no)).length;
  if (parents(a).includes(b.no) || parents(b).includes(a.no)) return 'parent-child';
  const common = share(parents(a), parents(b));
  if (common === 2) return 'full-siblings';
  if (common === 1) return 'half-siblings';
  if (grandparents(a).includes(b.no) || grandparents(b).includes(a.no)) return 'grandparent';
  const isUncle = (x: Person, y: Person): boolean => share(parents(x), grandparents(y)) > 0;
  if (isUncle(a, b) || isUncle(b, a)) return 'avuncular';
  return share(grandparents(a), grandparents(b)) > 0 ? 'cousins' : 'other';
}

/**
 * All pairs of sequenced people whose pedigree kinship is at least 1/32.
 * @param members sequenced people and all their ancestors, parents first
 * @param sampleOf sample name by person number, for the sequenced
 */
export function findRelationships(
  people: readonly Person[],
  members: readonly Person[],
  sampleOf: ReadonlyMap<number, string>,
): Relationship[] {
  const size = members.length;
  const index = new Map(members.map((p, i) => [p.no, i]));
  const kinship = new Float32Array(size * size);
  members.forEach(({ mother, father }, i) => {
    const m = mother === null ? -1 : index.get(mother)!;
    const f = father === null ? -1 : index.get(father)!;
    for (let j = 0; j < i; j++) {
      const value = m < 0 ? 0 : (kinship[m * size + j]! + kinship[f * size + j]!) / 2;
      kinship[i * size + j] = value;
      kinship[j * size + i] = value;
    }
    kinship[i * size + i] = 0.5 + (m < 0 ? 0 : kinship[m * size + f]! / 2);
  });
  const found: Relationship[] = [];
  for (let i = 0; i < size; i++) {
    const a = sampleOf.get(members[i]!.no);
    if (a === undefined) continue;
    for (let j = i + 1; j < size; j++) {
      const value = kinship[i * size + j]!;
      const b = sampleOf.get(members[j]!.no);
      if (b === undefined || value < 1 / 32) continue;
      found.push({ a, b, kinship: value, relation: nameRelation(people, members[i]!, members[j]!) });
    }
  }
  return found;
}
