import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { systemClock } from '../../platform/clock/index.ts';
import type { Config } from '../../platform/config/index.ts';
import { type DatabaseHandle, unguardDatabase } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import type { CprKeys } from '../../trust/people/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import { errors } from './errors.ts';
import { type FeedDeps, type LoadedFeed, loadFeed } from './load-feed.ts';
import { parseDescription } from './load-folder.ts';
import { retractFeed } from './retract-feed.ts';
import { findFeed, readFeeds, readVersions } from './store.ts';

export interface FeedRouteDeps {
  database: DatabaseHandle;
  config: Config;
  cprKeys: CprKeys;
  scopeOf(request: FastifyRequest): Promise<Scope>;
}

const read = { act: 'register.feeds.read' } as const;
const load = { act: 'register.feeds.load' } as const;
const byFeed = z.object({ feed: z.string().max(80) });
/** What one request may bring; larger feeds are loaded on the machine with `idun register load`. */
const mostBytes = 64 * 2 ** 20;

/** Feeds over HTTP: what there is, quality reports, loading, replacing and retracting. */
export async function routes(
  app: FastifyInstance,
  { database, config, cprKeys, scopeOf }: FeedRouteDeps,
): Promise<void> {
  const http = app.withTypeProvider<ZodTypeProvider>();
  // Finding whom rows mean reads the hashes of everybody; what is answered names nobody.
  const deps: FeedDeps = {
    ...{ database: unguardDatabase(database), dataDir: config.dataDir, cprKeys, clock: systemClock },
  };
  http.get(
    '/api/register/feeds',
    { config: read, schema: { summary: 'Feeds with the version that answers' } },
    async (request) => {
      await scopeOf(request);
      const items = await readFeeds(database.app);
      return { items, next: null, total: items.length };
    },
  );
  http.get(
    '/api/register/feeds/:feed',
    { config: read, schema: { summary: 'Versions of a feed with their quality reports', params: byFeed } },
    async (request) => {
      const scope = await scopeOf(request);
      const { feedNo, id, key } = await findFeed(database.app, request.params.feed);
      await recordAccess(database.app, scope, { action: 'register.feeds.read', object: id });
      return { id, feed: key, versions: await readVersions(database.app, feedNo) };
    },
  );
  http.post(
    '/api/register/feeds',
    {
      config: load,
      bodyLimit: mostBytes,
      schema: {
        summary: 'Loads a version of a feed, all of it or nothing; a refused one is 422 with its quality report',
        body: z.object({
          description: z.record(z.string(), z.unknown()).describe('What a *.feed.json has; see docs/guides/feeds.md'),
          files: z
            .array(z.object({ name: z.string().min(1).max(200), text: z.string() }))
            .min(1)
            .max(200),
        }),
      },
    },
    async (request, reply) => {
      const scope = await scopeOf(request);
      const { description, files } = request.body;
      const loaded = await loadGiven(deps, scope, parseDescription(description, 'description'), files);
      if (loaded.state !== 'refused') return reply.code(loaded.already ? 200 : 201).send(loaded);
      throw new Problem(errors.refused, `Version ${loaded.version} has faults that its description does not accept.`, {
        report: loaded.report,
      });
    },
  );
  http.post(
    '/api/register/feeds/:feed/retract',
    {
      config: load,
      schema: {
        summary: 'Takes a feed out of the register',
        params: byFeed,
        body: z.object({ reason: z.string().trim().min(3).max(500) }),
      },
    },
    async (request) => await retractFeed(deps, await scopeOf(request), request.params.feed, request.body.reason),
  );
}

async function loadGiven(
  deps: FeedDeps,
  scope: Scope,
  description: ReturnType<typeof parseDescription>,
  files: readonly { name: string; text: string }[],
): Promise<LoadedFeed> {
  const folder = join(deps.dataDir, 'register', `.incoming-${randomUUID()}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    for (const { name, text } of files) await writeFile(join(folder, basename(name)), text, { mode: 0o600 });
    return await loadFeed(deps, scope, { description, folder });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
