import type { FhirResource } from '../../../formats/fhir/index.ts';
import {
  type Catalogue,
  type Entry,
  emptyCatalogue,
  type Fact,
  kinds,
  type WrittenTables,
  writeCore,
  writeDirectory,
  writeFhir,
} from '../../../formats/miabis/index.ts';
import type { Db } from '../../../platform/database/index.ts';
import { readFacts } from '../counting/facts-store.ts';
import type { StoredEntry } from './model.ts';
import { readEntries } from './store.ts';

export interface ExportChoice {
  /** Made-up entries or real ones; both without it. */
  demo?: boolean | undefined;
}

/** The entries that are shown, as a catalogue of MIABIS. */
export async function readWhole(db: Db, { demo }: ExportChoice = {}): Promise<Catalogue> {
  const catalogue = emptyCatalogue();
  for (const kind of kinds) {
    for (const entry of await readEntries(db, { kind, demo })) {
      (catalogue[kind] as Entry[]).push(countedIn(entry));
      if (kind === 'collection') catalogue.facts.push(...(await factsOf(db, entry)));
    }
  }
  return catalogue;
}

/** A catalogue's entry with what the register counted, where nobody has stated it. */
function countedIn({ record, counted, kind }: StoredEntry): Entry {
  if (kind !== 'collection' || counted === null) return record;
  const { subjects, samples, sampleTypes } = record as { subjects?: number; samples?: number; sampleTypes?: string[] };
  return {
    ...record,
    ...(sampleTypes === undefined ? { sampleTypes: counted.types.map(({ value }) => value) } : {}),
    ...(subjects === undefined && counted.persons !== null ? { subjects: counted.persons } : {}),
    ...(samples === undefined && counted.specimens !== null ? { samples: counted.specimens } : {}),
  } as Entry;
}

async function factsOf(db: Db, { entryNo, id }: StoredEntry): Promise<Fact[]> {
  const facts = await readFacts(db, entryNo);
  return facts.map(({ id: own, kept, ...fact }) => ({
    ...fact,
    collection: id,
    ...(own === null ? {} : { id: own }),
    ...(kept === null ? {} : { kept }),
  }));
}

/** The catalogue as tables: MIABIS Core 3's, or those of the Directory. */
export async function exportTables(
  db: Db,
  format: 'core' | 'directory',
  choice: ExportChoice = {},
): Promise<WrittenTables> {
  const catalogue = await readWhole(db, choice);
  return format === 'core' ? writeCore(catalogue) : writeDirectory(catalogue);
}

/** The catalogue as a FHIR R4 bundle. */
export async function exportFhir(db: Db, choice: ExportChoice = {}): Promise<FhirResource> {
  return writeFhir(await readWhole(db, choice));
}
