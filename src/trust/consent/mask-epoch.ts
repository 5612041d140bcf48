import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';

/** The channel on which a new mask epoch is told; the payload is the epoch. */
export const maskChannel = 'idun_mask';

/** A moment at which who may be counted changed. */
export interface MaskChange {
  epoch: number;
  /** Later than every earlier change: what is recorded with it has an order. */
  at: Date;
  /** The same to the microsecond, as the database writes it. */
  exactly: string;
}

/** Starts a new epoch, with its moment. Until the transaction ends nobody else can. */
export async function nextEpoch(trx: Db): Promise<MaskChange> {
  const { rows } = await sql<MaskChange>`update trust.mask_epoch
    set epoch = epoch + 1, changed_at = greatest(clock_timestamp(), changed_at + interval '1 microsecond')
    returning epoch, changed_at as at, changed_at::text as exactly`.execute(trx);
  const change = rows[0]!;
  await sql`select pg_notify(${maskChannel}, ${String(change.epoch)})`.execute(trx);
  return change;
}

/**
 * Starts a new mask epoch in the caller's transaction, so that no count of the old mask is taken for current once it
 * commits. Every change of who may be counted does this: opt-out, opt-in, leaving a dataset, merging people, erasure.
 * @returns the new epoch
 */
export async function bumpMaskEpoch(trx: Db): Promise<number> {
  return (await nextEpoch(trx)).epoch;
}

/** Keeps others from changing who may be counted until the transaction ends. @returns the epoch now */
export async function holdEpoch(trx: Db): Promise<number> {
  const { rows } = await sql<{ epoch: number }>`select epoch from trust.mask_epoch for update`.execute(trx);
  return rows[0]!.epoch;
}

/** Keeps who may be counted as it is until the transaction ends, beside others who do the same. @returns the epoch */
export async function shareEpoch(trx: Db): Promise<number> {
  const { rows } = await sql<{ epoch: number }>`select epoch from trust.mask_epoch for share`.execute(trx);
  return rows[0]!.epoch;
}

/** The mask epoch now. */
export async function currentEpoch(db: Db): Promise<number> {
  const { rows } = await sql<{ epoch: number }>`select epoch from trust.mask_epoch`.execute(db);
  return rows[0]!.epoch;
}
