import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import { type Clock, systemClock } from '../../../platform/clock/index.ts';
import type { Db } from '../../../platform/database/index.ts';
import { deriveKey } from '../../../platform/keys/index.ts';

const nonceLength = 12;
const tagLength = 16;

interface Row {
  sealed: Buffer;
  consumedAt: Date | null;
}

/**
 * Keeps what the built-in provider remembers in PostgreSQL, so that several servers are one provider and a restart forgets nothing.
 * @param key a secret of this installation; names are HMACs and contents AES-256-GCM under keys made from it
 */
export function makeRecords(db: Db, key: Uint8Array, clock: Clock = systemClock): (model: string) => Adapter {
  const nameKey = deriveKey(key, 'name');
  const sealKey = deriveKey(key, 'seal');
  const hash = (kind: string, text: string) => createHmac('sha256', nameKey).update(`${kind}\0${text}`).digest();

  // The row's name is authenticated with its content, so that contents cannot be exchanged between rows.
  function seal(name: Buffer, payload: AdapterPayload): Buffer {
    const nonce = randomBytes(nonceLength);
    const cipher = createCipheriv('aes-256-gcm', sealKey, nonce).setAAD(name);
    const text = Buffer.concat([cipher.update(JSON.stringify(payload)), cipher.final()]);
    return Buffer.concat([nonce, text, cipher.getAuthTag()]);
  }

  function open(name: Buffer, { sealed, consumedAt }: Row): AdapterPayload | undefined {
    try {
      const decipher = createDecipheriv('aes-256-gcm', sealKey, sealed.subarray(0, nonceLength)).setAAD(name);
      decipher.setAuthTag(sealed.subarray(-tagLength));
      const text = Buffer.concat([decipher.update(sealed.subarray(nonceLength, -tagLength)), decipher.final()]);
      const payload = JSON.parse(text.toString()) as AdapterPayload;
      return consumedAt === null ? payload : { ...payload, consumed: Math.floor(consumedAt.getTime() / 1000) };
    } catch {
      // Sealed under a key of before: as good as forgotten.
      return undefined;
    }
  }

  return (model) => {
    const nameOf = (id: string) => hash(`id ${model}`, id);
    return {
      async upsert(id, payload, expiresIn) {
        const name = nameOf(id);
        const uid = payload.uid === undefined ? null : hash('uid', payload.uid);
        const grant = payload.grantId === undefined ? null : hash('grant', payload.grantId);
        const expiresAt = expiresIn === undefined ? null : new Date(clock.now().getTime() + expiresIn * 1000);
        await sql`insert into trust.oidc_records as r (model, id_hash, sealed, uid_hash, grant_hash, expires_at)
          values (${model}, ${name}, ${seal(name, payload)}, ${uid}, ${grant}, ${expiresAt})
          on conflict (model, id_hash) do update set sealed = excluded.sealed, uid_hash = excluded.uid_hash,
            grant_hash = excluded.grant_hash, expires_at = excluded.expires_at`.execute(db);
      },
      async find(id) {
        const name = nameOf(id);
        const { rows } = await sql<Row>`select sealed, consumed_at as "consumedAt" from trust.oidc_records
          where model = ${model} and id_hash = ${name}
            and (expires_at is null or expires_at > ${clock.now()})`.execute(db);
        return rows[0] && open(name, rows[0]);
      },
      async findByUid(uid) {
        const { rows } = await sql<Row & { name: Buffer }>`select id_hash as name, sealed, consumed_at as "consumedAt"
          from trust.oidc_records where model = ${model} and uid_hash = ${hash('uid', uid)}
            and (expires_at is null or expires_at > ${clock.now()})`.execute(db);
        return rows[0] && open(rows[0].name, rows[0]);
      },
      // Device codes are not offered.
      findByUserCode: async () => undefined,
      async consume(id) {
        await sql`update trust.oidc_records set consumed_at = ${clock.now()}
          where model = ${model} and id_hash = ${nameOf(id)}`.execute(db);
      },
      async destroy(id) {
        await sql`delete from trust.oidc_records where model = ${model} and id_hash = ${nameOf(id)}`.execute(db);
      },
      async revokeByGrantId(grantId) {
        await sql`delete from trust.oidc_records where grant_hash = ${hash('grant', grantId)}`.execute(db);
      },
    };
  };
}
