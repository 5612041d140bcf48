import { sql } from 'kysely';
import { SWEEP_LOCK } from '../../platform/backup/index.ts';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import {
  describeMasterKey,
  listKeyFiles,
  type MasterKeyState,
  type MasterRotation,
  type RotationStep,
  rotateMasterKey,
} from '../../platform/keys/index.ts';
import type { Progress } from '../../platform/progress/index.ts';
import {
  type AuditKey,
  type AuditKeyRotation,
  followKey,
  type KeyRotationStep,
  readSuccessions,
  recordAccess,
  rotateAuditKey,
} from '../../trust/audit/index.ts';
import { describeSigningKeys, rotateSigningKeys, type SigningKeyState } from '../../trust/identity/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import { wrappedColumns } from './columns.ts';

interface RotateDeps {
  database: DatabaseHandle;
  config: { dataDir: string };
}

interface RotateOptions<Step> {
  scope: Scope;
  progress?: Progress;
  onStep?: (step: Step) => void;
}

// A backup takes rows and key files of one moment: it and a rotation wait for each other.
const apart = <T>({ database }: RotateDeps, work: () => Promise<T>): Promise<T> =>
  database.advisoryLock(SWEEP_LOCK, work);

/** Renews the master key, on the record. @throws Problem IDUN_KEY_MISSING, with nothing changed */
export async function renewMasterKey(
  deps: RotateDeps,
  { scope, progress, onStep }: RotateOptions<RotationStep>,
): Promise<MasterRotation> {
  const { database: db, config } = deps;
  return await apart(deps, () =>
    rotateMasterKey(
      { db, dataDir: config.dataDir },
      {
        columns: wrappedColumns,
        async record(trx, { from, to, rows, files }) {
          await recordAccess(trx, scope, {
            action: 'keys.rotate',
            object: 'master',
            detail: { from, to, rows, files },
          });
        },
        ...(progress && { progress }),
        ...(onStep && { onStep }),
      },
    ),
  );
}

/** Hands the log over to a new key, on the record. */
export async function renewAuditKey(
  deps: RotateDeps,
  { scope, onStep }: RotateOptions<KeyRotationStep>,
): Promise<AuditKeyRotation> {
  const { database: db, config } = deps;
  return await apart(deps, () =>
    rotateAuditKey(
      { db, dataDir: config.dataDir },
      {
        async record(trx, { from, to, size }) {
          await recordAccess(trx, scope, { action: 'keys.rotate', object: 'audit', detail: { from, to, size } });
        },
        ...(onStep && { onStep }),
      },
    ),
  );
}

/** Renews the keys that sign sign-ins and visas, on the record. */
export async function renewSigningKeys(deps: RotateDeps, { scope }: { scope: Scope }): Promise<SigningKeyState[]> {
  return await apart(deps, async () => {
    await recordAccess(deps.database.app, scope, { action: 'keys.rotate', object: 'sign-in' });
    return rotateSigningKeys(deps.config.dataDir);
  });
}

export interface KeyStates {
  master: MasterKeyState & { wraps: { what: string; keys: number }[] };
  audit: { keyId: string; since: Date | null; before: { keyId: string; until: Date; size: number }[] };
  signIn: SigningKeyState[];
}

/** Which keys there are, how old, and what they are used for; nothing of the keys themselves. */
export async function describeKeys(deps: RotateDeps & { auditKey: AuditKey }): Promise<KeyStates> {
  const { database, config, auditKey } = deps;
  const wraps = [];
  for (const { table, column } of wrappedColumns) {
    const { rows } = await sql<{ n: number }>`select count(${sql.ref(column)}) as n from ${sql.table(table)}`.execute(
      database.owner,
    );
    wraps.push({ what: `${table}.${column}`, keys: rows[0]!.n });
  }
  for (const name of listKeyFiles(config.dataDir)) wraps.push({ what: `keys/${name}`, keys: 1 });
  await followKey(database.app, auditKey);
  const successions = await readSuccessions(database.app);
  return {
    master: { ...describeMasterKey(config.dataDir), wraps },
    audit: {
      keyId: auditKey.keyId,
      since: successions.length === 0 ? null : new Date(successions.at(-1)!.timestamp),
      before: successions.map(({ fromId, timestamp, size }) => ({ keyId: fromId, until: new Date(timestamp), size })),
    },
    signIn: describeSigningKeys(config.dataDir),
  };
}
