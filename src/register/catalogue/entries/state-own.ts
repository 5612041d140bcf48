import type { Entry, Kind } from '../../../formats/miabis/index.ts';
import type { Clock } from '../../../platform/clock/index.ts';
import type { DatabaseHandle } from '../../../platform/database/index.ts';
import { requireRecord, shownOf } from './keep-entry.ts';
import type { RegisterLink } from './model.ts';
import { readBySource, withdrawEntry, writeEntry } from './store.ts';

/** What one of Idun's own biobanks, or a collection of it, is known to be. */
export interface OwnEntry {
  kind: Extract<Kind, 'biobank' | 'collection'>;
  stated: Record<string, unknown> & { id: string; name: string };
  link: RegisterLink;
  organisationNo: number;
  demo: boolean;
}

/**
 * Brings the catalogue's entries of Idun's own biobanks up to date with what they are; what their custodians wrote stays over it, and one
 * that is gone is withdrawn.
 * @returns entries changed
 */
export async function stateOwn(
  { database, clock }: { database: DatabaseHandle; clock: Clock },
  own: readonly OwnEntry[],
): Promise<number> {
  return await database.withActor({ kind: 'system', id: 'catalogue' }, async (trx) => {
    const before = new Map((await readBySource(trx, 'own', null)).map((one) => [`${one.kind} ${one.id}`, one]));
    let changed = 0;
    const at = clock.now();
    for (const { kind, stated, link, organisationNo, demo } of own) {
      const key = `${kind} ${stated.id}`;
      const known = before.get(key);
      before.delete(key);
      const same =
        known !== undefined &&
        known.withdrawnAt === null &&
        known.organisationNo === organisationNo &&
        Object.keys({ ...known.stated, ...stated }).every(
          (field) => JSON.stringify(known.stated[field]) === JSON.stringify(stated[field]),
        );
      if (same) continue;
      changed++;
      const edited = known?.edited ?? {};
      const record: Entry = requireRecord(kind, shownOf(stated, edited));
      await writeEntry(trx, {
        ...{ kind, id: stated.id, origin: 'own', source: null, stated, edited, record, link, organisationNo, demo },
        ...{ counted: known?.counted ?? null, by: 'system:catalogue', at, note: null },
      });
    }
    for (const gone of before.values()) {
      if (gone.withdrawnAt !== null) continue;
      changed++;
      await withdrawEntry(trx, gone, {
        by: 'system:catalogue',
        at,
        note: 'the biobank or collection is no longer there',
      });
    }
    return changed;
  });
}
