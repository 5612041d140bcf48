import { Problem } from '../../../../platform/problem/index.ts';
import { formatAmount, formatSeconds, type Progress } from '../../../../platform/progress/index.ts';
import { errors } from '../errors.ts';
import type { Connection } from './connection.ts';
import { markOf } from './hashing-source.ts';
import { type Retrying, withRetry } from './retry.ts';
import type { Delivery, SentFile } from './sender-state.ts';
import { isGone, uploadFile } from './upload-file.ts';

/** A delivery on its way. */
export interface Work {
  request: { progress: Progress; signal: AbortSignal; parallel: number; stallAfter?: number };
  delivery: Delivery;
  /** Keeps the delivery's state. */
  save(): void;
  connection: Connection;
  retrying: Retrying;
}

/** Where each upload is, so that the time left is told from what is really left. */
async function findOffset({ connection, retrying }: Work, file: SentFile): Promise<number | undefined> {
  if (file.uploadUrl === null) return 0;
  const url = file.uploadUrl;
  return await withRetry(retrying, () => connection.offsetOf(url));
}

/**
 * Sends what is missing of every file, some at a time, with the progress of all together.
 * @throws Problem IDUN_SEND_FILE_CHANGED, or what `uploadFile` throws once patience is over
 */
export async function sendBytes(work: Work): Promise<void> {
  const { delivery, save, request } = work;
  const { progress } = request;
  const at = new Map<SentFile, number>();
  for (const file of delivery.files) {
    const offset = await findOffset(work, file);
    if (offset === undefined) Object.assign(file, { uploadUrl: null, sha256: null });
    at.set(file, offset ?? 0);
  }
  save();
  const total = delivery.files.reduce((sum, file) => sum + file.bytes, 0);
  const there = [...at.values()].reduce((sum, bytes) => sum + bytes, 0);
  if (there > 0) progress.log(`${formatAmount(there, 'bytes')} of ${formatAmount(total, 'bytes')} are there already.`);
  const report = makeReport(progress, total - there);
  const waiting = delivery.files.filter((file) => file.sha256 === null || at.get(file) !== file.bytes);
  const worker = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) await sendOne(work, file, at, report);
  };
  try {
    await Promise.all(Array.from({ length: Math.max(1, request.parallel) }, worker));
  } finally {
    report.end();
  }
}

interface Report {
  moved(delta: number): void;
  end(): void;
}

/** The progress line on a terminal; elsewhere a line a minute, for the log of an unattended run. */
function makeReport(progress: Progress, total: number): Report {
  const begun = Date.now();
  let done = 0;
  progress.step('Sending', total, 'bytes');
  const timer = setInterval(() => {
    const rate = done / ((Date.now() - begun) / 1000);
    const left = rate > 0 ? `${formatSeconds((total - done) / rate)} left` : 'nothing moves';
    progress.log(
      `${formatAmount(done, 'bytes')} of ${formatAmount(total, 'bytes')} sent, ${formatAmount(rate, 'bytes')}/s, ${left}.`,
    );
  }, 60_000);
  timer.unref();
  return {
    moved(delta) {
      done += delta;
      progress.advance(delta);
    },
    end() {
      clearInterval(timer);
      progress.done();
    },
  };
}

async function sendOne(work: Work, file: SentFile, at: Map<SentFile, number>, report: Report): Promise<void> {
  const { connection, save, request, retrying } = work;
  let furthest = 0;
  const sha256 = await withRetry(retrying, async (progressed) => {
    try {
      return await uploadFile(connection, file, {
        signal: request.signal,
        ...(request.stallAfter === undefined ? {} : { stallAfter: request.stallAfter }),
        onUrl(url) {
          file.uploadUrl = url;
          save();
        },
        onAt(bytes) {
          report.moved(bytes - (at.get(file) ?? 0));
          at.set(file, bytes);
          if (bytes > furthest) progressed();
          furthest = Math.max(furthest, bytes);
        },
      });
    } catch (error) {
      if (!isGone(error) || file.uploadUrl === null) throw error;
      file.uploadUrl = null;
      save();
      throw new Problem(
        { ...errors.unreachable, status: 503 },
        `The receiving side has forgotten the upload of ${file.name}.`,
      );
    }
  });
  if ((await markOf(file.path)) !== file.mark) {
    Object.assign(file, { uploadUrl: null, sha256: null });
    save();
    throw new Problem(errors.fileChanged, `${file.name} changed while it was sent.`, {
      file: file.name,
      action: 'Wait until the program that writes it has finished, then send it again.',
    });
  }
  file.sha256 = sha256;
  save();
  request.progress.log(`${file.name} is there: ${formatAmount(file.bytes, 'bytes')}, SHA-256 ${sha256}.`);
}
