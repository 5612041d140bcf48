import { z } from 'zod';
import { makeEgress } from '../../../../platform/egress/index.ts';
import { Problem } from '../../../../platform/problem/index.ts';
import { errors } from '../errors.ts';
import { type KeyAnswer, keyAnswerSchema } from '../model.ts';
import type { Address } from './address.ts';
import type { KnownServer, SenderState } from './sender-state.ts';

/** A way to the receiving database, with what opens it. */
export interface Connection {
  base: string;
  /** The key that everything it signs must carry. */
  server: KnownServer;
  headers: Readonly<Record<string, string>>;
  /** @throws Problem as the database said it, IDUN_SEND_UNREACHABLE or IDUN_SEND_STRANGE_ANSWER */
  ask<T>(method: string, path: string, schema: z.ZodType<T>, body?: object): Promise<T>;
  /** How many bytes of an upload are there (tus HEAD); `undefined` when it is not known any more. */
  offsetOf(uploadUrl: string): Promise<number | undefined>;
}

const problemSchema = z.object({
  code: z.string().startsWith('IDUN_'),
  status: z.number(),
  title: z.string(),
  detail: z.string(),
});

/** The problem that an answer holds, or one that says what came instead. */
export function problemOf(status: number, body: string, retryAfter?: string | null): Problem {
  let document: unknown;
  try {
    document = JSON.parse(body);
  } catch {
    document = undefined;
  }
  const parsed = problemSchema.safeParse(document);
  const later = Number(retryAfter);
  const more = Number.isFinite(later) && later > 0 ? { retryAfterSeconds: Math.min(later, 600) } : {};
  if (!parsed.success) {
    return new Problem(
      { ...errors.strangeAnswer, status },
      `The receiving side answered ${status} without saying why.`,
      more,
    );
  }
  const { code, title, detail } = parsed.data;
  const { type: _type, ...extra } = document as Record<string, unknown>;
  return new Problem({ code: code as `IDUN_${string}`, status, title }, detail, { ...extra, ...more });
}

/** Says that nobody answered, with the reason the system gives. */
export function unreachable(base: string, cause: unknown): Problem {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const reason = inner instanceof Error ? ('code' in inner ? String(inner.code) : inner.message) : String(inner);
  return new Problem(
    errors.unreachable,
    `${new URL(base).host} does not answer (${reason}).`,
    { action: 'Check that the database runs and that the network lets you there, then start the same command again.' },
    { cause },
  );
}

type Fetch = (path: string, init?: RequestInit) => Promise<{ status: number; headers: Headers; body: string }>;

function makeFetch(base: string, signal: AbortSignal): Fetch {
  const egress = makeEgress([new URL(base).host]);
  return async (path, init = {}) => {
    const url = `${base}${path}`;
    egress.assertAllowed(url);
    try {
      // A redirect is an answer: what is sent goes to the named host and nowhere else.
      const timeout = AbortSignal.any([signal, AbortSignal.timeout(120_000)]);
      const response = await fetch(url, { ...init, redirect: 'manual', signal: timeout });
      return { status: response.status, headers: response.headers, body: await response.text() };
    } catch (cause) {
      signal.throwIfAborted();
      throw unreachable(base, cause);
    }
  };
}

async function askFor<T>(send: Fetch, path: string, schema: z.ZodType<T>, init: RequestInit): Promise<T> {
  const { status, headers, body } = await send(path, init);
  if (status < 200 || status > 299) throw problemOf(status, body, headers.get('retry-after'));
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    value = undefined;
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Problem(errors.strangeAnswer, `${path} answered something that this Idun does not understand.`, {
    action: 'Compare the versions of Idun on both sides, and check the address.',
  });
}

function pinKey(state: SenderState, base: string, answer: KeyAnswer, expected: string | undefined): KnownServer {
  const known = state.findServer(base);
  const wanted = expected ?? known?.fingerprint;
  if (wanted !== undefined && wanted !== answer.fingerprint) {
    throw new Problem(errors.otherServer, `${base} shows the key ${answer.fingerprint}.`, {
      expected: `the key ${wanted}`,
      action: 'Send nothing. Ask the National Genome Database whether its key changed.',
    });
  }
  const server = { base, fingerprint: answer.fingerprint, publicKey: answer.publicKey, cookie: known?.cookie ?? null };
  state.saveServer(server);
  return server;
}

async function openLink(send: Fetch, linkSecret: string): Promise<string> {
  const { status, headers, body } = await send(`/open/${linkSecret}`);
  const cookie = headers.getSetCookie()[0]?.split(';')[0];
  if (status === 303 && cookie !== undefined) return cookie;
  if (status < 400) throw problemOf(502, body);
  const problem = problemOf(status, body);
  if (status !== 403) throw problem;
  throw new Problem(errors.noAccess, problem.detail, {
    action:
      'Ask the receiving side for a new link (idun session link), and start the same command with it: it goes on where it was.',
  });
}

/**
 * Finds the way in: the token if one is given, else the session of an earlier call, else the one-time link, which is used up for
 * a session that is kept in the state. The database's key is pinned at the first meeting and must be the same ever after.
 * @param expectedKey fingerprint that the database published, to be sure already at the first meeting
 */
export async function connect(given: {
  address: Address;
  state: SenderState;
  token?: string | undefined;
  expectedKey?: string | undefined;
  signal: AbortSignal;
}): Promise<Connection> {
  const { address, state, token, signal } = given;
  const { base, linkSecret } = address;
  const send = makeFetch(base, signal);
  const key = await askFor(send, '/api/reporting/key', keyAnswerSchema, {});
  let server = pinKey(state, base, key, given.expectedKey);
  let headers: Record<string, string> = {};
  const mayEnter = async () => {
    const { status, body } = await send('/api/reporting/sender', { headers });
    if (status === 200) return true;
    if (status === 401) return false;
    throw problemOf(status, body);
  };
  if (token !== undefined) headers = { authorization: `Bearer ${token}` };
  else if (server.cookie !== null) headers = { cookie: server.cookie };
  let entered = Object.keys(headers).length > 0 && (await mayEnter());
  if (!entered && token === undefined && linkSecret !== undefined) {
    server = { ...server, cookie: await openLink(send, linkSecret) };
    state.saveServer(server);
    headers = { cookie: server.cookie! };
    entered = await mayEnter();
  }
  if (!entered) {
    throw new Problem(
      errors.noAccess,
      token === undefined
        ? 'There is no session with this database.'
        : 'The token is unknown there, or was taken back.',
      {
        action:
          'Give --token-file with a token of that database (idun reporting allow NAME), or its one-time link as --to.',
      },
    );
  }
  return {
    base,
    server,
    headers,
    ask: (method, path, schema, body) =>
      askFor(send, path, schema, {
        method,
        headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    async offsetOf(uploadUrl) {
      if (!uploadUrl.startsWith(`${base}/`)) return undefined;
      const init = { method: 'HEAD', headers: { ...headers, 'tus-resumable': '1.0.0' } };
      const answer = await send(uploadUrl.slice(base.length), init);
      if (answer.status === 404 || answer.status === 410) return undefined;
      const offset = Number(answer.headers.get('upload-offset') ?? Number.NaN);
      if (answer.status === 200 && Number.isSafeInteger(offset)) return offset;
      throw problemOf(answer.status, answer.body, answer.headers.get('retry-after'));
    },
  };
}
