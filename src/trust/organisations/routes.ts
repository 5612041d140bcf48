import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { DatabaseHandle, Db } from '../../platform/database/index.ts';
import type { RequestSession } from '../../platform/http/index.ts';
import { administeredBy, assertAdministered } from './administered.ts';
import { kindNames } from './kinds.ts';
import {
  addOrganisation,
  changeOrganisation,
  findOrganisation,
  listOrganisations,
  type Organisation,
} from './store.ts';

interface OrganisationRouteDeps {
  database: DatabaseHandle;
  recordAct(
    db: Db,
    who: RequestSession | null,
    act: { action: string; object: string; detail?: object },
  ): Promise<unknown>;
}

const organisationSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(kindNames),
  code: z.string().nullable(),
  partOf: z.string().nullable(),
  region: z.string().nullable(),
  demo: z.boolean(),
  closedAt: z.string().nullable(),
});

function describeTree(all: readonly Organisation[]): z.infer<typeof organisationSchema>[] {
  const byNo = new Map(all.map((one) => [one.organisationNo, one]));
  const above = (one: Organisation) => (one.partOfNo === null ? undefined : byNo.get(one.partOfNo));
  function regionOf(one: Organisation | undefined): Organisation | undefined {
    return one === undefined || one.kind === 'region' ? one : regionOf(above(one));
  }
  return all.map((one) => {
    const { id, name, kind, code, demo, closedAt } = one;
    const place = { partOf: above(one)?.id ?? null, region: regionOf(one)?.id ?? null };
    return { id, name, kind, code, ...place, demo, closedAt: closedAt?.toISOString() ?? null };
  });
}

/** GET and POST /api/organisations, PATCH /api/organisations/:id. */
export async function routes(app: FastifyInstance, { database, recordAct }: OrganisationRouteDeps): Promise<void> {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  const name = z.string().trim().min(1).max(200);
  const code = z
    .string()
    .trim()
    .regex(/^[A-Z0-9][A-Z0-9-]{1,39}$/i, 'letters, digits and hyphens');

  async function described(db: Db, { id }: Organisation) {
    return describeTree(await listOrganisations(db)).find((one) => one.id === id)!;
  }

  /** The organisation above, which must be administered; none only by who administers everywhere. */
  async function placeBelow(trx: Db, request: FastifyRequest, partOf: string | null): Promise<number | undefined> {
    const organisation = partOf === null ? null : await findOrganisation(trx, partOf);
    const administered = await administeredBy(trx, request.session ?? { kind: 'person', organisationNo: null });
    assertAdministered(administered, organisation?.organisationNo ?? null);
    return organisation?.organisationNo;
  }

  typed.get(
    '/api/organisations',
    {
      config: { act: 'organisations.read' },
      schema: { response: { 200: z.object({ items: z.array(organisationSchema) }) } },
    },
    async () => ({ items: describeTree(await listOrganisations(database.app)) }),
  );

  typed.post(
    '/api/organisations',
    {
      config: { act: 'organisations.manage' },
      schema: {
        body: z.object({
          ...{ name, kind: z.enum(kindNames), code: code.optional() },
          partOf: z.string().max(40).nullable().default(null),
        }),
        response: { 201: organisationSchema },
      },
    },
    async (request, reply) => {
      const { partOf, ...given } = request.body;
      const added = await database.app.transaction().execute(async (trx) => {
        const partOfNo = await placeBelow(trx, request, partOf);
        const organisation = await addOrganisation(trx, { ...given, partOfNo });
        const detail = { name: given.name, kind: given.kind, partOf };
        await recordAct(trx, request.session, { action: 'organisations.add', object: organisation.id, detail });
        return organisation;
      });
      return reply.code(201).send(await described(database.app, added));
    },
  );

  typed.patch(
    '/api/organisations/:id',
    {
      config: { act: 'organisations.manage' },
      schema: {
        params: z.object({ id: z.string().max(40) }),
        body: z.object({
          ...{ name: name.optional(), code: code.nullable().optional(), closed: z.boolean().optional() },
          partOf: z.string().max(40).nullable().optional(),
        }),
        response: { 200: organisationSchema },
      },
    },
    async (request) => {
      const { partOf, ...change } = request.body;
      const changed = await database.app.transaction().execute(async (trx) => {
        const organisation = await findOrganisation(trx, request.params.id);
        await placeBelow(trx, request, organisation.id);
        const place = partOf === undefined ? {} : { partOfNo: (await placeBelow(trx, request, partOf)) ?? null };
        const { action, object } = { action: 'organisations.change', object: organisation.id };
        await recordAct(trx, request.session, { action, object, detail: request.body });
        return await changeOrganisation(trx, organisation, { ...change, ...place });
      });
      return await described(database.app, changed);
    },
  );
}
