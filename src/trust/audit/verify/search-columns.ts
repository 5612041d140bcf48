import { type EntryBody, readEntry } from '../entry.ts';

const epoch2000 = Date.UTC(2000, 0, 1);

/** What is searched beside an entry, as the database sends it. */
export interface SearchColumns {
  id: Buffer;
  /** Microseconds since 2000. */
  recordedAt: Buffer;
  action: Buffer;
  actor: Buffer;
  role: Buffer | null;
  organisation: Buffer | null;
}

const roleKey = Buffer.from(',"role":');
const organisationKey = Buffer.from(',"organisation":');

function hasMember(tail: Buffer, key: Buffer, value: Buffer | null): boolean {
  const at = tail.indexOf(key);
  if (value === null || at < 0) return value === null && at < 0;
  const start = at + key.length + 1;
  const end = start + value.length;
  return tail.compare(value, 0, value.length, start, end) === 0 && tail[end] === 34;
}

function startsAt(entry: Buffer, at: number, text: Buffer): boolean {
  return at + text.length <= entry.length && entry.compare(text, 0, text.length, at, at + text.length) === 0;
}

const head = Buffer.from('{"action":"');
const actorKey = Buffer.from('","actor":"');
const atKey = Buffer.from('","at":"');
const idKey = ',"id":"';

/** As {@link differingColumn}, by parsing: for texts that JSON writes with a backslash. */
export function parsedDifference(entry: Buffer, columns: SearchColumns): string | null {
  let body: Partial<EntryBody>;
  try {
    body = readEntry(entry);
  } catch {
    return 'entry';
  }
  const text = (value: Buffer | null): string | undefined => value?.toString('utf8');
  if (body.action !== text(columns.action)) return 'action';
  if (body.actor !== text(columns.actor)) return 'actor';
  if (body.id !== text(columns.id)) return 'id';
  if (body.role !== text(columns.role)) return 'role';
  if (body.organisation !== text(columns.organisation)) return 'organisation';
  const time = Number(columns.recordedAt.readBigInt64BE(0)) / 1000 + epoch2000;
  return body.at === new Date(time).toISOString() ? null : 'recorded_at';
}

/**
 * Which column says something else than the entry's canonical bytes; null when none does. Nothing is parsed: members are sorted, and
 * an unescaped quotation mark cannot stand inside a text.
 */
export function differingColumn(entry: Buffer, columns: SearchColumns): string | null {
  let at = head.length;
  if (!startsAt(entry, 0, head) || !startsAt(entry, at, columns.action)) return 'action';
  at += columns.action.length;
  if (!startsAt(entry, at, actorKey)) return 'action';
  at += actorKey.length;
  if (!startsAt(entry, at, columns.actor) || !startsAt(entry, at + columns.actor.length, atKey)) return 'actor';
  at += columns.actor.length + atKey.length;
  const time = new Date(Number(columns.recordedAt.readBigInt64BE(0)) / 1000 + epoch2000).toISOString();
  if (entry.toString('latin1', at, at + time.length) !== time) return 'recorded_at';
  const id = entry.indexOf(`${idKey}${columns.id.toString('latin1')}"`, at, 'latin1');
  if (id < 0) return 'id';
  const tail = entry.subarray(id);
  if (!hasMember(tail, organisationKey, columns.organisation)) return 'organisation';
  return hasMember(tail, roleKey, columns.role) ? null : 'role';
}
