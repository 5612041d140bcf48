import { realpath } from 'node:fs/promises';
import { z } from 'zod';
import { Problem } from '../../../../platform/problem/index.ts';
import { formatAmount, formatSeconds, type Progress } from '../../../../platform/progress/index.ts';
import { requireFile } from '../../submissions/require-file.ts';
import { errors } from '../errors.ts';
import {
  pendingSchema,
  type Receipt,
  type ReceiptStatus,
  type ReportOptionsInput,
  receiptSchema,
  receiptStatusSchema,
} from '../model.ts';
import { verifyDocument } from '../signing.ts';
import type { Address } from './address.ts';
import { type Connection, connect } from './connection.ts';
import { markOf } from './hashing-source.ts';
import { type Retrying, type RetryPolicy, withRetry } from './retry.ts';
import { type Delivery, deliveryKey, type SenderState, type SentFile } from './sender-state.ts';
import { isGone, uploadFile } from './upload-file.ts';

/** A file to be sent. */
export interface FileToSend {
  path: string;
  name: string;
  role: SentFile['role'];
}

export interface SendRequest {
  address: Address;
  files: readonly FileToSend[];
  options: ReportOptionsInput;
  state: SenderState;
  token?: string | undefined;
  expectedKey?: string | undefined;
  /** Files that go at the same time. */
  parallel: number;
  /** Send anew although a receipt for these files is there already. */
  again: boolean;
  progress: Progress;
  signal: AbortSignal;
  retry: RetryPolicy;
  /** How long nothing may move before a connection is given up, in milliseconds. */
  stallAfter?: number;
}

export interface SentDelivery {
  receipt: Receipt;
  /** True when the receipt was there from an earlier call and nothing was sent. */
  earlier: boolean;
  connection: Connection;
  retrying: Retrying;
}

/**
 * Sends files and comes back with a receipt whose signature holds. Interrupted at any place, also by kill -9, the same call goes
 * on where the last one was.
 * @throws Problem IDUN_SEND_… or what the receiving side says
 */
export async function sendFiles(request: SendRequest): Promise<SentDelivery> {
  const { state, address, progress, signal } = request;
  const files = await describeFiles(request.files);
  const key = deliveryKey({ base: address.base, files, options: request.options });
  const retrying: Retrying = {
    policy: request.retry,
    signal,
    onWait: (problem, wait) => progress.log(`${problem.detail} Trying again in ${formatSeconds(wait / 1000)}.`),
  };
  return await state.withDelivery(key, async () => {
    // A place that never answered may be a slip of the pen: that is told within a minute, not after hours.
    const unknown = state.findServer(address.base) === undefined;
    const policy = unknown ? { ...request.retry, patience: Math.min(request.retry.patience, 60_000) } : request.retry;
    const connection = await withRetry({ ...retrying, policy }, () => connect(request));
    const delivery = resume(request.again ? undefined : state.findDelivery(key), files, address.base);
    const save = () => state.saveDelivery(key, delivery);
    save();
    if (delivery.receipt !== null) {
      requireOwnReceipt(delivery.receipt, delivery, connection);
      return { receipt: delivery.receipt, earlier: true, connection, retrying };
    }
    const receipt = await deliver({ request, delivery, save, connection, retrying });
    delivery.receipt = receipt;
    save();
    return { receipt, earlier: false, connection, retrying };
  });
}

async function describeFiles(files: readonly FileToSend[]): Promise<SentFile[]> {
  const described: SentFile[] = [];
  for (const { path, name, role } of files) {
    const bytes = await requireFile(path, name);
    described.push({
      path: await realpath(path),
      name,
      role,
      bytes,
      mark: await markOf(path),
      uploadUrl: null,
      sha256: null,
    });
  }
  return described;
}

/** What is left of an earlier call: the uploads of files that are still the same; its receipt when all are. */
function resume(earlier: Delivery | undefined, files: readonly SentFile[], base: string): Delivery {
  const kept = files.map((file, i) => {
    const before = earlier?.files[i];
    return before !== undefined && before.mark === file.mark && before.bytes === file.bytes
      ? { ...before }
      : { ...file };
  });
  const same = kept.every((file, i) => file.mark === earlier?.files[i]?.mark);
  const receipt = earlier !== undefined && same ? earlier.receipt : null;
  // Uploads that led to a receipt are used up.
  const used = earlier !== undefined && earlier.receipt !== null && receipt === null;
  return { version: 1, base, files: used ? kept.map((file) => ({ ...file, uploadUrl: null })) : kept, receipt };
}

interface Work {
  request: SendRequest;
  delivery: Delivery;
  save(): void;
  connection: Connection;
  retrying: Retrying;
}

const rounds = 3;

async function deliver(work: Work): Promise<Receipt> {
  for (let round = 1; ; round++) {
    await sendBytes(work);
    try {
      return await askForReceipt(work);
    } catch (error) {
      // What arrived damaged, or was forgotten meanwhile, goes again; not for ever.
      if (round >= rounds || !forgetUploads(work, error)) throw error;
      work.request.progress.log(`${error instanceof Error ? error.message : String(error)} Sending it again.`);
    }
  }
}

function forgetUploads({ delivery, save }: Work, error: unknown): boolean {
  if (!(error instanceof Problem)) return false;
  const again = ['IDUN_REPORTING_CHECKSUM', 'IDUN_REPORTING_UPLOAD_UNKNOWN', 'IDUN_REPORTING_UPLOAD_UNFINISHED'];
  if (!again.includes(error.code)) return false;
  const named = delivery.files.filter((file) => file.name === error.extra?.file);
  for (const file of named.length > 0 ? named : delivery.files) Object.assign(file, { uploadUrl: null, sha256: null });
  save();
  return true;
}

/** Where each upload is, so that the time left is told from what is really left. */
async function findOffset({ connection, retrying }: Work, file: SentFile): Promise<number | undefined> {
  if (file.uploadUrl === null) return 0;
  const url = file.uploadUrl;
  return await withRetry(retrying, () => connection.offsetOf(url));
}

async function sendBytes(work: Work): Promise<void> {
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

async function askForReceipt({ delivery, connection, retrying, request }: Work): Promise<Receipt> {
  const uploads = delivery.files.map(({ uploadUrl, name, role, sha256, bytes }) => {
    return { id: uploadUrl!.slice(uploadUrl!.lastIndexOf('/') + 1), name, role, sha256: sha256!, bytes };
  });
  const body = { uploads, options: request.options };
  const receipt = await askUntilDone(
    { connection, retrying, progress: request.progress },
    {
      path: '/api/reporting/submissions',
      schema: receiptSchema,
      body,
    },
  );
  requireOwnReceipt(receipt, delivery, connection);
  return receipt;
}

/** A receipt counts when the pinned key signed it and it names exactly what was sent. */
function requireOwnReceipt(receipt: Receipt, delivery: Delivery, { server }: Connection): void {
  verifyDocument(receipt, receipt.publicKey, server.fingerprint);
  const line = (file: { name: string; bytes: number; sha256: string | null }) =>
    `${file.name}\0${file.bytes}\0${file.sha256}`;
  const sent = delivery.files.map(line).sort().join('\n');
  if (receipt.document.files.map(line).sort().join('\n') === sent) return;
  throw new Problem(errors.badSignature, 'The receipt names other files than were sent.', {
    action: 'Keep your files, and tell the National Genome Database.',
  });
}

/** Asks the same again while the other side works on it, and shows how far it is. */
export async function askUntilDone<T>(
  work: { connection: Connection; retrying: Retrying; progress: Progress },
  question: { path: string; schema: z.ZodType<T>; body: object },
): Promise<T> {
  const schema = z.union([pendingSchema, question.schema]);
  let step = '';
  let done = 0;
  return await withRetry(work.retrying, async (progressed) => {
    for (;;) {
      const answer = await work.connection.ask('POST', question.path, schema, question.body);
      const pending = pendingSchema.safeParse(answer);
      if (!pending.success) {
        if (step !== '') work.progress.done();
        return answer as T;
      }
      if (pending.data.step !== step) {
        step = pending.data.step;
        done = 0;
        work.progress.step(`${step} (there)`, pending.data.total, 'bytes');
      }
      work.progress.advance(pending.data.done - done);
      done = pending.data.done;
      progressed();
    }
  });
}

/** Where a receipt stands on the receiving side. */
export async function askStatus(connection: Connection, retrying: Retrying, id: string): Promise<ReceiptStatus> {
  return await withRetry(retrying, () => connection.ask('GET', `/api/reporting/receipts/${id}`, receiptStatusSchema));
}
