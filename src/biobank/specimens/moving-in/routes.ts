import type { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { Problem } from '../../../platform/problem/index.ts';
import { errors } from '../errors.ts';
import type { BiobankHttp } from '../http.ts';
import { inventoryAnswer } from '../wire.ts';
import { importInventory } from './import-inventory.ts';
import { encodings, readInventoryFile, readSheetHeads } from './inventory-file.ts';
import { mappingSchema, readMapping } from './mapping.ts';

const config = { act: 'biobank.specimens.import' } as const;
const byBank = z.object({ biobank: z.string().max(100) });
/** What files come as: a workbook, text, or bytes that say themselves what they are. */
const fileTypes = [
  'application/octet-stream',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'text/csv',
];

/** Moving in over HTTP: small files in a JSON body, and files of any size as they are. */
export async function inventoryRoutes(app: FastifyInstance, http: BiobankHttp): Promise<void> {
  givenRoutes(app, http);
  // In a context of its own: no other route takes a body that is not read before.
  await app.register(async (files) => {
    files.addContentTypeParser(fileTypes, (_request, payload, done) => done(null, payload));
    fileRoutes(files, http);
  });
}

function givenRoutes(app: FastifyInstance, { deps, scopeOf }: BiobankHttp): void {
  app.withTypeProvider<ZodTypeProvider>().post(
    '/api/biobank/biobanks/:biobank/inventory',
    {
      config,
      schema: {
        summary: 'Takes over an inventory by a described mapping: every row or none',
        params: byBank,
        body: z.union([
          z.object({ mapping: mappingSchema, dryRun: z.boolean().default(true), csv: z.string().max(3_500_000) }),
          z.object({
            mapping: mappingSchema,
            dryRun: z.boolean().default(true),
            workbook: z.base64().max(3_500_000).describe('an .xlsx file'),
          }),
        ]),
        response: { 200: inventoryAnswer },
      },
    },
    async (request) => {
      const { mapping, dryRun } = request.body;
      const chunks = 'workbook' in request.body ? Buffer.from(request.body.workbook, 'base64') : once(request.body.csv);
      return await importInventory(deps, await scopeOf(request), {
        biobank: request.params.biobank,
        mapping,
        chunks,
        dryRun,
      });
    },
  );
}

function fileRoutes(app: FastifyInstance, { deps, scopeOf }: BiobankHttp): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.post(
    '/api/biobank/biobanks/:biobank/inventory-files',
    {
      config,
      schema: {
        summary: 'The same with the file as the body: text up to 512 MB, a workbook up to 64 MB',
        params: byBank,
        querystring: z.object({
          mapping: z.string().min(2).max(12_000).describe('the mapping, as JSON'),
          dryRun: z.enum(['true', 'false']).default('true'),
          encoding: z.enum(encodings).default('utf-8'),
          file: z.string().max(200).optional().describe('its name, for the record'),
        }),
        response: { 200: inventoryAnswer },
      },
    },
    async (request) => {
      const { mapping, dryRun, encoding, file } = request.query;
      const scope = await scopeOf(request);
      return await importInventory(deps, scope, {
        ...{ biobank: request.params.biobank, mapping: readMapping(parse(mapping)), dryRun: dryRun === 'true', file },
        chunks: await readInventoryFile(bodyOf(request.body), encoding),
      });
    },
  );
  http.post(
    '/api/biobank/biobanks/:biobank/inventory-heads',
    {
      config,
      schema: {
        summary: 'The sheets of a workbook and the names in their first rows; nothing is kept',
        params: byBank,
        response: { 200: z.object({ sheets: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })) }) },
      },
    },
    async (request) => {
      await scopeOf(request);
      return { sheets: await readSheetHeads(bodyOf(request.body)) };
    },
  );
}

/** The body as it comes. @throws Problem IDUN_INVENTORY_REFUSED when there is none */
function bodyOf(body: unknown): AsyncIterable<Uint8Array> {
  if (typeof body === 'object' && body !== null && Symbol.asyncIterator in body) return body as Readable;
  throw new Problem(errors.inventory, 'There is no file in the request.', { expected: fileTypes.join(', ') });
}

function parse(mapping: string): unknown {
  try {
    return JSON.parse(mapping);
  } catch {
    throw new Problem(errors.mapping, 'The mapping is not JSON.', {
      expected: 'see docs/guides/biobank.md, «Moving in»',
    });
  }
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}
