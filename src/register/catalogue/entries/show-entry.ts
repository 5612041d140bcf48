import { attributes, checkEntry, type Entry, type Kind, type Network } from '../../../formats/miabis/index.ts';
import type { Db } from '../../../platform/database/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { errors } from '../errors.ts';
import type { Counted, StoredEntry } from './model.ts';
import { searchColumns } from './search-columns.ts';
import { findEntry, readEntries } from './store.ts';

/** An entry named by another. */
export interface Named {
  kind: Kind;
  id: string;
  name: string;
  translated: Entry['translated'] | null;
}

/** An entry as its page shows it. */
export interface ShownEntry {
  kind: Kind;
  id: string;
  origin: StoredEntry['origin'];
  source: string | null;
  record: Entry;
  counted: Counted | null;
  /** Words under which the register's search finds its specimens. */
  link: StoredEntry['link'];
  biobank: Named | null;
  parent: Named | null;
  collections: (Named & { sampleTypes: string[]; persons: number | null; specimens: number | null })[];
  services: { id: string; name: string; record: Entry }[];
  networks: Named[];
  studies: Named[];
  /** Members of a network that stand here, and names of those that do not. */
  members: (Named | { kind: null; id: null; name: string; translated: null })[];
  /** MIABIS's attributes that have a value, of those there are, and what it asks for that is missing. */
  filled: { has: number; of: number; missing: { attribute: string; name: string }[] };
  demo: boolean;
  version: number;
  changedAt: Date;
}

/** An entry that is shown. @throws Problem IDUN_CATALOGUE_NOT_FOUND */
export async function requireEntry(db: Db, kind: Kind, id: string): Promise<StoredEntry> {
  const found = await findEntry(db, kind, id);
  if (found !== undefined && found.withdrawnAt === null) return found;
  const gone = found === undefined ? '' : ` It was withdrawn on ${found.withdrawnAt!.toISOString().slice(0, 10)}.`;
  throw new Problem(errors.notFound, `The catalogue has no ${kind} ${JSON.stringify(id.slice(0, 100))}.${gone}`);
}

const named = ({ kind, id, record }: StoredEntry): Named => {
  return { kind, id, name: record.name, translated: record.translated ?? null };
};

/** One entry with all it belongs to and all that belongs to it. @throws Problem IDUN_CATALOGUE_NOT_FOUND */
export async function showEntry(db: Db, kind: Kind, id: string): Promise<ShownEntry> {
  const entry = await requireEntry(db, kind, id);
  const { origin, source, record, counted, link, demo, version, changedAt } = entry;
  const ids = (field: string): string[] => {
    const value = (record as unknown as Record<string, unknown>)[field];
    return Array.isArray(value) ? (value as string[]) : typeof value === 'string' ? [value] : [];
  };
  const of = async (which: Kind, wanted: readonly string[]): Promise<StoredEntry[]> =>
    wanted.length === 0 ? [] : await readEntries(db, { kind: which, ids: wanted });
  const [biobank] = kind === 'biobank' ? [] : await of('biobank', ids('biobank'));
  const [parent] = await of('collection', ids('parent'));
  const collections = await collectionsOf(db, entry);
  const inside = new Set([id, ...(biobank === undefined ? [] : [biobank.id])]);
  const networks = (await readEntries(db, { kind: 'network', demo })).filter(
    (one) =>
      ids('networks').includes(one.id) || ((one.record as Network).members ?? []).some((member) => inside.has(member)),
  );
  return {
    ...{ kind, id, origin, source, record, counted, link, demo, version, changedAt },
    biobank: biobank === undefined ? null : named(biobank),
    parent: parent === undefined ? null : named(parent),
    collections: collections.map((one) => ({
      ...named(one),
      sampleTypes: searchColumns(one.record, one.counted).sampleTypes,
      persons: one.counted?.persons ?? (one.record as { subjects?: number }).subjects ?? null,
      specimens: one.counted?.specimens ?? (one.record as { samples?: number }).samples ?? null,
    })),
    services: (kind === 'biobank' ? await readEntries(db, { kind: 'service', biobank: id }) : []).map((one) => ({
      ...{ id: one.id, name: one.record.name, record: one.record },
    })),
    networks: kind === 'network' ? [] : networks.map(named),
    studies: (await of('study', ids('studies'))).map(named),
    members: kind === 'network' ? await membersOf(db, ids('members')) : [],
    filled: filledOf(kind, record),
  };
}

async function collectionsOf(db: Db, { kind, id, demo }: StoredEntry): Promise<StoredEntry[]> {
  if (kind === 'biobank') return await readEntries(db, { kind: 'collection', biobank: id });
  if (kind !== 'study' && kind !== 'collection') return [];
  const field = kind === 'study' ? 'studies' : 'parent';
  const all = await readEntries(db, { kind: 'collection', demo });
  return all.filter(({ record }) => {
    const value = (record as unknown as Record<string, string | string[] | undefined>)[field];
    return Array.isArray(value) ? value.includes(id) : value === id;
  });
}

async function membersOf(db: Db, ids: readonly string[]): Promise<ShownEntry['members']> {
  const found = new Map((await readEntries(db, { ids })).map((one) => [one.id, named(one)]));
  return ids.map((id) => found.get(id) ?? { kind: null, id: null, name: id, translated: null });
}

/** How much of what MIABIS asks of an entry is said. */
export function filledOf(kind: Kind, record: Entry): ShownEntry['filled'] {
  const own = kind === 'service' ? [] : attributes[kind];
  const { faults } = checkEntry(kind, record);
  const missing = faults.flatMap(({ kind: which, attribute }) => {
    const found = own.find(({ code }) => code === attribute);
    return which === 'missing' && found !== undefined ? [{ attribute: found.code, name: found.name }] : [];
  });
  const fields = record as unknown as Record<string, unknown>;
  return { has: own.filter(({ field }) => fields[field] !== undefined).length, of: own.length, missing };
}
