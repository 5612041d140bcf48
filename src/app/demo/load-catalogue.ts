import { addResource, listBodies, listResources } from '../../access/approvals/index.ts';
import { systemClock } from '../../platform/clock/index.ts';
import { addEntry, listEntries } from '../../register/catalogue/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import type { App } from '../app.ts';
import { describeOwnBiobanks } from '../catalogue/describe-own-biobanks.ts';
import { demoEntries } from './catalogue/entries.ts';

/**
 * The catalogue of the demo nation, and its collections opened for applications where a custodian is there to say yes; what is there
 * already stays as it is. Counts come with the server, or with `idun register catalogue count`.
 */
export async function loadDemoCatalogue({ database }: App, scope: Scope): Promise<void> {
  const db = database.app;
  await describeOwnBiobanks(database);
  const known = new Set<string>();
  for (const kind of ['biobank', 'collection', 'study', 'network'] as const) {
    for (const { id } of (await listEntries(db, kind, { demo: 'only' }, { limit: 1000 })).items) known.add(id);
  }
  if (!known.has('demo:network')) {
    for (const entry of demoEntries) {
      if (known.has(String(entry.record['id']))) continue;
      await addEntry({ database, clock: systemClock }, scope, entry, true);
    }
  }
  const [custodian] = await listBodies(db, { kinds: ['custodian'], demo: true });
  if (custodian === undefined) return;
  const open = new Set((await listResources(db, { kind: 'collection', demo: true })).map(({ ref }) => ref));
  for (const { kind, record } of demoEntries) {
    const {
      id,
      name,
      duo = [],
      translated,
    } = record as {
      id: string;
      name: string;
      duo?: string[];
      translated?: { da?: { name?: string } };
    };
    if (kind !== 'collection' || open.has(id)) continue;
    await addResource(db, {
      ...{
        bodyNo: custodian.bodyNo,
        kind: 'collection',
        ref: id,
        name: { da: translated?.da?.name ?? name, en: name },
      },
      // Conditions whose terms need more than the term (a disease, a date) are the custodian's to state.
      terms: { duo: duo.filter((term) => !needsMore.has(term)).map((term) => ({ id: term })), own: [] },
      ...{ demo: true, by: 'demo', at: new Date() },
    });
  }
}

const needsMore = new Set(['DUO:0000007', 'DUO:0000012', 'DUO:0000022', 'DUO:0000024', 'DUO:0000025', 'DUO:0000028']);
