import { sql } from 'kysely';
import type { Collection, QualityMark } from '../../../formats/miabis/index.ts';
import type { Db } from '../../../platform/database/index.ts';
import {
  type Choice,
  type DemoChoice,
  demoCondition,
  type ListQuery,
  oneOf,
  type Page,
  type PageRequest,
  readPage,
  sortableInstant,
} from '../../../platform/lists/index.ts';
import { plainCode } from './chapters.ts';
import type { PageKind } from './model.ts';

/** What lists of the catalogue are narrowed by. */
export interface EntryFilter {
  q?: string | undefined;
  material?: Choice;
  /** A chapter of ICD-10, `C00-D48`. */
  chapter?: Choice;
  /** A code, and what lies below it: `C50`, `ORPHA:3000`. */
  disease?: string | undefined;
  /** A term of the Data Use Ontology, or one of MIABIS's conditions (`access:commercial`). */
  condition?: Choice;
  design?: Choice;
  biobank?: Choice;
  country?: Choice;
  /** Something was sampled in these years. */
  from?: number | undefined;
  to?: number | undefined;
  demo?: DemoChoice | undefined;
  /** Names are in this language where they are translated; so is their order. */
  language?: 'da' | 'en' | undefined;
}

/** An entry in a list. */
export interface ListedEntry {
  id: string;
  name: string;
  acronym: string | null;
  description: string | null;
  country: string | null;
  biobank: { id: string; name: string } | null;
  sampleTypes: string[];
  chapters: string[];
  conditions: string[];
  designs: string[];
  quality: QualityMark[];
  collections: number;
  persons: number | null;
  specimens: number | null;
  years: { from: number; to: number } | null;
  status: Collection['status'] | null;
  demo: boolean;
  translated: Collection['translated'] | null;
  changedAt: Date;
}

const longest = 300;

/** A page of the catalogue's entries of a kind, with the counts of their values. */
export async function listEntries(
  db: Db,
  kind: PageKind,
  filter: EntryFilter,
  request: PageRequest,
): Promise<Page<ListedEntry>> {
  const { q, disease, from, to, language = 'en' } = filter;
  const nameIn = (record: string, name: string) =>
    sql`coalesce(${sql.ref(record)} -> 'translated' -> ${language}::text ->> 'name', ${sql.ref(name)})`;
  const overlaps = (column: string, values: Choice) => {
    const chosen = values === undefined ? [] : typeof values === 'string' ? [values] : [...values];
    return chosen.length === 0 ? undefined : sql`e.${sql.ref(column)} && ${chosen}::text[]`;
  };
  const query: ListQuery = {
    select: sql`e.id, e.name, e.record ->> 'acronym' as acronym, left(e.record ->> 'description', ${longest}) as description,
      e.country, case when b.id is null then null else json_build_object('id', b.id, 'name', ${nameIn('b.record', 'b.name')}) end as biobank,
      e.sample_types as "sampleTypes", e.chapters, e.conditions, e.designs, coalesce(e.record -> 'quality', '[]') as quality,
      (select count(*)::int from register.catalogue_entries c where c.kind = 'collection' and c.biobank = e.id
        and e.kind = 'biobank' and c.withdrawn_at is null) as collections,
      e.persons, (e.counted -> 'specimens')::int as specimens, e.record ->> 'status' as status, e.demo,
      case when e.year_from is null then null else json_build_object('from', e.year_from, 'to', e.year_to) end as years,
      e.record -> 'translated' as translated, e.changed_at as "changedAt"`,
    from: sql`register.catalogue_entries e left join register.catalogue_entries b
      on b.kind = 'biobank' and b.id = e.biobank and b.withdrawn_at is null`,
    base: [sql`e.kind = ${kind}`, sql`e.withdrawn_at is null`, ...demoCondition(sql`e.demo`, filter.demo)],
    filters: {
      q: q === undefined ? undefined : sql`e.words like ${`%${q.toLowerCase().replace(/[%_\\]/g, '\\$&')}%`}`,
      material: overlaps('sample_types', filter.material),
      chapter: overlaps('chapters', filter.chapter),
      condition: overlaps('conditions', filter.condition),
      design: overlaps('designs', filter.design),
      disease: disease === undefined ? undefined : hasDisease(disease),
      biobank: oneOf(sql`e.biobank`, filter.biobank),
      country: oneOf(sql`e.country`, filter.country),
      years:
        from === undefined && to === undefined
          ? undefined
          : sql`e.year_from <= ${to ?? 9999} and e.year_to >= ${from ?? 0}`,
    },
    // One row for each value of an entry that has several.
    facets: {
      material: sql`unnest(e.sample_types)`,
      chapter: sql`unnest(e.chapters)`,
      condition: sql`unnest(e.conditions)`,
      design: sql`unnest(e.designs)`,
      biobank: sql`e.biobank`,
      country: sql`e.country`,
    },
    rowNo: sql`e.entry_no`,
    sorts: {
      name: sql`lower(${nameIn('e.record', 'e.name')})`,
      biobank: sql`coalesce(lower(${nameIn('b.record', 'b.name')}), '')`,
      persons: sql`to_char(coalesce(e.persons, 0), 'FM0000000000')`,
      changed: sortableInstant(sql`e.changed_at`),
    },
    defaultSort: 'name',
  };
  return await readPage<ListedEntry>(db, query, request);
}

// What lies below a code begins with it; a range that an entry gives holds every code between its ends.
function hasDisease(given: string) {
  const code = /^ORPHA:/i.test(given) ? given.toUpperCase() : plainCode(given);
  const below = `${code.replace(/[%_\\]/g, '\\$&')}%`;
  return sql`exists (select from unnest(e.diseases) d where d like ${below} or (d ~ '^[A-Z][0-9]{2}-[A-Z][0-9]{2}$'
    and left(${code}, 3) between split_part(d, '-', 1) and split_part(d, '-', 2)))`;
}
