import type { PedigreePerson } from './model.ts';

/** People by id, parents outside the pedigree taken away. */
export function knownPeople(people: readonly PedigreePerson[]): Map<string, PedigreePerson> {
  const ids = new Set(people.map(({ id }) => id));
  const inside = (id: string | null) => (id !== null && ids.has(id) ? id : null);
  return new Map(people.map((one) => [one.id, { ...one, mother: inside(one.mother), father: inside(one.father) }]));
}

/** The parents that are in the pedigree. */
export function parentsOf({ mother, father }: PedigreePerson): string[] {
  return [father, mother].filter((id) => id !== null);
}

/** Everybody somebody descends from, with themselves. */
export function ancestorsOf(id: string, people: ReadonlyMap<string, PedigreePerson>): Set<string> {
  const found = new Set<string>();
  const visit = (one: string) => {
    if (found.has(one)) return;
    found.add(one);
    for (const parent of parentsOf(people.get(one)!)) visit(parent);
  };
  visit(id);
  return found;
}

/** Pairs of parents, once each. */
export function couplesOf(people: ReadonlyMap<string, PedigreePerson>): [string, string][] {
  const pairs = new Map<string, [string, string]>();
  for (const { mother, father } of people.values()) {
    if (mother !== null && father !== null) pairs.set(`${father} ${mother}`, [father, mother]);
  }
  return [...pairs.values()];
}

/**
 * The generation of everybody, 0 at the top: children below their parents, parents of the same child side by side, and nobody
 * higher than their line needs. A pedigree in which somebody descends from themselves gets as far as it can.
 */
export function generationsOf(people: ReadonlyMap<string, PedigreePerson>): Map<string, number> {
  const level = new Map([...people.keys()].map((id) => [id, 0]));
  const couples = couplesOf(people);
  const lower = (id: string, to: number): boolean => {
    if (level.get(id)! >= to) return false;
    level.set(id, to);
    return true;
  };
  // Each round settles at least one generation more; a circle would go on for ever.
  for (let round = 0; round <= people.size; round++) {
    let changed = false;
    for (const person of people.values()) {
      for (const parent of parentsOf(person)) changed = lower(person.id, level.get(parent)! + 1) || changed;
    }
    for (const [a, b] of couples) {
      const together = Math.max(level.get(a)!, level.get(b)!);
      changed = lower(a, together) || changed;
      changed = lower(b, together) || changed;
    }
    if (!changed) break;
  }
  raiseFounders(people, level, couples);
  const top = Math.min(...level.values());
  return new Map([...level].map(([id, value]) => [id, value - top]));
}

// A founder with children but no partner further down stands right above the first child, not at the top.
function raiseFounders(
  people: ReadonlyMap<string, PedigreePerson>,
  level: Map<string, number>,
  couples: readonly [string, string][],
): void {
  const paired = new Set(couples.flat());
  for (const person of people.values()) {
    if (parentsOf(person).length > 0 || paired.has(person.id)) continue;
    const children = [...people.values()].filter((one) => parentsOf(one).includes(person.id));
    if (children.length > 0) level.set(person.id, Math.min(...children.map(({ id }) => level.get(id)!)) - 1);
  }
}
