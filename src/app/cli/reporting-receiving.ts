import type { Command } from 'commander';
import { openKeys } from '../../genomes/archive/index.ts';
import {
  allowSender,
  fingerprintOf,
  listReceipts,
  listSenders,
  revokeSender,
} from '../../genomes/archive/reporting/index.ts';
import { systemClock } from '../../platform/clock/index.ts';
import type { CliContext } from './context.ts';
import { formatTable } from './table.ts';

async function allow(context: CliContext, name: string, { dataset }: { dataset?: string }): Promise<void> {
  const { database, config } = await context.app();
  const token = await database.withActor(context.actor, (trx) =>
    allowSender(trx, { name, dataset, actor: context.actor, clock: systemClock }),
  );
  const key = fingerprintOf(openKeys(config.dataDir).publicKey);
  context.print({ name, dataset: dataset ?? null, token, key }, () =>
    [
      `Token of ${name}, shown this once; only its hash is kept:`,
      token,
      `Give it with the fingerprint of this database's key:\n${key}`,
      'They send with: idun genomes send FILE… --to ADDRESS --token-file FILE --key FINGERPRINT',
    ].join('\n'),
  );
}

const day = (at: Date | null): string =>
  at === null ? '–' : new Date(at).toISOString().slice(0, 16).replace('T', ' ');

async function showSenders(context: CliContext): Promise<void> {
  const items = await listSenders((await context.database()).app);
  context.print({ items }, () =>
    formatTable(
      ['name', 'dataset', 'allowed', 'by', 'last used', 'taken back'],
      items.map((s) => [
        s.name,
        s.dataset ?? 'any',
        day(s.allowedAt),
        s.allowedBy,
        day(s.lastUsedAt),
        day(s.revokedAt),
      ]),
    ),
  );
}

async function showReceipts(context: CliContext, { limit }: { limit: string }): Promise<void> {
  const rows = await listReceipts((await context.database()).app, Math.max(1, Number(limit) || 100));
  const items = rows.map((r) => ({
    id: r.id,
    sender: r.sender,
    submission: r.submissionId,
    state: r.submissionState,
    files: r.document.files.length,
    attested: r.attested,
    removed: r.removed,
    issuedAt: r.issuedAt,
  }));
  context.print({ items }, () =>
    formatTable(
      ['receipt', 'sender', 'submission', 'state', 'files', 'attested', 'local gone', 'issued'],
      items.map((r) => [
        r.id,
        r.sender,
        r.submission,
        r.state,
        String(r.files),
        String(r.attested),
        String(r.removed),
        day(r.issuedAt),
      ]),
    ),
  );
}

/** The receiving side's verbs: `idun reporting allow|senders|receipts`. */
export function registerReceiving(reporting: Command, context: CliContext): void {
  reporting
    .command('allow')
    .description('allow an organisation to report, and print its token once')
    .argument('<name>')
    .option('--dataset <name>', 'the only dataset it may report to')
    .action((name: string, options: { dataset?: string }) => allow(context, name, options));
  const senders = reporting.command('senders').description('organisations that may report');
  senders.command('list').action(() => showSenders(context));
  senders
    .command('revoke')
    .description('take a sender’s token back, at once')
    .argument('<name>')
    .action(async (name: string) => {
      const database = await context.database();
      await database.withActor(context.actor, (trx) => revokeSender(trx, name, systemClock));
      context.print({ name, revoked: true }, () => `${name} can send nothing any more.`);
    });
  const receipts = reporting.command('receipts').description('receipts that were given');
  receipts
    .command('list')
    .option('--limit <rows>', 'the latest so many', '100')
    .action((options: { limit: string }) => showReceipts(context, options));
}
