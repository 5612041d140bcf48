import { createReadStream, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { type Command, InvalidArgumentError } from 'commander';
import {
  type AuditPublicKey,
  askedFor,
  checkExport,
  EntryExporter,
  exportHeader,
  exportLines,
  type Finding,
  giveToWitness,
  headToWire,
  type LogFilter,
  latestHead,
  numberOfEntry,
  proveConsistency,
  readAuditPublicKey,
  readWitness,
  recordAccess,
  sequenceNow,
  type VerifyReport,
  verifyLog,
} from '../../trust/audit/index.ts';
import type { CliContext } from './context.ts';

interface VerifyOptions {
  witness?: string;
  export?: string;
  key?: string;
}

function readKey(path: string | undefined): AuditPublicKey | undefined {
  return path === undefined ? undefined : readAuditPublicKey(readFileSync(path, 'utf8'));
}

async function printHead(context: CliContext, options: { key?: boolean }): Promise<void> {
  const { database, auditKey } = await context.app();
  const head = await latestHead(database.app);
  const answer = { head: head === undefined ? null : headToWire(head), keyId: auditKey.keyId, publicKey: auditKey.pem };
  context.print(answer, () => {
    if (options.key === true) return auditKey.pem;
    if (answer.head === null) return 'The log has no entries in its tree yet.';
    const { size, root, signedAt } = answer.head;
    return `${size} entries\nroot    ${root}\nsigned  ${signedAt}\nkey     ${auditKey.keyId}`;
  });
}

async function prove(
  context: CliContext,
  entry: string | undefined,
  options: { from?: number; to?: number },
): Promise<void> {
  const { database, auditKey } = await context.app();
  if (entry === undefined) {
    const proof = await proveConsistency(database.app, { from: options.from ?? 0, to: options.to });
    const hex = (hash: Buffer) => hash.toString('hex');
    const { from, to, path } = proof;
    const answer = { from, to, path: path.map(hex), fromRoot: hex(proof.fromRoot), toRoot: hex(proof.toRoot) };
    context.print(answer, () => JSON.stringify(answer, null, 2));
    return;
  }
  await recordAccess(database.app, await context.scope(), { action: 'audit.export', object: entry });
  const head = await latestHead(database.app);
  const number = await numberOfEntry(database.app, entry);
  const lines = [
    await exportHeader(database.app, head, auditKey),
    ...(await new EntryExporter(database.app, head).entries([number])),
  ];
  context.print(lines, () => lines.map((line) => JSON.stringify(line)).join('\n'));
}

async function verify(context: CliContext, options: VerifyOptions): Promise<void> {
  if (options.export !== undefined) {
    await verifyExport(context, options.export, options.key);
    return;
  }
  const { database, auditKey } = await context.app();
  const witness = options.witness === undefined ? undefined : await readWitness(options.witness);
  // What a killed command left waiting is appended first; of a damaged tree the check itself says what is wrong.
  await sequenceNow({ db: database.jobs, key: auditKey }).catch(() => undefined);
  const report = await verifyLog({
    url: database.appUrl,
    key: readKey(options.key) ?? auditKey,
    ...(witness === undefined ? {} : { witness }),
    progress: context.progress,
  });
  if (!report.intact) context.exitCode = 1;
  context.print(report, () => reportText(report));
}

async function verifyExport(context: CliContext, path: string, key: string | undefined): Promise<void> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
  const checked = await checkExport(lines, readKey(key));
  const { proven, pending, wrong, head, keyId, pinned } = checked;
  if (wrong.length > 0) context.exitCode = 1;
  const answer = { intact: wrong.length === 0, proven, pending, wrong, keyId, pinned, head: head && headToWire(head) };
  context.print(answer, () =>
    [
      `${proven} entries are in the log of ${head?.size ?? 0} entries that the key ${keyId} signed; ${pending} were not in its tree yet.`,
      ...(pinned ? [] : ['The key came with the file: name the one you know with --key.']),
      ...wrong.map(({ line, text }) => `line ${line}: ${text}`),
    ].join('\n'),
  );
}

function findingText({ kind, leaf, before, number, entry, text }: Finding): string {
  const range = before === undefined ? `leaf ${leaf}` : `leaves ${leaf} to ${before - 1}`;
  const where = [leaf === null ? null : range, number === null ? null : `number ${number}`, entry].filter(Boolean);
  return `${kind}: ${text}${where.length === 0 ? '' : ` (${where.join(', ')})`}`;
}

function reportText(report: VerifyReport): string {
  const { size, read, pending, heads, witnessed, findings, found, seconds } = report;
  const witness = witnessed === null ? 'no witness was named' : `${witnessed} heads of the witness`;
  return [
    `${read} of ${size} entries read, ${pending} waiting; ${heads} signed heads, ${witness}; ${seconds.toFixed(1)} s.`,
    found === 0 ? 'The log is intact.' : `The log is not what it was. The first of ${found} findings:`,
    ...findings.map(findingText),
  ].join('\n');
}

async function runExport(context: CliContext, options: LogFilterText & { out?: string }): Promise<void> {
  const { database, auditKey } = await context.app();
  const { out, from, to, ...words } = options;
  const filter: LogFilter = {
    ...words,
    ...(from === undefined ? {} : { from: new Date(from) }),
    ...(to === undefined ? {} : { to: new Date(to) }),
  };
  await recordAccess(database.app, await context.scope(), askedFor('audit.export', filter));
  const file = out === undefined ? undefined : await open(out, 'wx', 0o600);
  let lines = 0;
  for await (const text of exportLines(database.app, auditKey, filter)) {
    lines += text.split('\n').length - 1;
    if (file === undefined) process.stdout.write(text);
    else await file.write(text);
  }
  await file?.close();
  if (file !== undefined) context.print({ file: out, entries: lines - 1 }, () => `${lines - 1} entries in ${out}.`);
}

interface LogFilterText {
  actor?: string;
  action?: string;
  subject?: string;
  from?: string;
  to?: string;
  role?: string;
  organisation?: string;
  text?: string;
}

async function witness(context: CliContext, target: string, options: { all?: boolean }): Promise<void> {
  const { database, auditKey, egress } = await context.app();
  const where = /^https?:/.test(target) ? target : resolve(target);
  const given = await giveToWitness({ db: database.app, key: auditKey, egress }, where, options);
  const last = given.at(-1);
  context.print({ witness: where, given: given.map(headToWire) }, () =>
    last === undefined
      ? 'The witness has the latest head already.'
      : `The witness has the head of ${last.size} entries; the log continues what it saw before.`,
  );
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('expected a whole number');
  return Number(text);
}

/** `idun audit head|prove|verify|export|witness`. */
export function registerAudit(program: Command, context: CliContext): void {
  const audit = program.command('audit').description('the log of who did what, and its proofs');
  audit
    .command('head')
    .description('the latest signed head')
    .option('--key', 'print the public key alone')
    .action((options: { key?: boolean }) => printHead(context, options));
  audit
    .command('prove')
    .description('a proof that an entry is in the log, or that the log continues an earlier one')
    .argument('[entry]', 'aud_…; without it a consistency proof')
    .option('--from <size>', 'entries of the earlier log', wholeNumber)
    .option('--to <size>', 'entries of the later one', wholeNumber)
    .action((entry: string | undefined, options: { from?: number; to?: number }) => prove(context, entry, options));
  audit
    .command('verify')
    .description('check every entry, the tree, the signatures and a witness; names the first that is wrong')
    .option('--witness <file>', 'signed heads that were kept elsewhere')
    .option('--export <file>', 'check an export without the database')
    .option('--key <file>', 'the public key that you know')
    .action((options: VerifyOptions) => verify(context, options));
  audit
    .command('export')
    .description('entries with their proofs, as NDJSON')
    .option('--actor <actor>', 'acc_… or kind:id')
    .option('--action <action>', 'for example genomes.calls')
    .option('--subject <id>', 'per_… or gen_…')
    .option('--from <time>', 'ISO 8601')
    .option('--to <time>', 'ISO 8601')
    .option('--role <role>')
    .option('--organisation <id>', 'org_…')
    .option('--text <text>', 'what an entry says')
    .option('--out <file>', 'a new file; else standard output')
    .action((options: LogFilterText & { out?: string }) => runExport(context, options));
  audit
    .command('witness')
    .description('give the latest head to a witness, after checking that the log continues what it saw')
    .argument('<file-or-url>', 'a file to append to, or an address that IDUN_EGRESS allows')
    .option('--all', 'every head since the last one')
    .action((target: string, options: { all?: boolean }) => witness(context, target, options));
}
