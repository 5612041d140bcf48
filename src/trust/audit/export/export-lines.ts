import type { Db } from '../../../platform/database/index.ts';
import type { Access } from '../entry.ts';
import { latestHead } from '../heads.ts';
import type { AuditPublicKey } from '../signing.ts';
import { type LogFilter, searchLog } from '../views/search-log.ts';
import { EntryExporter, exportHeader } from './bundle.ts';

/** Entries exported at a time. */
const exportPage = 500;

/** The lines of an export, the newest entry first, all proven for the head of now. */
export async function* exportLines(db: Db, key: AuditPublicKey, filter: LogFilter): AsyncGenerator<string> {
  const head = await latestHead(db);
  yield `${JSON.stringify(await exportHeader(db, head, key))}\n`;
  const exporter = new EntryExporter(db, head);
  for (let before: number | undefined; ; ) {
    const { items, next } = await searchLog(db, filter, { before, limit: exportPage });
    const entries = await exporter.entries(items.map(({ number }) => number));
    if (entries.length > 0) yield `${entries.map((entry) => JSON.stringify(entry)).join('\n')}\n`;
    if (next === null) return;
    before = next;
  }
}

/** A search as the log keeps it; a text may name somebody, so it is kept where it can be erased. */
export function askedFor(action: string, { text, ...filter }: LogFilter): Access {
  const told = text === undefined ? {} : { reason: text };
  return { action, object: filter.subject ?? 'all', detail: { ...filter, text: text !== undefined }, ...told };
}
