import { setImmediate } from 'node:timers/promises';
import type { Progress } from '../../platform/progress/index.ts';
import type { MadePeople, MadePerson } from './people.ts';
import { type PlantedPerson, planted, plantedPerson } from './planted.ts';

/** What tables are made from. */
export interface Made {
  people: MadePeople;
  scale: number;
  progress: Progress;
}

const stretch = 100_000;

/** Visits everybody in the order of their numbers: who is drawn, then who is planted. */
export async function visitPeople(
  { people, progress }: Made,
  drawn: (number: number, person: MadePerson) => void,
  put: (number: number, person: PlantedPerson) => void,
): Promise<void> {
  for (let from = 0; from < people.drawn; from += stretch) {
    const to = Math.min(people.drawn, from + stretch);
    for (let number = from; number < to; number++) {
      const person = people.at(number);
      if (person.exists) drawn(number, person);
    }
    progress.advance(to - from);
    // Lets the terminal and signals in.
    await setImmediate();
  }
  for (let k = 0; k < planted.people; k++) put(people.drawn + k, plantedPerson(k));
  progress.advance(planted.people);
}
