import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { administration } from './account-routes.ts';
import { accountSchema, toAccount } from './account-schemas.ts';
import { findAccount } from './accounts.ts';
import type { IdentityDeps } from './deps.ts';
import { linkPerson } from './manage-accounts.ts';
import { claimPerson, requireClaimed } from './person-claims.ts';
import { requireSignedIn } from './signed-in.ts';

const params = z.object({ id: z.string().max(40) });
const reason = z.string().trim().min(3).max(500);
const number = z.string().min(10).max(12).describe('The civil registration number; it is compared and not kept.');

/**
 * Which citizen an account is: its owner says so, and an administrator who has seen a proof says the same. Neither alone opens
 * anybody's page, and neither learns from the answer whether somebody has a number.
 */
export async function personLinkRoutes(app: FastifyInstance, deps: IdentityDeps): Promise<void> {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  const manage = { act: 'accounts.manage' } as const;

  typed.post(
    '/api/me/person-claim',
    {
      config: { act: 'accounts.own.secure' },
      schema: {
        summary: 'Says who I am, for an administrator to confirm',
        body: z.object({ number }),
        response: { 202: z.object({ received: z.literal(true) }) },
      },
    },
    async (request, reply) => {
      const session = requireSignedIn(request);
      const found = await deps.findPersonByCpr?.(request.body.number);
      await deps.database.app.transaction().execute(async (trx) => {
        const account = (await findAccount(trx, session.accountId))!;
        await claimPerson(trx, account, found);
        await deps.recordAct(trx, session, { action: 'accounts.claim', object: account.id });
      });
      return reply.code(202).send({ received: true });
    },
  );

  typed.put(
    '/api/accounts/:id/person',
    {
      config: manage,
      schema: {
        summary: 'Confirms which citizen an account is, as its owner said',
        params,
        body: z.object({ number, reason }),
        response: { 200: accountSchema },
      },
    },
    async (request) => {
      const acting = administration(deps, request);
      const found = await deps.findPersonByCpr?.(request.body.number);
      const person = await requireClaimed(acting.db, request.params.id, found);
      return toAccount(await linkPerson(acting, request.params.id, person, request.body.reason));
    },
  );

  typed.post(
    '/api/accounts/:id/person/unlink',
    {
      config: manage,
      schema: {
        summary: 'Says that an account is no citizen; its sessions end',
        params,
        body: z.object({ reason }),
        response: { 200: accountSchema },
      },
    },
    async (request) =>
      toAccount(await linkPerson(administration(deps, request), request.params.id, null, request.body.reason)),
  );
}
