import { ancestorsOf, couplesOf, generationsOf, knownPeople, parentsOf } from './generations.ts';
import {
  type PedigreeLayout,
  type PedigreePerson,
  type PlacedCouple,
  type PlacedPerson,
  type PlacedSibship,
  roman,
} from './model.ts';
import { placeInOrder } from './place-row.ts';

type People = ReadonlyMap<string, PedigreePerson>;

/** Rounds in which parents move over their children and children below their parents. */
const rounds = 24;

/**
 * Lays a pedigree out: who stands in which generation and where, which couples there are, and which children have the same
 * parents. Pure: the same people give the same drawing.
 */
export function layoutPedigree(given: readonly PedigreePerson[]): PedigreeLayout {
  const people = knownPeople(given);
  if (people.size === 0) return { people: [], couples: [], sibships: [], generations: 0, width: 0 };
  const generations = generationsOf(people);
  const sibships = sibshipsOf(people);
  const rows = orderRows(people, generations, sibships);
  const x = placeRows(people, rows, sibships);
  const least = Math.min(...x.values());
  const placed = rows.flatMap((row, generation) =>
    row.map((id, at): PlacedPerson => {
      const label = `${roman(generation + 1)}-${at + 1}`;
      return { person: people.get(id)!, generation, x: x.get(id)! - least, label };
    }),
  );
  return {
    people: placed,
    couples: couplesOf(people).map(([a, b]): PlacedCouple => ({ a, b, consanguineous: related(a, b, people) })),
    sibships,
    generations: rows.length,
    width: Math.max(...placed.map((one) => one.x)),
  };
}

/** Whether two people share an ancestor, or one descends from the other. */
function related(a: string, b: string, people: People): boolean {
  const ofA = ancestorsOf(a, people);
  return [...ancestorsOf(b, people)].some((id) => ofA.has(id));
}

function byBirth(a: PedigreePerson, b: PedigreePerson): number {
  const year = (one: PedigreePerson) => one.bornYear ?? Number.POSITIVE_INFINITY;
  const difference = year(a) - year(b);
  return Number.isNaN(difference) ? 0 : difference;
}

function sibshipsOf(people: People): PlacedSibship[] {
  const groups = new Map<string, PedigreePerson[]>();
  for (const person of people.values()) {
    const parents = parentsOf(person);
    if (parents.length === 0) continue;
    const key = parents.join(' ');
    const known = groups.get(key);
    if (known) known.push(person);
    else groups.set(key, [person]);
  }
  return [...groups.values()].map((children): PlacedSibship => {
    const born = groupTwins([...children].sort(byBirth));
    return { parents: parentsOf(born[0]!), children: born.map(({ id }) => id), twins: twinsOf(born) };
  });
}

// Twins stand side by side, at the place of the first of them.
function groupTwins(children: readonly PedigreePerson[]): PedigreePerson[] {
  const done = new Set<string>();
  return children.flatMap((child) => {
    if (done.has(child.id)) return [];
    const together = child.twins ? children.filter((one) => one.twins?.group === child.twins?.group) : [child];
    for (const one of together) done.add(one.id);
    return together;
  });
}

function twinsOf(children: readonly PedigreePerson[]): PlacedSibship['twins'] {
  const groups = new Map<string, PedigreePerson[]>();
  for (const child of children) {
    if (!child.twins) continue;
    const known = groups.get(child.twins.group);
    if (known) known.push(child);
    else groups.set(child.twins.group, [child]);
  }
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .map((group) => ({ children: group.map(({ id }) => id), mono: group.every(({ twins }) => twins?.mono) }));
}

/** The order in each generation: families from the top, each child with its partners beside it. */
function orderRows(
  people: People,
  generations: ReadonlyMap<string, number>,
  sibships: readonly PlacedSibship[],
): string[][] {
  const rows: string[][] = Array.from({ length: Math.max(...generations.values()) + 1 }, () => []);
  const partners = new Map<string, string[]>();
  for (const [a, b] of couplesOf(people)) {
    partners.set(a, [...(partners.get(a) ?? []), b]);
    partners.set(b, [...(partners.get(b) ?? []), a]);
  }
  const done = new Set<string>();
  const put = (id: string) => {
    if (done.has(id)) return;
    done.add(id);
    rows[generations.get(id)!]!.push(id);
  };
  const marriedOut = (id: string) =>
    !people.get(id)!.twins &&
    (partners.get(id) ?? []).some((one) => !done.has(one) && parentsOf(people.get(one)!).length > 0);
  // The man of a couple stands left where nothing else decides; of several partners one stands on each side.
  const visit = (id: string) => {
    if (done.has(id)) return;
    const others = (partners.get(id) ?? []).filter(
      (one) => !done.has(one) && generations.get(one) === generations.get(id),
    );
    const [first, ...more] = others;
    const left =
      more.length > 0 ? more.slice(0, 1) : first !== undefined && people.get(first)!.sex === 'male' ? [first] : [];
    for (const one of left) put(one);
    put(id);
    for (const one of others) put(one);
    for (const one of [...left, id, ...others]) {
      for (const { parents, children } of sibships) {
        if (!parents.includes(one)) continue;
        // Whoever married into another family of the pedigree stands at the end, beside it.
        for (const child of children) if (!marriedOut(child)) visit(child);
        for (const child of children) visit(child);
      }
    }
  };
  const founders = [...people.values()].filter((one) => parentsOf(one).length === 0);
  const size = (id: string) => [...people.keys()].filter((one) => ancestorsOf(one, people).has(id)).length;
  const first = (one: PedigreePerson) => generations.get(one.id)! * 10_000 - size(one.id);
  // A partner who married in waits for the one they married; founders of the top come first, the largest family before others.
  for (const founder of founders.sort((a, b) => first(a) - first(b))) {
    const marriedIn = (partners.get(founder.id) ?? []).some((one) => parentsOf(people.get(one)!).length > 0);
    if (!marriedIn) visit(founder.id);
  }
  for (const id of people.keys()) visit(id);
  return rows;
}

function placeRows(people: People, rows: readonly string[][], sibships: readonly PlacedSibship[]): Map<string, number> {
  const x = new Map<string, number>();
  for (const row of rows) for (const [at, id] of row.entries()) x.set(id, at);
  const middle = (ids: readonly string[]) => ids.reduce((sum, id) => sum + x.get(id)!, 0) / ids.length;
  const ends = (ids: readonly string[]) => {
    const places = ids.map((id) => x.get(id)!);
    return (Math.min(...places) + Math.max(...places)) / 2;
  };
  const paired = new Set(couplesOf(people).map(([a, b]) => `${a} ${b}`));
  const isCouple = (a: string, b: string) => paired.has(`${a} ${b}`) || paired.has(`${b} ${a}`);
  const sameParents = (a: string, b: string) =>
    sibships.some(({ children }) => children.includes(a) && children.includes(b));
  const place = (row: readonly string[], wanted: (id: string) => number) => {
    const gap = (left: number) => {
      const [a, b] = [row[left], row[left + 1]];
      if (a === undefined || b === undefined) return 1;
      return isCouple(a, b) || sameParents(a, b) ? 1 : 1.4;
    };
    for (const [at, value] of placeInOrder(row.map(wanted), gap).entries()) x.set(row[at]!, value);
  };
  for (let round = 0; round < rounds; round++) {
    const down = round % 2 === 0;
    const order = down ? rows : [...rows].reverse();
    for (const row of order) {
      const shift = new Map<string, number[]>();
      const move = (id: string, by: number) => shift.set(id, [...(shift.get(id) ?? []), by]);
      for (const { parents, children } of sibships) {
        if (down && row.includes(children[0]!)) for (const id of children) move(id, middle(parents) - ends(children));
        if (!down && row.includes(parents[0]!)) for (const id of parents) move(id, ends(children) - middle(parents));
      }
      // A partner without a line of their own goes where the other goes.
      for (const id of row) {
        if (shift.has(id)) continue;
        const other = row.find((one) => isCouple(one, id) && shift.has(one));
        if (other !== undefined)
          move(id, middle(shift.get(other)!.map(() => other)) - x.get(other)! + shift.get(other)![0]!);
      }
      place(row, (id) => {
        const moves = shift.get(id) ?? [0];
        return x.get(id)! + moves.reduce((a, b) => a + b, 0) / moves.length;
      });
    }
  }
  return x;
}
