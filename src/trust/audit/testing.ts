import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import { openTestDatabase } from '../../platform/database/testing.ts';
import { trustMigrations } from '../migrations/index.ts';
import { mintOperatorScope, type Scope } from '../scope/index.ts';
import { recordAccess } from './audit.ts';
import { sequenceNow } from './sequencer.ts';
import { type AuditKey, openAuditKey } from './signing.ts';

/** A log in a database of its own, for tests. */
export interface TestLog {
  db: DatabaseHandle;
  scope: Scope;
  key: AuditKey;
  dataDir: string;
  /** Records entries and appends them, each batch of `batch` under a head of its own. */
  fill(count: number, options?: { batch?: number; subjects?: readonly string[] }): Promise<string[]>;
  close(): Promise<void>;
}

export async function openTestLog(): Promise<TestLog> {
  const db = await openTestDatabase(trustMigrations);
  const dataDir = mkdtempSync(join(tmpdir(), 'idun-audit-'));
  const scope = await mintOperatorScope(db.app, { actorId: 'test', purpose: 'care' });
  const key = openAuditKey(dataDir);
  return {
    db,
    scope,
    key,
    dataDir,
    async fill(count, { batch = 100, subjects = [] } = {}) {
      const ids: string[] = [];
      for (let i = 0; i < count; i += batch) {
        const some = Array.from({ length: Math.min(batch, count - i) }, (_, k) => i + k);
        const made = await Promise.all(
          some.map((n) =>
            recordAccess(db.app, scope, {
              action: 'genomes.show',
              object: subjects.length === 0 ? `object ${n}` : subjects[n % subjects.length]!,
              detail: { n },
            }),
          ),
        );
        ids.push(...made);
        await sequenceNow({ db: db.jobs, key });
      }
      return ids;
    },
    async close() {
      await db.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
