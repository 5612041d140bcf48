import type { FastifyRequest } from 'fastify';
import type { VariantStore } from '../genomes/variants/index.ts';
import { type Clock, systemClock } from '../platform/clock/index.ts';
import type { Config } from '../platform/config/index.ts';
import type { DatabaseHandle } from '../platform/database/index.ts';
import { openCohorts } from '../register/cohorts/index.ts';
import type { RegisterService } from '../register/search/index.ts';
import type { Act, Scope } from '../trust/scope/index.ts';
import type { PermitDeps } from './permits/index.ts';

/** The coordinating centre of an opened installation. */
export function openAccess(given: {
  database: DatabaseHandle;
  variants: VariantStore;
  register: RegisterService;
  dataDir: string;
  clock?: Clock;
}): PermitDeps {
  const { database, variants, register, dataDir, clock = systemClock } = given;
  return { database, dataDir, clock, register, cohorts: openCohorts({ database, variants, clock }) };
}

/** What its routes get. */
export interface AccessRouteDeps {
  database: DatabaseHandle;
  variants: VariantStore;
  register: RegisterService;
  config: Config;
  clock?: Clock;
  scopeOf(request: FastifyRequest): Promise<Scope>;
  scopeFor(request: FastifyRequest, act: Act): Promise<Scope | null>;
}
