import { given, listParam, textParam, wordParam, worlds } from '../search-params.ts';

const kinds = ['biobanks', 'networks', 'studies'] as const;

const yearParam = (value: unknown): number | undefined => {
  const year = Number(value);
  return Number.isInteger(year) && year >= 1850 && year <= 2079 ? year : undefined;
};

/** Address of the catalogue: what is listed, and what it is narrowed to. Collections without a kind. */
export function readCatalogueSearch(search: Record<string, unknown>) {
  return given({
    kind: wordParam(search['kind'], kinds),
    q: textParam(search['q']),
    disease: textParam(search['disease']),
    material: listParam(search['material']),
    chapter: listParam(search['chapter']),
    condition: listParam(search['condition']),
    design: listParam(search['design']),
    biobank: listParam(search['biobank']),
    country: listParam(search['country']),
    from: yearParam(search['from']),
    to: yearParam(search['to']),
    sort: wordParam(search['sort'], ['name', '-persons', '-changed', 'biobank']),
    demo: wordParam(search['demo'], worlds),
  });
}
export type CatalogueSearch = ReturnType<typeof readCatalogueSearch>;

/** A change of the address; what is undefined goes out of it. */
export type CatalogueChange = { [Name in keyof CatalogueSearch]?: CatalogueSearch[Name] | undefined };

/** What the address narrows a list to. */
export const narrowing = [
  'q',
  'disease',
  'material',
  'chapter',
  'condition',
  'design',
  'biobank',
  'country',
  'from',
  'to',
] as const;

/** How many things a list is narrowed by. */
export function narrowedBy(search: CatalogueSearch): number {
  return narrowing.filter((name) => search[name] !== undefined).length;
}

/** Address of a new entry: its kind, and the biobank a collection is in. */
export function readNewEntrySearch(search: Record<string, unknown>) {
  return given({ kind: wordParam(search['kind'], kinds), biobank: textParam(search['biobank']) });
}
