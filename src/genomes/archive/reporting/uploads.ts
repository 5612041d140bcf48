import { join } from 'node:path';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../../../platform/problem/index.ts';
import { openOwnedUploads } from '../owned-uploads.ts';
import { errors } from './errors.ts';
import type { Reporter } from './senders.ts';

/** Address of the resumable uploads. */
export const uploadsPath = '/api/reporting/uploads';

/** Largest file taken: a genome's original with room to spare. */
const mostBytes = 2 ** 41;

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

/** The uploads below `<dataDir>/uploads/reporting`: whole files only once their bytes are all there. */
export function openUploads(dataDir: string): ReportingUploads {
  const uploads = openOwnedUploads({
    directory: join(dataDir, 'uploads', 'reporting'),
    path: uploadsPath,
    mostBytes,
    unknown: (name) =>
      new Problem(errors.uploadUnknown, 'There is no upload of this sender with that address.', {
        file: name === '' ? undefined : name,
        action: 'Send the file again; an upload that was not finished within 14 days is forgotten.',
      }),
    noRoom: (bytes) =>
      new Problem(errors.noRoom, 'The receiving side has no room for this file now.', {
        expected: `${2 * bytes} free bytes`,
        action: 'It is tried again by itself; tell the National Genome Database if it goes on.',
      }),
  });
  return {
    async find(id, owner, name) {
      const { size, offset } = await uploads.lookUp(id, owner, name);
      if (size === undefined || offset !== size) {
        throw new Problem(errors.uploadUnfinished, `Of ${name}, ${offset} of ${size ?? '?'} bytes are here.`, {
          file: name,
          action: 'Send the rest, then ask again.',
        });
      }
      return { path: uploads.pathOf(id), bytes: size };
    },
    remove: (id) => uploads.remove(id),
    serve: (app, authorise) =>
      uploads.serve(app, 'reporting.send', async (request) => (await authorise(request)).owner),
  };
}
