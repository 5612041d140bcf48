import { type CivilDay, dayOf, demoToday } from '../civil-days.ts';
import type { Person } from '../people.ts';
import type { Random } from '../random.ts';
import type { SequencedGenome } from '../sampling.ts';
import type { Courses } from './courses.ts';

/** A specimen as its custodian lists it. Words are those of the register. */
export interface Sample {
  readonly person: Person;
  readonly day: CivilDay;
  readonly collection: string;
  readonly type: string;
  readonly temperature: string;
  /** Microlitres that are left; 0 for what is no fluid. */
  readonly volume: number;
  readonly thaws: number;
  readonly sprec: string;
  readonly state: 'available' | 'reserved' | 'depleted';
  /** What the donor agreed to, as the custodian writes it; empty where nobody was asked. */
  readonly consent: string;
}

/** The custodians of the demo nation. */
export type Custodian =
  | 'national-biobank'
  | 'cancer-biobank'
  | 'rheumatology-biobank'
  | 'blood-donors'
  | 'pathology-archive'
  | 'research-cohort';

const year = 365.25;
const firstCards = dayOf(1982, 1, 1);

/** What lies in the freezers and archives of the nation: taken when people were born, ill, gave blood or joined a cohort. */
export function makeSamples(
  people: readonly Person[],
  genomes: readonly SequencedGenome[],
  courses: Courses,
  random: Random,
): Record<Custodian, Sample[]> {
  const samples: Record<Custodian, Sample[]> = {
    'national-biobank': [],
    'cancer-biobank': [],
    'rheumatology-biobank': [],
    'blood-donors': [],
    'pathology-archive': [],
    'research-cohort': [],
  };
  const tube = (person: Person, day: CivilDay, collection: string, made: Made): Sample => ({
    ...{ person, day, collection, ...made.of },
    volume: made.volume === 0 ? 0 : Math.max(0, Math.round(made.volume * (0.35 + 0.65 * random.next()))),
    thaws: random.poisson(made.thaws),
    state: random.chance(0.02) ? 'depleted' : random.chance(0.01) ? 'reserved' : 'available',
    consent: consentOf(person, collection),
  });
  const alive = (person: Person, day: CivilDay): boolean => day >= person.born && day <= (person.died ?? demoToday);

  const cards = random.fork('cards');
  const donors = random.fork('donors');
  for (const person of people) {
    if (person.born >= firstCards && cards.chance(0.97) && alive(person, person.born + 2)) {
      samples['national-biobank'].push(tube(person, person.born + 2, 'newborn-cards', made.card));
    }
    const first = Math.floor(person.born + (20 + donors.next() * 25) * year);
    const gives = donors.chance(0.05) && person.born > dayOf(1945, 1, 1);
    const times = 1 + donors.poisson(3);
    if (!gives || first < dayOf(2010, 1, 1)) continue;
    for (let n = 0; n < times; n++) {
      const day = first + n * (100 + donors.below(300));
      if (day < demoToday && alive(person, day))
        samples['blood-donors'].push(tube(person, day, 'donor-plasma', made.plasma));
    }
  }

  const diagnostic = random.fork('diagnostic');
  for (const { person, day, code } of courses.diagnoses) {
    if (day < dayOf(1990, 1, 1)) continue;
    if (diagnostic.chance(0.16)) {
      const taken = day - diagnostic.below(diagnostic.chance(0.35) ? 3000 : 30);
      if (alive(person, taken)) samples['national-biobank'].push(tube(person, taken, 'diagnostic-serum', made.serum));
    }
    if (code.startsWith('DM06') && diagnostic.chance(0.5)) {
      samples['rheumatology-biobank'].push(tube(person, day, 'arthritis', made.serum));
      if (diagnostic.chance(0.4)) samples['rheumatology-biobank'].push(tube(person, day, 'arthritis', made.dna));
    }
  }

  const cancer = random.fork('cancer');
  for (const { person, day } of courses.cancer) {
    if (day < dayOf(2009, 1, 1) || !cancer.chance(0.75) || !alive(person, day + 20)) continue;
    const operated = day + cancer.below(20);
    samples['cancer-biobank'].push(tube(person, operated, 'tumour', made.frozenTissue));
    samples['cancer-biobank'].push(tube(person, operated, 'blood', made.plasma));
    if (cancer.chance(0.6)) samples['cancer-biobank'].push(tube(person, operated, 'blood', made.dna));
  }
  for (const { person, day } of courses.pathology) {
    if (alive(person, day)) samples['pathology-archive'].push(tube(person, day, 'blocks', made.block));
  }

  const cohort = random.fork('cohort');
  for (const { person, kind } of genomes) {
    if (kind !== 'research') continue;
    const joined = Math.max(person.born + 30, demoToday - 900 + cohort.below(300));
    samples['research-cohort'].push(
      tube(person, joined, 'cohort', made.blood),
      tube(person, joined, 'cohort', made.dna),
    );
    if (cohort.chance(0.5)) samples['research-cohort'].push(tube(person, joined + 365, 'cohort', made.plasma));
  }
  return samples;
}

/** What collections ask their donors for. */
const asked: Readonly<Record<string, string>> = {
  'donor-plasma': 'forskning+biobank',
  arthritis: 'forskning+genom+biobank+ny kontakt',
  tumour: 'forskning+biobank',
  blood: 'forskning+biobank',
  cohort: 'forskning+genom+biobank+ny kontakt+virksomheder',
};

// One in twenty of those who were asked said no to the biobank, for all they have in a collection. No draw is spent on it.
function consentOf({ no }: Person, collection: string): string {
  const uses = asked[collection];
  if (uses === undefined) return '';
  return no % 20 === 3 ? 'nej' : uses;
}

interface Made {
  readonly of: Pick<Sample, 'type' | 'temperature' | 'sprec'>;
  readonly volume: number;
  readonly thaws: number;
}

const cold = '-18 to -35';
const deep = '-60 to -85';
const made = {
  card: { of: { type: 'dried-blood-spot', temperature: cold, sprec: '' }, volume: 0, thaws: 0 },
  serum: { of: { type: 'serum', temperature: cold, sprec: 'SER-SST-C-B-N-B-I' }, volume: 1800, thaws: 0.4 },
  plasma: { of: { type: 'plasma', temperature: deep, sprec: 'PL1-PED-A-B-N-A-A' }, volume: 900, thaws: 0.2 },
  blood: { of: { type: 'whole-blood', temperature: deep, sprec: 'BLD-PED-X-N-N-X-A' }, volume: 4000, thaws: 0.1 },
  dna: { of: { type: 'dna', temperature: cold, sprec: 'DNA-PED-X-N-N-X-A' }, volume: 200, thaws: 0.8 },
  frozenTissue: { of: { type: 'frozen-tissue', temperature: deep, sprec: '' }, volume: 0, thaws: 0 },
  block: { of: { type: 'ffpe-block', temperature: 'room temperature', sprec: '' }, volume: 0, thaws: 0 },
} as const satisfies Record<string, Made>;
