import { mkdirSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { FileStore } from '@tus/file-store';
import { Server, type Upload } from '@tus/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem, toProblem } from '../../platform/problem/index.ts';
import type { RouteAct } from '../../trust/scope/index.ts';
import { errors } from './errors.ts';

/** Unfinished uploads wait this long for the rest. */
const kept = 14 * 24 * 3600_000;
const sweepEvery = 6 * 3600_000;

/** Resumable uploads (tus 1.0: creation, expiration, termination) of which each is its sender's own. */
export interface OwnedUploads {
  /** @throws what `unknown` says for an upload that is not there or another's: an id tells nothing */
  lookUp(id: string, owner: string, name?: string): Promise<Upload>;
  pathOf(id: string): string;
  /** Forgets an upload and its bytes; one that is not there is no error. */
  remove(id: string): Promise<void>;
  /** Answers tus requests of whoever `authorise` lets in. @param authorise says whose the upload is */
  serve(app: FastifyInstance, act: RouteAct, authorise: (request: FastifyRequest) => Promise<string>): void;
}

interface OwnedUploadsOptions {
  /** Where the bytes lie until they are stored. */
  directory: string;
  /** Address of the uploads. */
  path: string;
  /** Largest file taken. */
  mostBytes: number;
  unknown(name: string): Problem;
  noRoom(bytes: number): Problem;
}

/** A refusal in the form that the tus server passes on. */
function refusal(problem: Problem): { status_code: number; body: string } {
  return { status_code: problem.status, body: JSON.stringify(problem) };
}

// What the tus server says in its own words; a body in JSON is one of ours.
function asProblem(error: { status_code?: number; body?: string } | Error, mostBytes: number) {
  if (!('status_code' in error) || error.status_code === undefined) return refusal(toProblem(error));
  const { status_code: status, body = '' } = error;
  if (body.startsWith('{')) return { status_code: status, body };
  if (status === 413) {
    return refusal(
      new Problem(errors.uploadTooLarge, `A file may have ${mostBytes} bytes at most.`, {
        expected: `at most ${mostBytes} bytes, and no more than were announced`,
        action: 'Split the file, or add it on the command line.',
      }),
    );
  }
  return refusal(new Problem({ ...errors.uploadRefused, status }, body.trim()));
}

/** Opens the uploads of a folder. No page of another site may send here, and no upload is read out again. */
export function openOwnedUploads({ directory, path, mostBytes, unknown, noRoom }: OwnedUploadsOptions): OwnedUploads {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const store = new FileStore({ directory, expirationPeriodInMilliseconds: kept });

  async function lookUp(id: string, owner: string, name = ''): Promise<Upload> {
    const upload = await store.getUpload(id).catch(() => undefined);
    if (upload === undefined || upload.metadata?.['owner'] !== owner) throw unknown(name);
    return upload;
  }

  // The bytes lie here until the archive has stored them: for that moment there are two copies.
  async function requireRoom(bytes: number | undefined): Promise<void> {
    if (bytes === undefined) {
      throw refusal(
        new Problem(errors.uploadRefused, 'An upload says its length before it begins.', {
          expected: 'the header Upload-Length',
        }),
      );
    }
    const { bavail, bsize } = await statfs(directory);
    if (bavail * bsize <= 2 * bytes) throw refusal(noRoom(bytes));
  }

  function makeServer(ownerOf: (raw: object) => string | undefined): Server {
    const requireOwner = (request: { runtime?: { node?: { req?: object } } }): string => {
      const raw = request.runtime?.node?.req;
      const owner = raw === undefined ? undefined : ownerOf(raw);
      if (owner === undefined) throw refusal(unknown(''));
      return owner;
    };
    return new Server({
      path,
      datastore: store,
      relativeLocation: true,
      maxSize: mostBytes,
      allowedOrigins: () => false,
      // A sender that lost its connection comes back while the server still waits for the old one: the old one gives way.
      lockDrainTimeout: 3000,
      async onUploadCreate(request, upload) {
        const owner = requireOwner(request);
        await requireRoom(upload.size);
        return { metadata: { ...upload.metadata, owner } };
      },
      async onIncomingRequest(request, id) {
        const owner = requireOwner(request);
        if (request.method === 'POST') return;
        await lookUp(id, owner).catch((problem: Problem) => {
          throw refusal(problem);
        });
      },
      onResponseError: (_request, error) => asProblem(error, mostBytes),
    });
  }

  return {
    lookUp,
    pathOf: (id) => join(directory, id),
    async remove(id) {
      await store.remove(id).catch(() => undefined);
    },
    serve(app, act, authorise) {
      const owners = new WeakMap<object, string>();
      const tus = makeServer((raw) => owners.get(raw));
      const sweep = (): void => void tus.cleanUpExpiredUploads().catch(() => undefined);
      const timer = setInterval(sweep, sweepEvery);
      timer.unref();
      app.addHook('onReady', async () => sweep());
      app.addHook('onClose', async () => clearInterval(timer));
      app.addContentTypeParser('application/offset+octet-stream', (_request, _payload, done) => done(null));
      const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
        owners.set(request.raw, await authorise(request));
        // The headers that shut a page in hold for these answers too.
        for (const [name, value] of Object.entries(reply.getHeaders()))
          if (value !== undefined) reply.raw.setHeader(name, value);
        reply.hijack();
        await tus.handle(request.raw, reply.raw);
      };
      const common = { exposeHeadRoute: false, config: { act }, schema: { hide: true }, handler };
      app.route({ ...common, method: ['POST', 'HEAD', 'PATCH', 'DELETE', 'OPTIONS'], url: path });
      // GET would let the bytes out again; nobody needs that.
      app.route({ ...common, method: ['HEAD', 'PATCH', 'DELETE', 'OPTIONS'], url: `${path}/:id` });
    },
  };
}
