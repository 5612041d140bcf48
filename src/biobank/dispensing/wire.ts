import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Scope } from '../../trust/scope/index.ts';
import type { DispensingDeps } from './deps.ts';

/** What every file of dispensing's routes works with. */
export interface DispensingHttp {
  deps: DispensingDeps;
  scopeOf(request: FastifyRequest): Promise<Scope>;
}

export function asJson<T extends object>(answer: T): never {
  return JSON.parse(JSON.stringify(answer)) as never;
}

export const byId = z.object({ id: z.string().max(40) });
export const code = z.string().trim().min(1).max(120);
export const reservationStates = z.enum(['open', 'closed', 'cancelled']);
export const refused = z.array(z.object({ code: z.string(), specimen: z.string().nullable(), because: z.string() }));
export const tube = z.object({
  ...{
    specimen: z.string(),
    barcode: z.string(),
    type: z.string(),
    amount: z.number(),
    unit: z.string(),
    state: z.string(),
  },
  ...{ because: z.string().nullable(), condition: z.string().nullable() },
});
export const head = z.object({
  ...{
    id: z.string(),
    biobank: z.string(),
    project: z.string(),
    permit: z.string().nullable(),
    scopes: z.array(z.string()),
  },
  ...{ state: reservationStates, madeAt: z.string(), madeBy: z.string(), expiresOn: z.string().nullable() },
});
export const reservation = head.extend({ tubes: z.array(tube), shipments: z.array(z.string()) });
export const packing = {
  ...{
    byAir: z.boolean().default(false),
    temperature: z.enum(['ambient', 'cold', 'dry-ice', 'liquid-nitrogen-vapour']),
  },
  ...{
    dryIceKg: z.number().min(0.01).max(1000).nullable().default(null),
    responsible: z.string().min(1).max(200),
    phone: z.string().min(1).max(40),
  },
};
export const shipment = z.object({
  ...{
    id: z.string(),
    reservation: z.string(),
    project: z.string(),
    biobank: z.string(),
    recipient: z.string(),
    address: z.string(),
  },
  ...{
    responsible: z.string(),
    phone: z.string(),
    carrier: z.string().nullable(),
    byAir: z.boolean(),
    temperature: z.string(),
  },
  ...{
    dryIceKg: z.number().nullable(),
    state: z.string(),
    packedAt: z.string(),
    sentAt: z.string().nullable(),
    receivedAt: z.string().nullable(),
  },
  tubes: z.array(tube),
});
