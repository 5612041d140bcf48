import { mkdirSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { FileStore } from '@tus/file-store';
import { Server } from '@tus/server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../../../platform/problem/index.ts';
import { errors } from './errors.ts';
import type { Reporter } from './senders.ts';

/** Address of the resumable uploads (tus 1.0: creation, expiration, termination). */
export const uploadsPath = '/api/reporting/uploads';

/** How long an unfinished upload waits for its sender. */
const kept = 14 * 24 * 3600_000;
const sweepEvery = 6 * 3600_000;

/** A finished upload of this reporter. */
export interface FinishedUpload {
  path: string;
  bytes: number;
}

export interface ReportingUploads {
  /** @throws Problem IDUN_REPORTING_UPLOAD_UNKNOWN or IDUN_REPORTING_UPLOAD_UNFINISHED */
  find(id: string, owner: string, name: string): Promise<FinishedUpload>;
  /** Forgets an upload and its bytes; one that is not there is no error. */
  remove(id: string): Promise<void>;
  /** Answers tus requests of the reporter that `authorise` lets in. */
  serve(app: FastifyInstance, authorise: (request: FastifyRequest) => Promise<Reporter>): void;
}

/** A refusal in the form that the tus server passes on. */
function refusal(problem: Problem): { status_code: number; body: string } {
  return { status_code: problem.status, body: JSON.stringify(problem) };
}

function unknownUpload(name: string): Problem {
  return new Problem(errors.uploadUnknown, 'There is no upload of this sender with that address.', {
    file: name === '' ? undefined : name,
    action: 'Send the file again; an upload that was not finished within 14 days is forgotten.',
  });
}

// The bytes lie here until the archive has stored them: for that moment there are two copies.
async function requireRoom(directory: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize > 2 * bytes) return;
  throw refusal(
    new Problem(errors.noRoom, 'The receiving side has no room for this file now.', {
      expected: `${2 * bytes} free bytes`,
      action: 'It is tried again by itself; tell the National Genome Database if it goes on.',
    }),
  );
}

/** The uploads below `<dataDir>/uploads/reporting`: whole files only once their bytes are all there. */
export function openUploads(dataDir: string): ReportingUploads {
  const directory = join(dataDir, 'uploads', 'reporting');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const store = new FileStore({ directory, expirationPeriodInMilliseconds: kept });

  async function lookUp(id: string, owner: string, name = '') {
    const upload = await store.getUpload(id).catch(() => undefined);
    // Another sender's upload looks like none: an id tells nothing.
    if (upload === undefined || upload.metadata?.['owner'] !== owner) throw unknownUpload(name);
    return upload;
  }

  return {
    async find(id, owner, name) {
      const upload = await lookUp(id, owner, name);
      if (upload.size === undefined || upload.offset !== upload.size) {
        throw new Problem(
          errors.uploadUnfinished,
          `Of ${name}, ${upload.offset} of ${upload.size ?? '?'} bytes are here.`,
          {
            file: name,
            action: 'Send the rest, then ask again.',
          },
        );
      }
      return { path: join(directory, id), bytes: upload.size };
    },
    async remove(id) {
      await store.remove(id).catch(() => undefined);
    },
    serve(app, authorise) {
      const owners = new WeakMap<object, string>();
      const ownerOf = (request: { runtime?: { node?: { req?: object } } }): string => {
        const raw = request.runtime?.node?.req;
        const owner = raw === undefined ? undefined : owners.get(raw);
        if (owner === undefined) throw refusal(unknownUpload(''));
        return owner;
      };
      const tus = new Server({
        path: uploadsPath,
        datastore: store,
        relativeLocation: true,
        // A sender that lost its connection comes back while the server still waits for the old one: the old one gives way.
        lockDrainTimeout: 3000,
        async onUploadCreate(request, upload) {
          const owner = ownerOf(request);
          await requireRoom(directory, upload.size ?? 0);
          return { metadata: { ...upload.metadata, owner } };
        },
        async onIncomingRequest(request, id) {
          const owner = ownerOf(request);
          if (request.method === 'POST') return;
          await lookUp(id, owner).catch((problem: Problem) => {
            throw refusal(problem);
          });
        },
        // GET would let the bytes out again; nobody needs that.
        onResponseError: (_request, error) => {
          if ('status_code' in error) return error;
          return { status_code: 500, body: JSON.stringify({ code: 'IDUN_UNEXPECTED', status: 500 }) };
        },
      });
      const sweep = () => void tus.cleanUpExpiredUploads().catch(() => undefined);
      const timer = setInterval(sweep, sweepEvery);
      timer.unref();
      sweep();
      app.addHook('onClose', async () => clearInterval(timer));
      app.addContentTypeParser('application/offset+octet-stream', (_request, _payload, done) => done(null));
      app.route({
        method: ['POST', 'HEAD', 'PATCH', 'DELETE', 'OPTIONS'],
        url: uploadsPath,
        exposeHeadRoute: false,
        config: { act: 'reporting.send' },
        schema: { hide: true },
        handler: (request, reply) => handle(request, reply),
      });
      app.route({
        method: ['HEAD', 'PATCH', 'DELETE', 'OPTIONS'],
        url: `${uploadsPath}/:id`,
        exposeHeadRoute: false,
        config: { act: 'reporting.send' },
        schema: { hide: true },
        handler: (request, reply) => handle(request, reply),
      });
      async function handle(request: FastifyRequest, reply: import('fastify').FastifyReply): Promise<void> {
        const reporter = await authorise(request);
        owners.set(request.raw, reporter.owner);
        reply.hijack();
        await tus.handle(request.raw, reply.raw);
      }
    },
  };
}
