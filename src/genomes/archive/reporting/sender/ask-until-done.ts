import { z } from 'zod';
import type { Progress } from '../../../../platform/progress/index.ts';
import { pendingSchema, type ReceiptStatus, receiptStatusSchema } from '../model.ts';
import type { Connection } from './connection.ts';
import { type Retrying, withRetry } from './retry.ts';

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
