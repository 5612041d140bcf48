import { type CivilDay, dayOf, demoToday } from './civil-days.ts';
import { makeSyntheticCpr } from './cpr-number.ts';
import { inventFamilyName, inventGivenName } from './names.ts';
import { type Hospital, type Region, regions } from './nation.ts';
import type { Random } from './random.ts';
import type { RegisterEntry } from './register.ts';

export type Sex = 'male' | 'female';

export interface Person {
  /** Position in the list of people; parents come before their children. */
  readonly no: number;
  /** `DEMO-000001` …: the identifier that every other file uses. */
  readonly id: string;
  /** Synthetic, belongs to nobody (see cpr-number.ts). */
  readonly cpr: string;
  readonly sex: Sex;
  readonly givenName: string;
  readonly familyName: string;
  readonly born: CivilDay;
  died: CivilDay | null;
  readonly region: Region;
  readonly hospital: Hospital;
  /** Numbers of the parents; null for the first generation and for immigrants. */
  readonly mother: number | null;
  readonly father: number | null;
}

interface Birth {
  sex: Sex;
  born: CivilDay;
  region: Region;
  mother: Person | null;
  father: Person | null;
}

const year = 365.25;
const firstBirth = dayOf(1928, 1, 1);
const childrenPerCouple = [
  { children: 0, weight: 12 },
  { children: 1, weight: 16 },
  { children: 2, weight: 42 },
  { children: 3, weight: 22 },
  { children: 4, weight: 6 },
  { children: 5, weight: 2 },
];

/** Age at death in days, from a Gompertz law with a median of about 80 years. */
function lifetime(random: Random): number {
  return (Math.log(1 + (0.093 * random.exponential()) / 4e-5) / 0.093) * year;
}

function shareGrandparent(people: readonly Person[], a: Person, b: Person): boolean {
  const near = (p: Person): number[] => {
    const parents = [p.mother, p.father].filter((n) => n !== null);
    return [
      p.no,
      ...parents,
      ...parents.flatMap((n) => [people[n]!.mother, people[n]!.father]).filter((n) => n !== null),
    ];
  };
  const ofA = new Set(near(a));
  return near(b).some((n) => ofA.has(n));
}

/** Pairs the women and men of one generation, region by region, near in age and not closely related. */
function pairCouples(people: readonly Person[], generation: readonly Person[], random: Random): [Person, Person][] {
  const couples: [Person, Person][] = [];
  for (const region of regions) {
    const byAge = (sex: Sex, older: number): Person[] =>
      generation
        .filter((p) => p.region === region && p.sex === sex && random.chance(0.93))
        .map((person) => ({ person, key: person.born + older + random.normal(0, 2 * year) }))
        .sort((a, b) => a.key - b.key)
        .map(({ person }) => person);
    const men = byAge('male', 2 * year);
    for (const woman of byAge('female', 0)) {
      const at = men.slice(0, 12).findIndex((man) => !shareGrandparent(people, woman, man));
      if (at < 0) continue;
      couples.push([woman, men.splice(at, 1)[0]!]);
    }
  }
  return random.shuffled(couples);
}

function birthsOf(mother: Person, father: Person, random: Random): Birth[] {
  const births: Birth[] = [];
  const { children } = random.weighted(childrenPerCouple);
  let born = Math.max(mother.born + (18 + Math.abs(random.normal(10, 4.5))) * year, father.born + 17 * year);
  for (let i = 0; i < children; i++) {
    if (born > demoToday || born > mother.born + 46 * year) break;
    const region = random.chance(0.85) ? mother.region : random.weighted(regions);
    births.push({ sex: random.chance(0.513) ? 'male' : 'female', born: Math.round(born), region, mother, father });
    born += (1.5 + random.exponential() * 1.8) * year;
  }
  return births;
}

/**
 * Makes the demo nation: couples, their children and children's children from 1928 to the demo's today, and single immigrants.
 * @param count how many people; exactly as many are returned, parents before children
 */
export function makePeople(count: number, random: Random): Person[] {
  const people: Person[] = [];
  const taken = new Set<string>();
  const admit = ({ sex, born, region, mother, father }: Birth): Person => {
    const death = born + Math.round(lifetime(random));
    const person: Person = {
      no: people.length,
      id: `DEMO-${String(people.length + 1).padStart(6, '0')}`,
      cpr: makeSyntheticCpr(born, sex, random, taken),
      sex,
      givenName: inventGivenName(sex, random),
      familyName: (random.chance(0.6) ? father : mother)?.familyName ?? inventFamilyName(random),
      born,
      died: death > demoToday ? null : death,
      region,
      hospital: random.weighted(region.hospitals),
      mother: mother?.no ?? null,
      father: father?.no ?? null,
    };
    people.push(person);
    return person;
  };
  const newcomer = (born: CivilDay): Birth => ({
    sex: random.chance(0.5) ? 'male' : 'female',
    born,
    region: random.weighted(regions),
    mother: null,
    father: null,
  });

  let generation: Person[] = [];
  for (let i = 0; i < Math.round(count * 0.28); i++) {
    generation.push(admit(newcomer(firstBirth + random.below(Math.round(22 * year)))));
  }
  while (generation.length > 1 && people.length < count) {
    const next: Person[] = [];
    for (const [mother, father] of pairCouples(people, generation, random)) {
      for (const birth of birthsOf(mother, father, random)) {
        if (people.length >= count) break;
        outlive(mother, birth.born);
        outlive(father, birth.born - 270);
        next.push(admit(birth));
      }
    }
    generation = next;
  }
  while (people.length < count) admit(newcomer(dayOf(1950, 1, 1) + random.below(Math.round(75 * year))));
  return people;
}

/** Nobody has a child after death: an early death is taken back. */
function outlive(parent: Person, day: CivilDay): void {
  if (parent.died !== null && parent.died < day) parent.died = null;
}

/** A field of a CSV file (RFC 4180). */
function csvField(value: string): string {
  return /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

const columns =
  'person,cpr,given_name,family_name,sex,born,died,region,region_code,hospital,mother,father,protected,guardians,opt_out,opt_out_on,consents';

/**
 * `people.csv`, RFC 4180 with a header line and dates as YYYY-MM-DD. Every number in it is synthetic. Guardians and consents are
 * lists with semicolons; a consent is `form@given`, with `/withdrawn` when it was taken back.
 * @param isoDate writes a day
 */
export function peopleCsv(
  people: readonly Person[],
  register: readonly RegisterEntry[],
  isoDate: (day: CivilDay) => string,
): string {
  const lines = [columns];
  for (const p of people) {
    const entry = register[p.no]!;
    const fields = [
      p.id,
      p.cpr,
      p.givenName,
      p.familyName,
      p.sex,
      isoDate(p.born),
      p.died === null ? '' : isoDate(p.died),
      p.region.name,
      p.region.code,
      p.hospital.name,
      p.mother === null ? '' : people[p.mother]!.id,
      p.father === null ? '' : people[p.father]!.id,
      entry.protected ? 'yes' : '',
      entry.guardians.map((no) => people[no]!.id).join(';'),
      entry.optOut?.scope ?? '',
      entry.optOut === null ? '' : isoDate(entry.optOut.on),
      entry.consents
        .map(({ form, givenOn, withdrawnOn }) =>
          [`${form}@${isoDate(givenOn)}`, ...(withdrawnOn === null ? [] : [isoDate(withdrawnOn)])].join('/'),
        )
        .join(';'),
    ];
    lines.push(fields.map(csvField).join(','));
  }
  return `${lines.join('\n')}\n`;
}
