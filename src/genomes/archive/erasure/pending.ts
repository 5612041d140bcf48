import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';

/** What the work after the masking needs to know of a genome; kept in `genomes.erasures` until the erasure is complete. */
export interface PendingErasure {
  /** Names under which the person appears in files and reports: sample, its name in the files, identifiers. */
  names: string[];
  /** Name of the sample's column in the files. */
  fileSample: string;
  batchNo: number;
  batchId: string;
  localNo: number;
  submissionNo: number;
  referenceNo: number;
}

export type PlaceState = 'gone' | 'nothing there' | 'rewritten' | 'waiting' | 'out of reach';

/** One place where data of the genome were, and what became of them. */
export interface ErasedPlace {
  place: string;
  state: PlaceState;
  at: string;
  detail: string;
}

export interface StoredErasure {
  erasureNo: number;
  genomeNo: number;
  genomeId: string;
  state: 'masked' | 'erasing' | 'complete' | 'incomplete';
  reason: string;
  requestedAt: Date;
  finishedAt: Date | null;
  places: ErasedPlace[];
  pending: PendingErasure | null;
  certificate: object | null;
  signature: string | null;
}

const columns = sql`erasure_no as "erasureNo", genome_no as "genomeNo", genome_id as "genomeId", state, reason,
  requested_at as "requestedAt", finished_at as "finishedAt", places, pending, certificate, signature`;

/** The erasure of a genome, if one was begun. */
export async function findErasure(db: Db, genomeId: string): Promise<StoredErasure | undefined> {
  const { rows } =
    await sql<StoredErasure>`select ${columns} from genomes.erasures where genome_id = ${genomeId}`.execute(db);
  return rows[0];
}

/** Erasures whose work is not finished, oldest first. */
export async function findUnfinishedErasures(db: Db): Promise<StoredErasure[]> {
  const { rows } = await sql<StoredErasure>`select ${columns} from genomes.erasures
    where state in ('masked', 'erasing') order by erasure_no`.execute(db);
  return rows;
}
