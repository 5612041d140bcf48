import type { FastifyRequest } from 'fastify';
import type { Scope } from '../../trust/scope/index.ts';
import type { BiobankDeps } from './deps.ts';

/** What every file of the biobank's routes works with. */
export interface BiobankHttp {
  deps: BiobankDeps;
  scopeOf(request: FastifyRequest): Promise<Scope>;
}

/** An answer as JSON: dates leave as ISO 8601 text. */
export function asJson<T extends object>(answer: T): never {
  return JSON.parse(JSON.stringify(answer)) as never;
}
