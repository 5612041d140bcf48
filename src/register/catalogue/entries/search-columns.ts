import type { Entry } from '../../../formats/miabis/index.ts';
import { chaptersOf, diseaseTerms } from './chapters.ts';
import type { Counted } from './model.ts';

/** What an entry is found and ordered by. */
export interface SearchColumns {
  name: string;
  words: string;
  biobank: string | null;
  country: string | null;
  sampleTypes: string[];
  diseases: string[];
  chapters: string[];
  conditions: string[];
  designs: string[];
  yearFrom: number | null;
  yearTo: number | null;
  persons: number | null;
}

/** The columns behind an entry's record and counts. */
export function searchColumns(entry: Entry, counted: Counted | null): SearchColumns {
  const of = <T>(field: string): T | undefined => (entry as unknown as Record<string, unknown>)[field] as T | undefined;
  const diseases = diseaseTerms(of<{ ontology?: string; code?: string }[]>('diseases') ?? []);
  const years = (counted?.years ?? []).flatMap(({ value, persons }) => (persons === null ? [] : [Number(value)]));
  const access = (of<string[]>('access') ?? []).map((key) => `access:${key}`);
  return {
    name: entry.name,
    words: [
      ...[entry.name, entry.acronym, entry.description, entry.id, of<string>('juristicPerson')],
      ...Object.values(entry.translated ?? {}).flatMap(({ name, description }) => [name, description]),
    ]
      .filter((one) => one !== undefined)
      .join('\n')
      .toLowerCase(),
    biobank: of<string>('biobank') ?? null,
    country: of<string>('country') ?? of<string[]>('countries')?.[0] ?? null,
    // Where nobody states them, those that are told of what is there.
    sampleTypes: of<string[]>('sampleTypes') ?? counted?.types.map(({ value }) => value) ?? [],
    diseases,
    chapters: chaptersOf(diseases),
    conditions: [...(of<string[]>('duo') ?? []), ...access],
    designs: of<string[]>('designs') ?? [],
    yearFrom: years.length === 0 ? null : Math.min(...years),
    yearTo: years.length === 0 ? null : Math.max(...years),
    persons: counted === null ? (of<number>('subjects') ?? null) : counted.persons,
  };
}
