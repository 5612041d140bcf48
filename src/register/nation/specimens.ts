import { firstDayOf, type TableWriter } from '../columns/index.ts';
import { Batcher, batchColumn, takeWords } from './batcher.ts';
import { Draws } from './draws.ts';
import { type Made, visitPeople } from './pass.ts';
import { streams } from './people.ts';
import { planted } from './planted.ts';
import {
  agreed,
  biobankCount,
  bloodSpotBiobank,
  bloodSpotType,
  handling,
  nationShape,
  specimenTypes,
} from './shape.ts';

const cardsBegin = firstDayOf(nationShape.bloodSpotsSince);
const biobanksBegin = firstDayOf(1985);
/** Days a card is taken after birth. */
const cardAge = 5;
/** Tubes of one visit, on average; people with a card; visits that the rest of the 22 million are. */
const tubesPerVisit = 2.5;
const cardShare = 0.95;

/** Every specimen: newborns' cards, and visits to the collections with some tubes each. */
export async function writeSpecimens(writer: TableWriter<'specimens'>, made: Made): Promise<void> {
  const row = makeRow(writer);
  const draws = new Draws(nationShape.seed);
  const rate = (nationShape.specimens - cardsAtFullSize) / tubesPerVisit / (nationShape.numbers * visitable);
  await visitPeople(
    made,
    (number, person) => {
      draws.begin(number, streams.specimens);
      const { born, last } = person;
      if (born >= cardsBegin && born + cardAge <= last && draws.chance(cardShare))
        row.card(number, born + cardAge, draws);
      const from = Math.max(born, biobanksBegin);
      if (last <= from) return;
      for (let visits = draws.geometric(rate); visits > 0; visits--) {
        const day = from + Math.floor(draws.next() * (last - from));
        row.visit(number, day, draws);
      }
    },
    (number, person) => {
      for (const day of person.samples) row.planted(number, day);
    },
  );
  row.flush();
}

/** Measured on the drawn people: cards at full size, and the share of numbers that can have visits. */
const cardsAtFullSize = 2_990_000;
const visitable = 0.757;

interface Row {
  card(number: number, day: number, draws: Draws): void;
  visit(number: number, day: number, draws: Draws): void;
  planted(number: number, day: number): void;
  flush(): void;
}

function makeRow(writer: TableWriter<'specimens'>): Row {
  const types = takeWords(
    writer,
    'type',
    specimenTypes.map(({ type }) => type),
  );
  const cardType = writer.word('type', bloodSpotType);
  const temperatures = specimenTypes.map(({ temperature }) => writer.word('temperature', temperature));
  const codes = specimenTypes.map(({ sprec }) => handling.map((rest) => writer.word('sprec', `${sprec}-${rest}`)));
  const cardCode = writer.word('sprec', 'BLD-ZZZ-X-N-N-X-J');
  const cardBiobank = writer.word('biobank', bloodSpotBiobank);
  const cardCollection = writer.word('collection', `${bloodSpotBiobank}: cards`);
  const biobanks = Array.from({ length: biobankCount - 2 }, (_, i) =>
    writer.word('biobank', `Biobank ${String(i + 1).padStart(2, '0')}`),
  );
  const collections = biobanks.map((_, i) =>
    Array.from({ length: 1 + (i % 6) }, (__, k) =>
      writer.word('collection', `Biobank ${String(i + 1).padStart(2, '0')}: collection ${k + 1}`),
    ),
  );
  const plantedBiobank = writer.word('biobank', planted.biobank);
  const plantedCollection = writer.word('collection', `${planted.biobank}: all`);
  const [available, reserved, usedUp] = takeWords(writer, 'state', ['available', 'reserved', 'depleted']) as [
    number,
    number,
    number,
  ];
  const consents = takeWords(writer, 'consent', agreed);
  const noConsent = writer.word('consent', 'none');
  const columns = {
    person: batchColumn.u32(),
    day: batchColumn.u16(),
    biobank: batchColumn.u16(),
    collection: batchColumn.u16(),
    type: batchColumn.u8(),
    temperature: batchColumn.u8(),
    volume_ul: batchColumn.u32(),
    thaws: batchColumn.u8(),
    sprec: batchColumn.u16(),
    state: batchColumn.u8(),
    consent: batchColumn.u8(),
  };
  const batch = new Batcher(writer, columns);
  const shares = cumulative(specimenTypes.map(({ share }) => share));

  function put(
    number: number,
    day: number,
    [biobank, collection, type, temperature, sprec]: readonly number[],
    volume: number,
  ): void {
    const { row } = batch;
    columns.person[row] = number;
    columns.day[row] = day;
    columns.biobank[row] = biobank!;
    columns.collection[row] = collection!;
    columns.type[row] = type!;
    columns.temperature[row] = temperature!;
    columns.sprec[row] = sprec!;
    columns.volume_ul[row] = volume;
  }
  function finish(thaws: number, state: number, consent = 0): void {
    columns.consent[batch.row] = consent;
    columns.thaws[batch.row] = thaws;
    columns.state[batch.row] = state;
    batch.next();
  }

  return {
    card(number, day, draws) {
      put(number, day, [cardBiobank, cardCollection, cardType, temperatures[0]!, cardCode], 0);
      finish(0, draws.chance(0.98) ? available : usedUp);
    },
    visit(number, day, draws) {
      const bank = draws.zipf(biobanks.length);
      const collection = collections[bank]![draws.below(collections[bank]!.length)]!;
      const tubes = 1 + draws.geometric(tubesPerVisit - 1);
      for (let tube = 0; tube < tubes; tube++) {
        const type = pick(shares, draws.next());
        const used = draws.next();
        const sprec = codes[type]![draws.below(handling.length)]!;
        const volume = used < 0.08 ? 0 : 50 * (1 + draws.below(40));
        put(number, day, [biobanks[bank]!, collection, types[type]!, temperatures[type]!, sprec], volume);
        // A collection asks its donors for one consent; one in twenty has not given it, for all of their tubes.
        const asked = consents[bank % (consents.length + 1)] ?? 0;
        const consent = asked !== 0 && number % 20 === 7 ? noConsent : asked;
        finish(Math.min(9, draws.geometric(0.4)), used < 0.08 ? usedUp : used < 0.1 ? reserved : available, consent);
      }
    },
    planted(number, day) {
      put(number, day, [plantedBiobank, plantedCollection, types[1]!, temperatures[1]!, codes[1]![0]!], 500);
      finish(1, available);
    },
    flush: () => batch.flush(),
  };
}

function cumulative(shares: readonly number[]): number[] {
  const total = shares.reduce((sum, share) => sum + share, 0);
  let sum = 0;
  return shares.map((share) => {
    sum += share / total;
    return sum;
  });
}

function pick(shares: readonly number[], draw: number): number {
  const at = shares.findIndex((share) => draw < share);
  return at < 0 ? shares.length - 1 : at;
}
