import { realpath } from 'node:fs/promises';
import { Problem } from '../../../../platform/problem/index.ts';
import { formatSeconds, type Progress } from '../../../../platform/progress/index.ts';
import { requireFile } from '../../originals/index.ts';
import { errors } from '../errors.ts';
import { type Receipt, type ReportOptionsInput, receiptSchema } from '../model.ts';
import { verifyDocument } from '../signing.ts';
import type { Address } from './address.ts';
import { askUntilDone } from './ask-until-done.ts';
import { type Connection, connect } from './connection.ts';
import { markOf } from './hashing-source.ts';
import { type Retrying, type RetryPolicy, withRetry } from './retry.ts';
import { sendBytes, type Work } from './send-bytes.ts';
import { type Delivery, deliveryKey, type SenderState, type SentFile } from './sender-state.ts';

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

const rounds = 3;

type Delivering = Work & { request: SendRequest };

async function deliver(work: Delivering): Promise<Receipt> {
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

async function askForReceipt({ delivery, connection, retrying, request }: Delivering): Promise<Receipt> {
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
