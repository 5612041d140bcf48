import { mkdirSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { FileStore } from '@tus/file-store';
import { Server } from '@tus/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';

/** Address of the web's resumable uploads (tus 1.0: creation, expiration, termination). */
export const uploadsPath = '/api/uploads';

/** Unfinished uploads wait this long for the rest. */
const kept = 14 * 24 * 3600_000;
const sweepEvery = 6 * 3600_000;

/** A finished upload. */
export interface FinishedUpload {
  path: string;
  name: string;
  bytes: number;
}

export interface ArchiveUploads {
  /** @throws Problem IDUN_UPLOAD_UNKNOWN, IDUN_UPLOAD_UNFINISHED */
  find(id: string): Promise<FinishedUpload>;
  remove(id: string): Promise<void>;
  /** Answers tus requests of whoever `authorise` lets in. */
  serve(app: FastifyInstance, authorise: (request: FastifyRequest) => Promise<void>): void;
}

/** Uploads of operators in `<dataDir>/uploads/web`. @param mostBytes largest file taken */
export function openArchiveUploads(dataDir: string, mostBytes: number): ArchiveUploads {
  const directory = join(dataDir, 'uploads', 'web');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const datastore = new FileStore({ directory, expirationPeriodInMilliseconds: kept });
  return {
    async find(id) {
      const upload = await datastore.getUpload(id).catch(() => undefined);
      if (upload === undefined) {
        throw new Problem(errors.uploadUnknown, 'There is no upload with this id.', {
          action: 'Send the file again; what is not finished within 14 days is forgotten.',
        });
      }
      const name = upload.metadata?.['filename'] ?? 'upload';
      if (upload.size === undefined || upload.offset !== upload.size) {
        throw new Problem(
          errors.uploadUnfinished,
          `Of ${name}, ${upload.offset} of ${upload.size ?? '?'} bytes are here.`,
          {
            file: name,
            action: 'Send the rest, then submit.',
          },
        );
      }
      return { path: join(directory, id), name: name.split(/[/\\]/).at(-1)!, bytes: upload.size };
    },
    remove: (id) => datastore.remove(id).catch(() => undefined),
    serve(app, authorise) {
      const tus = new Server({
        path: uploadsPath,
        datastore,
        relativeLocation: true,
        maxSize: mostBytes,
        lockDrainTimeout: 3000,
      });
      const sweep = (): void => void tus.cleanUpExpiredUploads().catch(() => undefined);
      const timer = setInterval(sweep, sweepEvery);
      timer.unref();
      app.addHook('onReady', async () => sweep());
      app.addHook('onClose', async () => clearInterval(timer));
      app.addContentTypeParser(
        'application/offset+octet-stream',
        (_request: FastifyRequest, _payload: IncomingMessage, done: (error: null) => void) => done(null),
      );
      const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
        await authorise(request);
        reply.hijack();
        await tus.handle(request.raw, reply.raw);
      };
      const method = ['POST', 'HEAD', 'PATCH', 'DELETE', 'OPTIONS'];
      for (const url of [uploadsPath, `${uploadsPath}/:id`]) {
        app.route({
          method,
          url,
          exposeHeadRoute: false,
          config: { act: 'genomes.submissions.create' },
          schema: { hide: true },
          handler,
        });
      }
    },
  };
}
