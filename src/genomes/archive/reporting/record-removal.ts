import { Problem } from '../../../platform/problem/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { assertScope, type Scope } from '../../../trust/scope/index.ts';
import { actorText } from '../deps.ts';
import { readReceipt, requireAccepted } from './attest-files.ts';
import type { ReportingDeps } from './deps.ts';
import { errors } from './errors.ts';
import type { Removal, RemovalAnswer } from './model.ts';
import type { Reporter } from './senders.ts';
import { readStatements, type StoredStatement, writeRemoval } from './store.ts';

const skew = 5 * 60_000;

function matching(files: readonly StoredStatement[], asked: Removal['files'][number]): StoredStatement[] {
  const found = files.filter(({ name, sha256 }) => name === asked.name && sha256 === asked.sha256);
  if (found.length === 0) {
    throw new Problem(errors.fileUnknown, `${asked.name} with the SHA-256 ${asked.sha256} is not in this receipt.`, {
      file: asked.name,
      action: 'Compare the name and checksum with the receipt.',
    });
  }
  for (const file of found) {
    if (file.attestedAt !== null && file.complete && file.readable) continue;
    const why = file.attestedAt === null ? 'nobody has attested it yet' : (file.finding ?? 'its attestation says no');
    throw new Problem(errors.notAttested, `The removal of ${asked.name} cannot be recorded: ${why}.`, {
      file: asked.name,
      action: 'Have it attested first, and keep the local copy until then.',
    });
  }
  return found;
}

/**
 * Records that the sender's local copies went. All or nothing; a removal recorded before keeps its first time.
 * @throws Problem IDUN_REPORTING_NOT_ATTESTED, _NOT_ACCEPTED, _FILE_UNKNOWN or _BAD_TIME
 */
export async function recordRemoval(
  deps: ReportingDeps,
  given: { id: string; removal: Removal; reporter: Reporter; scope: Scope },
): Promise<RemovalAnswer> {
  const { reporter, removal, scope } = given;
  assertScope(scope, 'metadata', deps.clock);
  const receipt = await readReceipt(deps, given.id, reporter);
  const recordedAt = deps.clock.now();
  const at = new Date(removal.at);
  if (at.getTime() > recordedAt.getTime() + skew) {
    throw new Problem(errors.badTime, `The files went at ${removal.at}, which has not come yet.`, {
      expected: `a time until ${recordedAt.toISOString()}`,
      action: 'Set the clock of the sending machine.',
    });
  }
  return await deps.db.withActor(reporter.actor, async (trx) => {
    const files = await readStatements(trx, receipt.receiptNo);
    const found = removal.files.flatMap((asked) => matching(files, asked));
    // Already recorded: the answer stays the same, whatever became of the submission since.
    if (found.some((file) => file.localRemovedAt === null)) requireAccepted(receipt);
    await recordAccess(trx, scope, { action: 'reporting.removed', object: receipt.id });
    for (const { fileNo } of found) {
      const recordedBy = actorText(reporter.actor);
      await writeRemoval(trx, { receiptNo: receipt.receiptNo, fileNo, at, recordedAt, recordedBy });
    }
    const numbers = new Set(found.map(({ fileNo }) => fileNo));
    const after = (await readStatements(trx, receipt.receiptNo)).filter(({ fileNo }) => numbers.has(fileNo));
    return {
      receipt: receipt.id,
      files: after.map(({ name, sha256, localRemovedAt }) => ({
        name,
        sha256,
        localRemovedAt: localRemovedAt!.toISOString(),
      })),
    };
  });
}
