import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { DefaultHttpStack, DetailedError, Upload } from 'tus-js-client';
import { Problem } from '../../../../platform/problem/index.ts';
import { errors } from '../errors.ts';
import type { Connection } from './connection.ts';
import { problemOf, unreachable } from './connection.ts';
import { openHashingFile } from './hashing-source.ts';
import type { SentFile } from './sender-state.ts';

const chunkSize = 64 << 20;

export interface UploadOptions {
  signal: AbortSignal;
  /** Bytes of the file that are there or on their way, counted from its beginning; fewer when some have to go again. */
  onAt(bytes: number): void;
  /** Told as soon as the upload has an address, before the first byte leaves. */
  onUrl(url: string): void;
  /** How long nothing may move before the connection is given up, in milliseconds. */
  stallAfter?: number;
}

function explain(connection: Connection, error: Error): Problem {
  if (error instanceof DetailedError || 'originalResponse' in error) {
    const response = (error as DetailedError).originalResponse;
    if (response !== null && response !== undefined) {
      const retryAfter = response.getHeader('Retry-After');
      const problem = problemOf(response.getStatus(), response.getBody(), retryAfter);
      // tus: another offset than the server's; asking it again tells the right one.
      return problem.status === 409 ? new Problem({ ...errors.strangeAnswer, status: 503 }, problem.detail) : problem;
    }
    return unreachable(connection.base, (error as DetailedError).causingError ?? error);
  }
  return unreachable(connection.base, error);
}

/** Whether the upload that the sender remembers is gone on the other side. */
export function isGone(error: unknown): boolean {
  return error instanceof Problem && (error.status === 404 || error.status === 410);
}

/**
 * Sends one file, or what is missing of it: one attempt.
 * @returns its SHA-256, computed from what was read for sending
 * @throws Problem: one that may pass (IDUN_SEND_UNREACHABLE, 5xx), one for which `isGone` holds, or another
 */
export async function uploadFile(connection: Connection, file: SentFile, options: UploadOptions): Promise<string> {
  const { base, headers } = connection;
  const secure = base.startsWith('https:');
  const agent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  let fail: (error: unknown) => void = () => undefined;
  const source = openHashingFile({
    path: file.path,
    name: file.name,
    size: file.bytes,
    onFailure: (error) => fail(error),
  });
  let upload: Upload | undefined;
  let movedAt = Date.now();
  const stallAfter = options.stallAfter ?? 60_000;
  const onAbort = () => fail(options.signal.reason);
  const watch = setInterval(
    () => {
      if (Date.now() - movedAt > stallAfter)
        fail(unreachable(base, new Error(`nothing moved for ${Math.round(stallAfter / 1000)} s`)));
    },
    Math.min(stallAfter / 4, 5000),
  );
  try {
    await new Promise<void>((resolve, reject) => {
      fail = reject;
      options.signal.addEventListener('abort', onAbort, { once: true });
      // The reader ignores what it is given: it reads the file itself and digests it on the way.
      upload = new Upload(Buffer.alloc(0), {
        ...(file.uploadUrl === null
          ? { endpoint: `${base}/api/reporting/uploads` }
          : { endpoint: null, uploadUrl: file.uploadUrl }),
        uploadSize: file.bytes,
        chunkSize,
        retryDelays: null,
        headers: { ...headers },
        fileReader: source.reader,
        httpStack: new DefaultHttpStack({ agent }),
        storeFingerprintForResuming: false,
        onUploadUrlAvailable() {
          const url = upload?.url ?? '';
          if (!url.startsWith(`${base}/api/reporting/uploads/`)) {
            reject(new Problem(errors.strangeAnswer, 'The receiving side wants the file sent to another address.'));
          } else if (url !== file.uploadUrl) options.onUrl(url);
        },
        onProgress(bytesSent) {
          movedAt = Date.now();
          options.onAt(bytesSent);
        },
        onSuccess: () => resolve(),
        onError: (error) => reject(explain(connection, error)),
      });
      upload.start();
    });
    return await source.digest();
  } catch (error) {
    await upload?.abort(false).catch(() => undefined);
    throw error;
  } finally {
    clearInterval(watch);
    options.signal.removeEventListener('abort', onAbort);
    agent.destroy();
  }
}
