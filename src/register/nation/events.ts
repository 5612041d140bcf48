import { firstDayOf, type TableWriter } from '../columns/index.ts';
import { Batcher, batchColumn, takeWords } from './batcher.ts';
import { type CodeList, makeCodeList } from './code-list.ts';
import { Draws } from './draws.ts';
import { type Made, visitPeople } from './pass.ts';
import { streams } from './people.ts';
import { planted } from './planted.ts';
import { nationShape } from './shape.ts';

/** Registers begin with the national patient register. */
const registersBegin = firstDayOf(1977);
/** Share of events that repeat a code the person has already. */
const repeated = 0.4;
const mostRemembered = 64;

interface EventsOptions extends Made {
  list: CodeList;
  /** How many in all, about. */
  events: number;
  stream: number;
  /** Whether the planted people's diagnoses are in it. */
  withPlanted: boolean;
}

/** The events of a register: codes by Zipf, some again and again, later in life more often. */
export async function writeEvents(writer: TableWriter<'events'>, options: EventsOptions): Promise<void> {
  const { list, people } = options;
  const words = takeWords(writer, 'code', list.codes);
  if (options.withPlanted) writer.word('code', planted.parent);
  const plantedWord = options.withPlanted ? writer.word('code', planted.code) : 0;
  const kinds = takeWords(writer, 'kind', ['primary', 'secondary']);
  const columns = {
    person: batchColumn.u32(),
    day: batchColumn.u16(),
    code: batchColumn.u32(),
    kind: batchColumn.u8(),
  };
  const batch = new Batcher(writer, columns);
  const put = (number: number, day: number, word: number, kind: number): void => {
    columns.person[batch.row] = number;
    columns.day[batch.row] = day;
    columns.code[batch.row] = word;
    columns.kind[batch.row] = kind;
    batch.next();
  };
  const draws = new Draws(nationShape.seed);
  // Years of life that the register saw, on average; it makes the rate that gives about as many events as wanted.
  const rate = options.events / (people.drawn * (nationShape.living + nationShape.dead)) / meanYears;
  const seen = new Uint32Array(mostRemembered);
  await visitPeople(
    options,
    (number, person) => {
      const from = Math.max(person.born, registersBegin);
      const days = person.last - from;
      if (days <= 0) return;
      draws.begin(number, streams.registers + options.stream);
      const count = draws.geometric((rate * days) / 365.25);
      let remembered = 0;
      for (let k = 0; k < count; k++) {
        const again = remembered > 0 && draws.chance(repeated);
        const word = again ? seen[draws.below(remembered)]! : words[list.used[draws.zipf(list.used.length)]!]!;
        if (!again && remembered < mostRemembered) seen[remembered++] = word;
        const later = Math.max(draws.next(), draws.next());
        put(number, from + Math.floor(later * (days + 1)), word, kinds[draws.chance(0.6) ? 0 : 1]!);
      }
    },
    (number, { diagnoses }) => {
      if (options.withPlanted) for (const day of diagnoses) put(number, day, plantedWord, kinds[0]!);
    },
  );
  batch.flush();
}

/** Measured on the drawn people: from 1977 or birth until death or today. */
const meanYears = 31.5;

/** Deaths with their cause. */
export async function writeDeaths(writer: TableWriter<'events'>, made: Made): Promise<void> {
  const list = makeCodeList('D', 20_000);
  const words = takeWords(writer, 'code', list.codes);
  const columns = { person: batchColumn.u32(), day: batchColumn.u16(), code: batchColumn.u32() };
  const batch = new Batcher(writer, columns);
  const draws = new Draws(nationShape.seed);
  const put = (number: number, died: number): void => {
    if (died === 0xffff) return;
    columns.person[batch.row] = number;
    columns.day[batch.row] = died;
    columns.code[batch.row] = words[list.used[draws.begin(number, streams.registers + 50).zipf(list.used.length)]!]!;
    batch.next();
  };
  await visitPeople(
    made,
    (number, { died }) => put(number, died),
    (number, { died }) => put(number, died),
  );
  batch.flush();
}
