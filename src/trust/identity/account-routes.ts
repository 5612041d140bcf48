import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { findOrganisation } from '../organisations/index.ts';
import { accountSchema, toAccount } from './account-schemas.ts';
import type { IdentityDeps } from './deps.ts';
import {
  type AdministrationDeps,
  changeAccount,
  endAccountSessions,
  listAccounts,
  openAccount,
  readAccount,
  replaceRecoveryCodes,
} from './manage-accounts.ts';
import { requireActing } from './signed-in.ts';

const idParams = z.object({ id: z.string().max(40) });
const name = z.string().trim().min(1).max(200);
const login = z.string().trim().min(2).max(200);

/** Who administers in this request. */
export function administration({ database, recordAct }: IdentityDeps, request: FastifyRequest): AdministrationDeps {
  return { db: database.app, recordAct, who: requireActing(request) };
}

/** /api/accounts: who can sign in, for administrators. */
export async function accountRoutes(app: FastifyInstance, deps: IdentityDeps): Promise<void> {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  const manage = { config: { act: 'accounts.manage' } } as const;

  typed.get(
    '/api/accounts',
    {
      config: { act: 'accounts.read' },
      schema: {
        querystring: z.object({
          q: z.string().max(200).optional(),
          role: z.string().max(40).optional(),
          organisation: z.string().max(200).optional(),
          limit: z.coerce.number().int().min(1).max(1000).default(100),
          offset: z.coerce.number().int().min(0).default(0),
        }),
        response: { 200: z.object({ items: z.array(accountSchema), total: z.number() }) },
      },
    },
    async (request) => {
      const { q, role, organisation, limit, offset } = request.query;
      const acting = administration(deps, request);
      const place = organisation === undefined ? undefined : await findOrganisation(acting.db, organisation);
      const query = { text: q, role, organisationNo: place?.organisationNo, limit, offset };
      const { items, total } = await listAccounts(acting, query);
      await deps.recordAct(acting.db, acting.who, { action: 'accounts.list', object: 'all', detail: { found: total } });
      return { items: items.map(toAccount), total };
    },
  );

  typed.get(
    '/api/accounts/:id',
    { config: { act: 'accounts.read' }, schema: { params: idParams, response: { 200: accountSchema } } },
    async (request) => {
      const acting = administration(deps, request);
      const account = await readAccount(acting, request.params.id);
      await deps.recordAct(acting.db, acting.who, { action: 'accounts.show', object: account.id });
      return toAccount(account);
    },
  );

  typed.post(
    '/api/accounts',
    {
      ...manage,
      schema: {
        body: z.object({ name, login: login.optional(), kind: z.enum(['person', 'service']).default('person') }),
        response: { 201: accountSchema.extend({ setupCodes: z.array(z.string()) }) },
      },
    },
    async (request, reply) => {
      const { account, setupCodes } = await openAccount(administration(deps, request), request.body);
      reply.header('cache-control', 'no-store').code(201);
      return { ...toAccount(account), setupCodes };
    },
  );

  typed.patch(
    '/api/accounts/:id',
    {
      ...manage,
      schema: {
        params: idParams,
        body: z.object({ name: name.optional(), login: login.optional(), disabled: z.boolean().optional() }),
        response: { 200: accountSchema },
      },
    },
    async (request) => toAccount(await changeAccount(administration(deps, request), request.params.id, request.body)),
  );

  typed.post(
    '/api/accounts/:id/recovery-codes',
    { ...manage, schema: { params: idParams, response: { 200: z.object({ codes: z.array(z.string()) }) } } },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return { codes: await replaceRecoveryCodes(administration(deps, request), request.params.id) };
    },
  );

  typed.delete('/api/accounts/:id/sessions', { ...manage, schema: { params: idParams } }, async (request, reply) => {
    await endAccountSessions(administration(deps, request), request.params.id);
    return reply.code(204).send();
  });
}
