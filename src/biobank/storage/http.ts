import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Scope } from '../../trust/scope/index.ts';
import type { BiobankDeps } from '../specimens/index.ts';

/** What every file of storage's routes works with. */
export interface StorageHttp {
  deps: BiobankDeps;
  scopeOf(request: FastifyRequest): Promise<Scope>;
}

/** An answer as JSON: dates leave as ISO 8601 text. */
export function asJson<T extends object>(answer: T): never {
  return JSON.parse(JSON.stringify(answer)) as never;
}

export const code = z.string().trim().min(1).max(120);
export const byCode = z.object({ code });
export const biobank = z.string().max(100).optional();
export const reason = z.string().trim().max(2000).optional();
