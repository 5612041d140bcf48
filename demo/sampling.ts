import { dayOf, demoToday } from './civil-days.ts';
import { type PatientGroup, patientGroups, regions } from './nation.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';

export type Role = 'proband' | 'mother' | 'father' | 'sibling' | 'single';

/** One sequenced person. */
export interface SequencedGenome {
  /** Position in the list of genomes. */
  readonly no: number;
  readonly person: Person;
  /** Column name in VCF files and individual in PED files. */
  readonly sample: string;
  readonly family: string;
  readonly role: Role;
  /** null: not known, as in a research cohort. */
  readonly affected: boolean | null;
  readonly kind: 'research' | 'family' | 'facility';
}

/** People sequenced and delivered together. */
export interface SequencedFamily {
  readonly id: string;
  readonly genomes: readonly SequencedGenome[];
  /** Index of the delivering unit: region for families, east or west for the facility. */
  readonly unit: number;
}

export interface Sampling {
  readonly genomes: readonly SequencedGenome[];
  readonly research: readonly SequencedFamily[];
  readonly families: readonly SequencedFamily[];
  readonly facility: readonly SequencedFamily[];
}

/** Regions that report family sequencing: indices into `regions`. */
export const reportingRegions = [0, 1, 2] as const;
const eastern = new Set(['1084', '1085']);

interface Wanted {
  readonly kind: SequencedGenome['kind'];
  readonly shape: 'trio' | 'quad' | 'duo' | 'single';
}

/** How many families of each shape make up a number of genomes: mostly trios in the clinic, fewer in research. */
export function planShapes(genomes: number): Wanted[] {
  const facility = Math.max(1, Math.round(genomes * 0.05));
  const research = Math.round(genomes * 0.5);
  const clinical = genomes - facility - research;
  const shapes: Wanted[] = [];
  const add = (count: number, kind: Wanted['kind'], shape: Wanted['shape']): void => {
    for (let i = 0; i < count; i++) shapes.push({ kind, shape });
  };
  const quads = Math.floor(clinical / 45);
  const duos = Math.floor(clinical / 90);
  const trios = Math.floor((clinical - 4 * quads - 2 * duos) / 3);
  add(trios, 'family', 'trio');
  add(quads, 'family', 'quad');
  add(duos, 'family', 'duo');
  add(clinical - 4 * quads - 2 * duos - 3 * trios, 'family', 'single');
  const facilityTrios = Math.floor(facility / 5);
  add(facilityTrios, 'facility', 'trio');
  add(facility - 3 * facilityTrios, 'facility', 'single');
  const researchTrios = Math.floor(research * 0.18);
  add(researchTrios, 'research', 'trio');
  add(research - 3 * researchTrios, 'research', 'single');
  return shapes;
}

/** Chooses living people of the nation for sequencing, family by family; nobody twice. */
export function sampleNation(people: readonly Person[], genomes: number, random: Random): Sampling {
  const used = new Set<number>();
  const free = (no: number | null): boolean => no !== null && !used.has(no) && people[no]!.died === null;
  const siblings = new Map<string, number[]>();
  for (const { no, mother, father } of people) {
    if (mother === null || father === null) continue;
    const key = `${mother}/${father}`;
    siblings.set(key, [...(siblings.get(key) ?? []), no]);
  }
  const young = dayOf(1994, 1, 1);
  const order = random.shuffled(people);

  const findMembers = ({ kind, shape }: Wanted, region: string | null): [Person, Role][] | null => {
    for (const child of order) {
      if (!free(child.no) || (region !== null && child.region.code !== region)) continue;
      if (shape === 'single') {
        if (kind === 'research' && child.born > dayOf(2008, 1, 1)) continue;
        return [[child, kind === 'research' ? 'single' : 'proband']];
      }
      if (!free(child.mother) || (kind !== 'research' && child.born < young)) continue;
      const members: [Person, Role][] = [
        [child, 'proband'],
        [people[child.mother!]!, 'mother'],
      ];
      if (shape !== 'duo') {
        if (!free(child.father)) continue;
        members.push([people[child.father!]!, 'father']);
      }
      if (shape === 'quad') {
        const sibling = siblings.get(`${child.mother}/${child.father}`)!.find((no) => no !== child.no && free(no));
        if (sibling === undefined) continue;
        members.push([people[sibling]!, 'sibling']);
      }
      return members;
    }
    return null;
  };

  const all: SequencedGenome[] = [];
  const lists: Record<SequencedGenome['kind'], SequencedFamily[]> = { research: [], family: [], facility: [] };
  const enlist = (wanted: Wanted, members: readonly [Person, Role][], unit: number): void => {
    const { kind } = wanted;
    const serial = lists[kind].length + 1;
    const prefix = kind === 'research' ? 'NC' : kind === 'facility' ? (unit === 0 ? 'WE' : 'WW') : 'HMS'[unit]!;
    const id = `${prefix}${String(serial).padStart(3, '0')}`;
    const siblingAffected = random.chance(0.4);
    const enlisted = members.map(([person, role]): SequencedGenome => {
      used.add(person.no);
      const affected = kind === 'research' ? null : role === 'proband' || (role === 'sibling' && siblingAffected);
      const sample = `${id}-${{ proband: 'P', mother: 'M', father: 'F', sibling: 'S', single: 'A' }[role]}`;
      const genome = { no: all.length, person, sample, family: id, role, affected, kind };
      all.push(genome);
      return genome;
    });
    lists[kind].push({ id, genomes: enlisted, unit });
  };

  // Larger families first: they are the hardest to find among people not yet chosen.
  const size = { quad: 4, trio: 3, duo: 2, single: 1 };
  const wanted = planShapes(genomes).sort((a, b) => size[b.shape] - size[a.shape]);
  wanted.forEach((want, i) => {
    const unit = i % reportingRegions.length;
    const region = want.kind === 'family' ? regions[reportingRegions[unit]!]!.code : null;
    const members = findMembers(want, region) ?? findMembers(want, null);
    if (members === null) {
      throw new Error(
        `no ${want.shape} is left among ${people.length} people for ${genomes} genomes; ask for more people or fewer genomes`,
      );
    }
    const place = want.kind === 'facility' ? (eastern.has(members[0]![0].region.code) ? 0 : 1) : unit;
    enlist(want, members, place);
  });
  return { genomes: all, research: lists.research, families: lists.family, facility: lists.facility };
}

/** A delivery of family or facility genomes: one dataset, one patient group, one day. */
export interface Delivery {
  readonly families: readonly SequencedFamily[];
  readonly unit: number;
  readonly group: PatientGroup;
  readonly receivedOn: number;
}

/** Puts families into deliveries of a few and spreads those over the last two years, each year more than the one before. */
export function planDeliveries(
  families: readonly SequencedFamily[],
  perDelivery: number,
  firstGroup: number,
): Delivery[] {
  const units = [...new Set(families.map(({ unit }) => unit))].sort((a, b) => a - b);
  const chunks = units.flatMap((unit) => {
    const own = families.filter((family) => family.unit === unit);
    return Array.from({ length: Math.ceil(own.length / perDelivery) }, (_, i) => ({
      unit,
      turn: i,
      families: own.slice(i * perDelivery, (i + 1) * perDelivery),
    }));
  });
  chunks.sort((a, b) => a.turn - b.turn || a.unit - b.unit);
  return chunks.map(({ unit, families: own }, i) => ({
    unit,
    families: own,
    group: patientGroups[(firstGroup + i) % patientGroups.length]!,
    receivedOn: demoToday - 725 + Math.floor(715 * ((i + 0.5) / chunks.length) ** 0.75),
  }));
}
