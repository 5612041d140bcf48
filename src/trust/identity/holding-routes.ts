import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { administeredBy, findOrganisation, numbersWithin } from '../organisations/index.ts';
import { administration } from './account-routes.ts';
import { holdingSchema, toHolding } from './account-schemas.ts';
import type { IdentityDeps } from './deps.ts';
import { listHoldings } from './holdings.ts';
import { endRole, grantRole } from './manage-accounts.ts';
import { purposeSchema, roleSchema } from './role-schemas.ts';
import { factsOf, roleNames } from './roles.ts';

const day = 24 * 3600_000;

/** /api/holdings: who holds which role where until when; /api/roles: the roles there are. */
export async function holdingRoutes(app: FastifyInstance, deps: IdentityDeps): Promise<void> {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  const manage = { config: { act: 'accounts.manage' } } as const;

  typed.get(
    '/api/roles',
    {
      config: { act: 'organisations.read' },
      schema: {
        response: {
          200: z.object({
            items: z.array(
              z.object({ role: z.string(), purpose: z.string(), heldIn: z.array(z.string()), service: z.boolean() }),
            ),
          }),
        },
      },
    },
    async () => ({
      items: roleNames.map((role) => {
        const { purpose, heldIn, service = false } = factsOf(role);
        return { role, purpose, heldIn: [...heldIn], service };
      }),
    }),
  );

  typed.get(
    '/api/holdings',
    {
      config: { act: 'accounts.read' },
      schema: {
        querystring: z.object({
          organisation: z.string().max(200).optional(),
          role: z.string().max(40).optional(),
          expiring: z.coerce.number().int().min(1).max(3660).optional().describe('days until the end'),
        }),
        response: { 200: z.object({ items: z.array(holdingSchema) }) },
      },
    },
    async (request) => {
      const { organisation, role, expiring } = request.query;
      const { db, who } = administration(deps, request);
      const { within } = await administeredBy(db, who);
      const asked =
        organisation === undefined
          ? within
          : await numbersWithin(db, (await findOrganisation(db, organisation)).organisationNo);
      const both = within === null || asked === null ? asked : new Set([...asked].filter((no) => within.has(no)));
      const endingBefore = expiring === undefined ? undefined : new Date(Date.now() + expiring * day);
      const items = await listHoldings(db, { within: both, role, endingBefore });
      const detail = { found: items.length };
      await deps.recordAct(db, who, { action: 'holdings.list', object: organisation ?? 'all', detail });
      return { items: items.map(toHolding) };
    },
  );

  typed.post(
    '/api/holdings',
    {
      ...manage,
      schema: {
        body: z.object({
          account: z.string().max(40),
          role: roleSchema,
          organisation: z.string().max(200).nullable(),
          purpose: purposeSchema.optional(),
          until: z.iso.datetime().optional(),
        }),
        response: { 201: holdingSchema },
      },
    },
    async (request, reply) => {
      const { account, role, organisation, purpose, until } = request.body;
      const acting = administration(deps, request);
      const place = organisation === null ? null : await findOrganisation(acting.db, organisation);
      const end = until === undefined ? undefined : new Date(until);
      const holding = await grantRole(acting, { account, role, organisation: place, purpose, until: end });
      return reply.code(201).send(toHolding(holding));
    },
  );

  typed.post(
    '/api/holdings/:id/end',
    {
      ...manage,
      schema: {
        params: z.object({ id: z.string().max(40) }),
        body: z.object({ reason: z.string().trim().min(3).max(500) }),
        response: { 200: holdingSchema },
      },
    },
    async (request) => toHolding(await endRole(administration(deps, request), request.params.id, request.body.reason)),
  );
}
