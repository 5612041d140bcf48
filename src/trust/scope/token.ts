import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import { readOrMakeKey } from '../../platform/keys/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { isAct } from './acts.ts';
import { errors } from './errors.ts';
import type { Population } from './population.ts';
import { grantOf, register, type Scope, type ScopeAct } from './scope.ts';

const populationSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('everyone') }),
  z.object({ kind: z.literal('persons'), personNos: z.array(z.number().int()) }),
  z.object({
    kind: z.literal('datasets'),
    datasets: z.array(z.string()),
    limits: z.array(z.tuple([z.string(), z.array(z.number().int())])),
  }),
]);

const tokenSchema = z.object({
  id: z.string(),
  actor: z.object({ kind: z.enum(['operator', 'public', 'system', 'person', 'service']), id: z.string() }),
  role: z.string().nullable(),
  organisationNo: z.number().int().nullable(),
  organisation: z.string().nullable(),
  act: z.custom<ScopeAct>((act) => ['everything', 'signed-in', 'public'].includes(String(act)) || isAct(String(act))),
  purpose: z.enum(['care', 'research', 'statistics', 'operation', 'citizen', 'oversight']),
  legalBasis: z.string(),
  allows: z.array(z.enum(['counts', 'carriers', 'calls', 'metadata'])),
  population: populationSchema,
  disclosure: z.object({ minimumCount: z.number().int().min(0) }),
  maskEpoch: z.number(),
  expiresAt: z.iso.datetime(),
});

function writePopulation(population: Population): z.infer<typeof populationSchema> {
  if (population.kind === 'persons') return { kind: 'persons', personNos: [...population.personNos] };
  if (population.kind === 'datasets') {
    const limits = [...population.limits].map(([id, nos]): [string, number[]] => [id, [...nos]]);
    return { kind: 'datasets', datasets: [...population.datasets], limits };
  }
  return { kind: 'everyone' };
}

function readPopulation(written: z.infer<typeof populationSchema>): Population {
  if (written.kind === 'persons') return { kind: 'persons', personNos: new Set(written.personNos) };
  if (written.kind === 'datasets') {
    const limits = new Map(written.limits.map(([id, nos]) => [id, new Set(nos)]));
    return { kind: 'datasets', datasets: new Set(written.datasets), limits };
  }
  return { kind: 'everyone' };
}

/** Takes scopes across processes (worker threads, job arrays) as signed, expiring tokens. */
export interface ScopeSeal {
  seal(scope: Scope): string;
  /** @throws Problem IDUN_SCOPE_FORGED or IDUN_SCOPE_EXPIRED */
  open(token: string, clock?: Clock): Scope;
}

/** A seal with the key of this data folder. */
export function openScopeSeal(dataDir: string): ScopeSeal {
  const key = readOrMakeKey(dataDir, 'scope-token.key', () => randomBytes(32));
  const sign = (body: string) => createHmac('sha256', key).update(body).digest();
  return {
    seal(scope) {
      // What was granted is sealed, not what the object says now.
      const { readings, population, act, expiresAt } = grantOf(scope);
      const granted = {
        act,
        allows: [...readings],
        population: writePopulation(population),
        expiresAt: new Date(expiresAt),
      };
      const body = Buffer.from(JSON.stringify({ ...scope, ...granted })).toString('base64url');
      return `${body}.${sign(body).toString('base64url')}`;
    },
    open(token, clock = systemClock) {
      const [body = '', signature = ''] = token.split('.');
      const given = Buffer.from(signature, 'base64url');
      const right = sign(body);
      if (given.length !== right.length || !timingSafeEqual(given, right)) {
        throw new Problem(errors.forged, 'The token of a scope was not signed with this data folder’s key.');
      }
      const fields = tokenSchema.parse(JSON.parse(Buffer.from(body, 'base64url').toString()));
      const expiresAt = new Date(fields.expiresAt);
      if (clock.now() >= expiresAt) throw new Problem(errors.expired, 'The token of a scope has expired.');
      const population = readPopulation(fields.population);
      return register({ ...fields, allows: new Set(fields.allows), population, expiresAt });
    },
  };
}
