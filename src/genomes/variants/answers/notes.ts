import type { View } from '../snapshot/index.ts';
import type { GroupAnswer, Note } from './model.ts';

/** What a reader should know beside the counts. @param all the group of everyone, nothing protected */
export function notesOf(view: View, all: GroupAnswer): Note[] {
  const notes: Note[] = [];
  const add = (code: Note['code'], text: string): number => notes.push({ code, text });
  if (!view.snapshot.manifest.reference.checked) {
    add('unchecked', 'No sequence is loaded: alleles were not checked against a reference or left-aligned.');
  }
  if (all.ac === 0) add('unseen', 'No genome that counts has this allele.');
  if (all.unknown > 0) {
    add(
      'unknown-callability',
      `${all.unknown} genomes have no record there and were not declared callable; they are not in AN.`,
    );
  }
  const { population } = view.snapshot;
  if (population.limitedFrom !== null) {
    add('limited', 'Counts are of the people of your project’s permits, and of nobody else.');
  }
  if (population.groups[0]!.size === 0) add('no-population', 'No genome of this reference counts yet.');
  if ([...population.batches.values()].some((batch) => batch.callability === 'everything')) {
    add('assumed-reference', 'Some submissions declared that a genome without a record has the reference.');
  }
  return notes;
}
