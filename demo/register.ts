import { type CivilDay, demoToday } from './civil-days.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';
import type { SequencedGenome } from './sampling.ts';

/** A consent somebody gave: to which form, when, and when it was withdrawn. */
export interface DemoConsent {
  readonly form: 'demo-cohort' | 'demo-biobank' | 'demo-wgs';
  readonly givenOn: CivilDay;
  readonly withdrawnOn: CivilDay | null;
}

/** What the registers of the demo nation know of a person beside birth and death. */
export interface RegisterEntry {
  /** Name and address protection. */
  readonly protected: boolean;
  /** Who holds custody of a child: numbers of people. */
  readonly guardians: readonly number[];
  /** The opt-out register. */
  readonly optOut: { readonly scope: 'genetic' | 'material' | 'both'; readonly on: CivilDay } | null;
  readonly consents: readonly DemoConsent[];
}

const year = 365.25;
const majority = 18 * year;
/** Own decisions over the opt-out register begin here; children's are their parents'. */
const ownChoice = 15 * year;

/**
 * Custody, protection, opt-outs and consents. Nobody sequenced has opted out of genetic use, so that the counts of the files are
 * those of the database: a visitor tries that for themselves.
 */
export function makeRegister(
  people: readonly Person[],
  genomes: readonly SequencedGenome[],
  random: Random,
): RegisterEntry[] {
  const sequenced = new Map(genomes.map((genome) => [genome.person.no, genome]));
  const custody = random.fork('custody');
  const protection = random.fork('protection');
  const choice = random.fork('choice');
  const consent = random.fork('consent');
  return people.map((person) => {
    const genome = sequenced.get(person.no);
    const alive = person.died === null;
    return {
      protected: protection.chance(alive ? 0.012 : 0.002) && genome?.role !== 'mother' && genome?.role !== 'father',
      guardians: custodyOf(person, people, genome !== undefined, custody),
      optOut: optOutOf(person, genome !== undefined, choice),
      consents: genome === undefined ? [] : consentsOf(genome, consent),
    };
  });
}

function custodyOf(person: Person, people: readonly Person[], sequenced: boolean, random: Random): number[] {
  const single = random.chance(0.12);
  const onlyFather = random.chance(0.15);
  if (person.died !== null || demoToday - person.born >= majority) return [];
  const parents = [person.mother, person.father].filter((no) => no !== null && people[no]!.died === null) as number[];
  if (sequenced || !single || parents.length < 2) return parents;
  return [parents[onlyFather ? 1 : 0]!];
}

const scopes = [
  { scope: 'genetic', weight: 4 },
  { scope: 'material', weight: 2 },
  { scope: 'both', weight: 4 },
] as const;

function optOutOf(person: Person, sequenced: boolean, random: Random): RegisterEntry['optOut'] {
  const wants = random.chance(0.011);
  const { scope } = random.weighted(scopes);
  const last = person.died ?? demoToday;
  const on = Math.floor(last - 1 - random.next() * 8 * year);
  if (!wants || on < person.born + ownChoice) return null;
  return { scope: sequenced ? 'material' : scope, on };
}

function consentsOf({ kind, person, role }: SequencedGenome, random: Random): DemoConsent[] {
  const givenOn = Math.floor(demoToday - 730 - random.next() * 200);
  const also = random.chance(0.3);
  const withdrawn = random.chance(0.15);
  if (kind !== 'research') return role === 'proband' ? [{ form: 'demo-wgs', givenOn, withdrawnOn: null }] : [];
  const cohort: DemoConsent = { form: 'demo-cohort', givenOn: Math.max(givenOn, person.born + 1), withdrawnOn: null };
  if (!also) return [cohort];
  return [cohort, { form: 'demo-biobank', givenOn: cohort.givenOn, withdrawnOn: withdrawn ? demoToday - 60 : null }];
}
