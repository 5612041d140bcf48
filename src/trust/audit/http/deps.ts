import type { FastifyRequest } from 'fastify';
import type { DatabaseHandle } from '../../../platform/database/index.ts';
import type { Scope } from '../../scope/index.ts';
import type { AuditKey } from '../signing.ts';

/** What the routes of the log take from the application. */
export interface AuditRouteDeps {
  database: DatabaseHandle;
  auditKey: AuditKey;
  scopeOf(request: FastifyRequest): Promise<Scope>;
  /** Ids of the genomes of people, by person number; of records merged into them as well. Asked of a database that reads everybody. */
  genomesOf(personNos: readonly number[]): Promise<Map<number, string[]>>;
}
