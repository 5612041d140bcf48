import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import type { RequestSession } from '../../platform/http/index.ts';
import { Problem, type ProblemSpec } from '../../platform/problem/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { type Act, readAs, type Scope } from '../../trust/scope/index.ts';
import { collectHome } from './collect.ts';
import { homeSchema, recentSchema } from './model.ts';
import { genomeNames, personNames } from './names-store.ts';
import { listRecent, noteOpened } from './recent-things.ts';
import { lastHere, type Who } from './who.ts';

const errors = {
  noPerson: { code: 'IDUN_HOME_NO_PERSON', status: 403, title: 'A start page belongs to a person in a role.' },
} as const satisfies Record<string, ProblemSpec>;

interface HomeDeps {
  database: DatabaseHandle;
  scopeOf(request: FastifyRequest): Promise<Scope>;
  scopeFor(request: FastifyRequest, act: Act): Promise<Scope | null>;
}

type PersonSession = RequestSession & { accountId: string; role: string };

function personOf(session: RequestSession | null): PersonSession {
  const { accountId = null, role = null } = session ?? {};
  if (session?.kind === 'person' && accountId !== null && role !== null) return { ...session, accountId, role };
  throw new Problem(errors.noPerson, 'Nobody is signed in as a person who holds a role.', {
    action: 'Sign in, or choose one of your roles.',
  });
}

const week = 7 * 86_400_000;

async function whoAsks(deps: HomeDeps, request: FastifyRequest): Promise<Who> {
  const session = personOf(request.session);
  const db = deps.database.app;
  const now = new Date();
  const before = await lastHere(db, session.accountId, session.id);
  const scopes = new Map<Act, Promise<Scope | null>>();
  return {
    session,
    accountId: session.accountId,
    role: session.role,
    now,
    lastHere: before,
    since: before ?? new Date(now.getTime() - week),
    db,
    database: deps.database,
    scopeFor(act) {
      const known = scopes.get(act) ?? deps.scopeFor(request, act);
      scopes.set(act, known);
      return known;
    },
  };
}

async function namesFor(who: Who, kind: 'genome' | 'patient', ids: string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const scope = await who.scopeFor(kind === 'genome' ? 'genomes.metadata.read' : 'people.read');
  if (scope === null) return new Map();
  const db = readAs(who.db, scope, 'metadata');
  return kind === 'genome' ? await genomeNames(db, ids) : await personNames(db, ids);
}

/** Ids of people and genomes that a start page shows: their entry in the log names them. */
function subjectsOf(home: z.infer<typeof homeSchema>): string[] {
  const hrefs = [...home.waiting, ...home.changes, ...home.recent].map((one) => one.href ?? '');
  return [...new Set(hrefs.flatMap((href) => /\b(?:per|gen)_\w+/.exec(href)?.[0] ?? []))];
}

/** GET /api/home: the start page of whoever asks; POST /api/home/recent: something was opened. */
export async function homeRoutes(app: FastifyInstance, deps: HomeDeps): Promise<void> {
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.get(
    '/api/home',
    { config: { act: 'signed-in' }, schema: { response: { 200: homeSchema } } },
    async (request, reply) => {
      const who = await whoAsks(deps, request);
      const collected = await collectHome(who);
      const recent = await listRecent(who.db, who.accountId, (kind, ids) => namesFor(who, kind, ids));
      const home = { ...collected, recent };
      await recordAccess(who.db, await deps.scopeOf(request), {
        action: 'home.show',
        object: who.role,
        subjects: subjectsOf(home),
      });
      reply.header('cache-control', 'no-store');
      return home;
    },
  );
  http.post(
    '/api/home/recent',
    {
      config: { act: 'signed-in' },
      schema: { body: z.object({ kind: recentSchema.shape.kind, key: z.string().min(1).max(300) }) },
    },
    async (request, reply) => {
      const { accountId } = personOf(request.session);
      await noteOpened(deps.database.app, accountId, request.body);
      return reply.code(204).send();
    },
  );
}
