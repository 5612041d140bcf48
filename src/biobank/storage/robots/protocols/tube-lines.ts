import { Problem } from '../../../../platform/problem/index.ts';
import type { Ordered, OrderOutcome, Reading, Sighting, StoreDriver, StoreOrder, StoreStatus } from '../driver.ts';
import { errors } from '../errors.ts';
import type { LineChannel } from './line-channel.ts';

/**
 * «Tube lines», the protocol that Idun's simulator speaks and that a maker's gateway can be written for
 * (docs/reference/automated-stores.md). ASCII lines of fields between bars; the first field is the number of the question, given
 * back with each line of its answer, so that an answer which comes twice is known. Commands carry an id of ours, and the store does
 * each id once.
 */
export const separator = '|';

/** Whether a text can be a field. */
export const isField = (text: string): boolean => /^[\x20-\x7b\x7d\x7e]*$/.test(text);

/** A line of fields. @throws Problem IDUN_ROBOT_GIVEN when one of them cannot be written */
export function writeFields(fields: readonly string[]): string {
  const bad = fields.find((field) => !isField(field));
  if (bad === undefined) return fields.join(separator);
  throw new Problem(errors.robotGiven, 'A code or place has a character that the store’s protocol cannot carry.', {
    expected: 'printable ASCII without a bar',
  });
}

/** The fields of a line. */
export const readFields = (line: string): string[] => line.split(separator);

const strange = (line: string): Problem =>
  new Problem(errors.robotAnswer, `The automated store answered «${line.slice(0, 120)}».`);

function outcomeOf(fields: readonly string[], line: string): OrderOutcome {
  const [, , , state, text] = fields;
  if (state === 'WAITING') return { state: 'waiting' };
  if (state === 'RUNNING') return { state: 'running' };
  if (state === 'UNHEARD') return { state: 'never-heard' };
  if (state === 'FORGOTTEN') return { state: 'forgotten' };
  if (state === 'DONE') return { state: 'done', scanned: text || null };
  if (state === 'FAILED') return { state: 'failed', because: text || 'no reason given' };
  throw strange(line);
}

/** A driver that speaks tube lines. */
export function makeTubeLinesDriver(channel: LineChannel): StoreDriver {
  let asked = 0;
  async function ask(fields: string[], last: readonly string[]): Promise<string[][]> {
    const number = String(++asked);
    const lines = await channel.ask(
      writeFields([number, ...fields]),
      (line) => [...last, 'ERROR'].includes(readFields(line)[1]!),
      (line) => readFields(line)[0] === number,
    );
    const answer = lines.map(readFields);
    const fault = answer.find(([, word]) => word === 'ERROR');
    if (fault !== undefined) throw strange(fault.join(separator));
    return answer;
  }
  const one = async (fields: string[], last: string): Promise<string[]> => (await ask(fields, [last])).at(-1)!;
  async function order(word: string, { id, address, code }: StoreOrder): Promise<Ordered> {
    const [, answer, , because] = (await ask([word, id, address, code], ['ACCEPTED', 'REFUSED'])).at(-1)!;
    return answer === 'ACCEPTED' ? { accepted: true } : { accepted: false, because: because || 'no reason given' };
  }
  return {
    put: (given) => order('PUT', given),
    pick: (given) => order('PICK', given),
    cancel: async ({ id }) => (await one(['CANCEL', id], 'CANCEL'))[3] === 'CANCELLED',
    async outcome({ id }) {
      const fields = await one(['STATUS', id], 'COMMAND');
      return outcomeOf(fields, fields.join(separator));
    },
    async status(): Promise<StoreStatus> {
      const [, , boot, state, problem] = await one(['STATUS'], 'STORE');
      return { ready: state === 'READY', problem: problem || null, boot: boot || null };
    },
    async inventory(places): Promise<Sighting[]> {
      const answer = await ask(['INVENTORY', ...(places ?? [])], ['END']);
      return answer.flatMap(([, word, place, code]) =>
        word === 'FOUND' ? [{ place: place!, code: code || null }] : [],
      );
    },
    async temperature(): Promise<Reading[]> {
      const answer = await ask(['TEMPERATURE'], ['END']);
      return answer.flatMap((fields) => {
        if (fields[1] !== 'PROBE') return [];
        const celsius = Number(fields[3]);
        if (fields[3] === '' || !Number.isFinite(celsius)) throw strange(fields.join(separator));
        return [{ probe: fields[2]!, celsius }];
      });
    },
    close: () => channel.close(),
  };
}
