import { join } from 'node:path';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';
import { openOwnedUploads } from './owned-uploads.ts';

/** Address of the web's resumable uploads. */
export const uploadsPath = '/api/uploads';

/** A finished upload. */
export interface FinishedUpload {
  path: string;
  name: string;
  bytes: number;
}

export interface ArchiveUploads {
  /** @throws Problem IDUN_UPLOAD_UNKNOWN, IDUN_UPLOAD_UNFINISHED */
  find(id: string, owner: string): Promise<FinishedUpload>;
  remove(id: string): Promise<void>;
  /** Answers tus requests of whoever `authorise` lets in. @param authorise says whose the upload is */
  serve(app: FastifyInstance, authorise: (request: FastifyRequest) => Promise<string>): void;
}

/** What a sender calls a file, without folders and without signs that are no part of a name. */
function plainName(given: string | null | undefined): string {
  const last = (given ?? '').split(/[/\\]/).at(-1)!;
  const name = [...last].filter((sign) => !/\p{Cc}/u.test(sign)).join('');
  return name === '' || name === '.' || name === '..' ? 'upload' : name.slice(0, 255);
}

/** Uploads of people in `<dataDir>/uploads/web`. @param mostBytes largest file taken */
export function openArchiveUploads(dataDir: string, mostBytes: number): ArchiveUploads {
  const uploads = openOwnedUploads({
    directory: join(dataDir, 'uploads', 'web'),
    path: uploadsPath,
    mostBytes,
    unknown: () =>
      new Problem(errors.uploadUnknown, 'There is no upload of yours with this id.', {
        action: 'Send the file again; what is not finished within 14 days is forgotten.',
      }),
    noRoom: (bytes) =>
      new Problem(errors.uploadNoRoom, 'The server has no room for this file now.', {
        expected: `${2 * bytes} free bytes`,
        action: 'Ask whoever runs the server to make room, then send it again.',
      }),
  });
  return {
    async find(id, owner) {
      const { size, offset, metadata } = await uploads.lookUp(id, owner);
      const name = plainName(metadata?.['filename']);
      if (size === undefined || offset !== size) {
        throw new Problem(errors.uploadUnfinished, `Of ${name}, ${offset} of ${size ?? '?'} bytes are here.`, {
          file: name,
          action: 'Send the rest, then submit.',
        });
      }
      return { path: uploads.pathOf(id), name, bytes: size };
    },
    remove: (id) => uploads.remove(id),
    serve: (app, authorise) => uploads.serve(app, 'genomes.submissions.create', authorise),
  };
}
