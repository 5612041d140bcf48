import { type CivilDay, dayOf, demoToday } from '../civil-days.ts';
import type { Person } from '../people.ts';
import type { Random } from '../random.ts';
import type { SequencedGenome } from '../sampling.ts';
import { type Disease, diagnosisOfGroup, diseases } from './diseases.ts';

/** Something that happened to somebody, as a register writes it down. */
export interface Event {
  readonly person: Person;
  readonly day: CivilDay;
  readonly code: string;
  /** Primary or secondary, for a diagnosis. */
  readonly kind?: 'A' | 'B';
}

/** What the registers of the nation know. */
export interface Courses {
  diagnoses: Event[];
  procedures: Event[];
  pathology: Event[];
  medication: Event[];
  cancer: Event[];
  deaths: Event[];
}

const year = 365.25;
/** The register of patients begins here; what was before is in no file. */
const firstDay = dayOf(1977, 1, 1);
const firstMedicine = dayOf(1995, 1, 1);

/** What happens to the sequenced whose disease has a group: a diagnosis before their genome came. */
export interface Referral {
  readonly group: string;
  readonly receivedOn: CivilDay;
}

/**
 * Lets the nation fall ill: parents before children, so that what runs in families does. Whoever was sequenced as affected has a diagnosis
 * that fits their patient group.
 */
export function makeCourses(
  people: readonly Person[],
  referrals: ReadonlyMap<SequencedGenome, Referral>,
  random: Random,
): Courses {
  const courses: Courses = { diagnoses: [], procedures: [], pathology: [], medication: [], cancer: [], deaths: [] };
  const ill = new Map<number, Set<Disease>>();
  const affected = new Map<number, Referral>();
  for (const [{ person, affected: is }, referral] of referrals) if (is) affected.set(person.no, referral);
  for (const person of people) {
    const own = new Set<Disease>();
    ill.set(person.no, own);
    const last = person.died ?? demoToday;
    const relatives = [person.mother, person.father].flatMap((no) => (no === null ? [] : [ill.get(no)!]));
    for (const disease of diseases) {
      const women = disease.women ?? 1;
      const bySex = person.sex === 'female' ? women / ((1 + women) / 2) : 1 / ((1 + women) / 2);
      const inherited = relatives.some((one) => one.has(disease)) ? (disease.inherited ?? 1) : 1;
      const falls = random.chance(Math.min(0.9, disease.risk * bySex * inherited));
      const onset = person.born + Math.max(1, random.normal(disease.onset[0], disease.onset[1]) * year);
      if (!falls || onset >= last || onset < firstDay) continue;
      own.add(disease);
      runCourse(courses, person, disease, Math.floor(onset), last, random);
    }
    const referral = affected.get(person.no);
    if (referral !== undefined) refer(courses, person, referral, random);
    if (person.sex === 'female') giveBirth(courses, person, people, random);
    if (person.died !== null && person.died >= firstDay) die(courses, person, own, random);
  }
  return courses;
}

function runCourse(
  courses: Courses,
  person: Person,
  disease: Disease,
  onset: CivilDay,
  last: CivilDay,
  random: Random,
): void {
  const { codes, contacts, pathology, procedures, operated = 0, medicines } = disease;
  const first = codes.length > 1 && random.chance(0.4) ? random.pick(codes) : codes[0]!;
  courses.diagnoses.push({ person, day: onset, code: first, kind: 'A' });
  const years = (last - onset) / year;
  for (let n = random.poisson(contacts * Math.min(1, years / 4)); n > 0; n--) {
    const day = Math.floor(onset + 1 + random.next() * Math.min(last - onset - 1, 8 * year));
    const code = random.chance(0.7) ? first : random.pick(codes);
    if (day < last) courses.diagnoses.push({ person, day, code, kind: random.chance(0.75) ? 'A' : 'B' });
  }
  if (pathology !== undefined) {
    courses.cancer.push({ person, day: onset, code: first });
    courses.pathology.push({ person, day: Math.max(person.born, onset - random.below(21)), code: pathology });
  } else if (random.chance(0.06))
    courses.pathology.push({ person, day: onset, code: random.chance(0.7) ? 'M0' : 'M4' });
  if (procedures !== undefined && random.chance(operated)) {
    const day = onset + random.below(60);
    if (day < last) courses.procedures.push({ person, day, code: random.pick(procedures) });
  }
  if (medicines === undefined) return;
  const until = Math.min(last, onset + 6 * year);
  const often = (disease.prescriptions ?? 1) * 0.5;
  for (let n = random.poisson((often * (until - onset)) / year); n > 0; n--) {
    const day = Math.floor(onset + random.next() * (until - onset));
    if (day >= firstMedicine) courses.medication.push({ person, day, code: random.pick(medicines) });
  }
}

function refer(courses: Courses, person: Person, { group, receivedOn }: Referral, random: Random): void {
  const code = diagnosisOfGroup[group] ?? 'DQ87';
  const first = Math.max(person.born + 1, receivedOn - 200 - random.below(900));
  if (first >= receivedOn) return;
  courses.diagnoses.push({ person, day: first, code, kind: 'A' });
  courses.diagnoses.push({
    person,
    day: receivedOn - 1 - random.below(Math.min(100, receivedOn - first)),
    code,
    kind: 'A',
  });
}

function giveBirth(courses: Courses, mother: Person, people: readonly Person[], random: Random): void {
  for (const child of childrenOf(people).get(mother.no) ?? []) {
    const day = people[child]!.born;
    if (day < firstDay) continue;
    courses.diagnoses.push({ person: mother, day, code: 'DO80', kind: 'A' });
    if (random.chance(0.19)) courses.procedures.push({ person: mother, day, code: 'KMCA10' });
  }
}

const children = new WeakMap<readonly Person[], Map<number, number[]>>();

function childrenOf(people: readonly Person[]): Map<number, number[]> {
  const known = children.get(people) ?? new Map<number, number[]>();
  if (known.size === 0) {
    for (const { no, mother } of people) if (mother !== null) known.set(mother, [...(known.get(mother) ?? []), no]);
    children.set(people, known);
  }
  return known;
}

function die(courses: Courses, person: Person, own: ReadonlySet<Disease>, random: Random): void {
  const causes = [...own].filter(({ deadly }) => deadly);
  const code = causes.length === 0 || random.chance(0.15) ? 'DR99' : random.pick(causes).codes[0]!;
  courses.deaths.push({ person, day: person.died!, code });
}
