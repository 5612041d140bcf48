import { type Progress, silentProgress } from '../../platform/progress/index.ts';
import { type StoredTable, TableWriter } from '../columns/index.ts';
import { makeCodeList } from './code-list.ts';
import { writeDeaths, writeEvents } from './events.ts';
import { MadePeople } from './people.ts';
import { planted } from './planted.ts';
import { nationShape, otherRegisters } from './shape.ts';
import { writeSpecimens } from './specimens.ts';
import { writeGenomes, writeOptOuts, writePersons } from './write-people.ts';

export interface NationOptions {
  /** Folder that tables lie in. */
  folder: string;
  /** 1 is 5.9 million living people, 22 million specimens and 150 million diagnoses. */
  scale: number;
  progress?: Progress;
}

/**
 * Writes a nation's registers and specimens as column files, a table at a time in a pass over the people each: memory holds a
 * batch. The same scale gives the same bytes.
 */
export async function generateNation({
  folder,
  scale,
  progress = silentProgress,
}: NationOptions): Promise<StoredTable[]> {
  const people = new MadePeople(scale, planted.people);
  const made = { people, scale, progress };
  const stored: StoredTable[] = [];
  const write = async <W extends { finish(): StoredTable; abandon(): void }>(
    writer: W,
    name: string,
    fill: (writer: W) => Promise<void>,
  ): Promise<void> => {
    progress.step(name, people.numbers, 'people');
    try {
      await fill(writer);
      stored.push(writer.finish());
    } catch (error) {
      writer.abandon();
      throw error;
    }
    progress.done();
  };
  await write(new TableWriter(folder, 'persons'), 'persons', (writer) => writePersons(writer, made));
  await write(new TableWriter(folder, 'specimens'), 'specimens', (writer) => writeSpecimens(writer, made));
  const diagnoses = { register: 'diagnoses', letters: 'D', events: nationShape.diagnoses, codes: 20_000 };
  for (const [at, { register, letters, events, codes }] of [diagnoses, ...otherRegisters].entries()) {
    const list = makeCodeList(letters, codes);
    await write(new TableWriter(folder, 'events', register), register, (writer) =>
      writeEvents(writer, { ...made, list, events: events * scale, stream: at, withPlanted: at === 0 }),
    );
  }
  await write(new TableWriter(folder, 'events', 'deaths'), 'deaths', (writer) => writeDeaths(writer, made));
  await write(new TableWriter(folder, 'genomes'), 'genomes', (writer) => writeGenomes(writer, made));
  await write(new TableWriter(folder, 'optouts'), 'opt-outs', (writer) => writeOptOuts(writer, made));
  return stored;
}
