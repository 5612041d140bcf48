import { type Day, dayOf, firstDayOf, noDay } from '../columns/index.ts';
import { Draws } from './draws.ts';
import { nationShape, regions } from './shape.ts';

/** What every table asks of a person. */
export interface MadePerson {
  exists: boolean;
  born: Day;
  died: Day;
  female: boolean;
  region: number;
  municipality: number;
  /** The last day on which something can happen. */
  last: Day;
}

const today = dayOf(nationShape.today);
const municipalitiesPerRegion = 20;

/** Streams of draws, so that a table's draws do not depend on another's. */
export const streams = { person: 0, diagnoses: 1, specimens: 2, choices: 3, genomes: 4, registers: 10 } as const;

/** Gives the people of a nation again and again: the same number is the same person. */
export class MadePeople {
  /** Numbers that can be given out; the last `planted` of them are told by {@link plantedAnswers} and not drawn. */
  readonly numbers: number;
  readonly drawn: number;
  readonly #draws: Draws;
  readonly #person: MadePerson = {
    exists: false,
    born: 0,
    died: noDay,
    female: false,
    region: 0,
    municipality: 0,
    last: today,
  };

  constructor(scale: number, planted: number) {
    this.drawn = Math.round(nationShape.numbers * scale);
    this.numbers = this.drawn + planted;
    this.#draws = new Draws(nationShape.seed);
  }

  /** A person, in an object that is used again. */
  at(number: number): MadePerson {
    const person = this.#person;
    const draws = this.#draws.begin(number, streams.person);
    const fate = draws.next();
    person.exists = fate < nationShape.living + nationShape.dead;
    if (!person.exists) return person;
    if (fate < nationShape.living) drawLiving(person, draws);
    else drawDead(person, draws);
    person.female = draws.chance(0.503);
    person.region = drawRegion(draws);
    person.municipality = person.region * municipalitiesPerRegion + draws.below(municipalitiesPerRegion);
    person.last = person.died === noDay ? today : person.died;
    return person;
  }
}

// Flat until seventy, then falling towards a hundred.
function drawLiving(person: MadePerson, draws: Draws): void {
  const share = draws.next() * 85;
  const age = share < 70 ? share : 100 - 30 * Math.sqrt((85 - share) / 15);
  person.born = today - Math.min(today, Math.floor(age * 365.25));
  person.died = noDay;
}

function drawDead(person: MadePerson, draws: Draws): void {
  const since = firstDayOf(1970);
  person.died = since + draws.below(today - since);
  const age = draws.chance(0.03) ? draws.below(30 * 365) : Math.floor(draws.normal(77, 11) * 365.25);
  person.born = Math.max(0, person.died - Math.max(0, age));
}

function drawRegion(draws: Draws): number {
  let left = draws.next();
  for (let region = 0; region < regions.length - 1; region++) {
    left -= regions[region]![1];
    if (left < 0) return region;
  }
  return regions.length - 1;
}
