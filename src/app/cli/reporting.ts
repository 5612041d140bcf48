import { chmodSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { ReportOptionsInput } from '../../genomes/archive/reporting/model.ts';
import {
  chooseTrusted,
  connect,
  defaultRetry,
  defaultStateFolder,
  fetchAttestation,
  isReceipt,
  letsGo,
  openSenderState,
  parseAddress,
  type Retrying,
  readAttestationFile,
  readDocument,
  readReceiptFile,
  removeLocal,
  type SenderState,
  sendFiles,
  verifyAttestation,
  verifyReceipt,
  waitForDecision,
} from '../../genomes/archive/reporting/sender/index.ts';
import { systemClock } from '../../platform/clock/index.ts';
import { writePrivateFile } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { areaCommand } from './area-command.ts';
import type { CliContext } from './context.ts';
import { registerReceiving } from './reporting-receiving.ts';
import { type AddOptions, readAddOptions, withSubmissionOptions } from './submission-options.ts';

/** What every command of a sender may be told. */
interface SenderOptions {
  to?: string;
  tokenFile?: string;
  key?: string;
  state?: string;
  allowHttp?: boolean;
  patience?: string;
}

interface SendOptions extends SenderOptions, AddOptions {
  to: string;
  receipts: string;
  wait: boolean;
  again?: boolean;
  parallel: string;
}

const badOption = { code: 'IDUN_SEND_BAD_OPTION', status: 400, title: 'An option cannot be used.' } as const;

function withSenderOptions(command: Command): Command {
  return command
    .option('--token-file <file>', 'file with the sender’s token (else IDUN_SEND_TOKEN)')
    .option('--key <fingerprint>', 'fingerprint of the database’s key, sha256:…, as it publishes it')
    .option('--state <dir>', 'where what is on its way is remembered (default: ~/.local/state/idun/send)')
    .option('--allow-http', 'send to another machine without encryption')
    .option('--patience <minutes>', 'give up after so long without any progress', '360');
}

function readToken({ tokenFile }: SenderOptions): string | undefined {
  if (tokenFile === undefined) return process.env['IDUN_SEND_TOKEN']?.trim() || undefined;
  if (!existsSync(tokenFile)) {
    throw new Problem(badOption, `There is no file ${tokenFile}.`, {
      file: tokenFile,
      expected: 'a file with the token',
    });
  }
  if (process.platform !== 'win32' && (statSync(tokenFile).mode & 0o077) !== 0) {
    process.stderr.write(`${tokenFile} can be read by others on this machine: chmod 600 ${tokenFile}\n`);
  }
  return readFileSync(tokenFile, 'utf8').trim();
}

function readNumber(text: string, name: string, most: number): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0 && value <= most) return value;
  throw new Problem(badOption, `--${name} ${text} cannot be used.`, { expected: `a number above 0, at most ${most}` });
}

function openState({ state }: SenderOptions): SenderState {
  return openSenderState(state === undefined ? defaultStateFolder() : resolve(state));
}

function makeRetrying(context: CliContext, options: SenderOptions): Retrying {
  const patience = readNumber(options.patience ?? '360', 'patience', 100_000) * 60_000;
  const { progress, signal } = context;
  return {
    policy: { ...defaultRetry, patience },
    signal,
    onWait: (problem) => progress.log(`${problem.detail} Trying again.`),
  };
}

async function send(context: CliContext, paths: readonly string[], options: SendOptions): Promise<void> {
  const given = readAddOptions(paths, options);
  const { progress, signal } = context;
  const sent = await sendFiles({
    address: parseAddress(options.to, options.allowHttp),
    files: given.files,
    options: given.options as ReportOptionsInput,
    state: openState(options),
    token: readToken(options),
    expectedKey: options.key,
    parallel: Math.floor(readNumber(options.parallel, 'parallel', 16)),
    again: options.again === true,
    progress,
    signal,
    retry: makeRetrying(context, options).policy,
  });
  const { document } = sent.receipt;
  mkdirSync(options.receipts, { recursive: true });
  const file = join(options.receipts, `${document.id}.receipt.json`);
  writePrivateFile(file, `${JSON.stringify(sent.receipt, null, 1)}\n`);
  if (!context.json) progress.log(`Receipt ${document.id} in ${file}.`);
  const status = options.wait ? await waitForDecision({ ...sent, progress }, document.id) : undefined;
  const submission = status?.submission ?? { id: document.submission, state: undefined, summary: null, findings: [] };
  if (options.wait && submission.state !== 'accepted') context.exitCode = 1;
  const answer = { receipt: document.id, file, earlier: sent.earlier, files: document.files, submission };
  context.print(answer, () => formatSent(answer));
}

function formatSent(answer: {
  file: string;
  earlier: boolean;
  files: readonly { name: string; bytes: number; sha256: string }[];
  submission: {
    id: string;
    state: string | undefined;
    summary: string | null;
    findings: readonly { severity: string; what: string; action: string }[];
  };
}): string {
  const { submission } = answer;
  const lines = answer.files.map(({ name, bytes, sha256 }) => `${name}  ${bytes} bytes  sha256 ${sha256}`);
  if (answer.earlier) lines.unshift('Sent before: nothing was sent again.');
  lines.push(`Receipt: ${answer.file}`);
  lines.push(`Submission ${submission.id}${submission.state === undefined ? '' : `: ${submission.state}`}`);
  if (submission.summary !== null) lines.push(submission.summary);
  for (const { severity, what, action } of submission.findings)
    lines.push(`${severity}: ${what}${action === '' ? '' : ` ${action}`}`);
  if (submission.state === 'accepted') lines.push(`Next: idun reporting attest ${answer.file}`);
  else lines.push('The local files must stay until they are attested.');
  if (answer.earlier && submission.state !== 'accepted') lines.push('Add --again to send them anew.');
  return lines.join('\n');
}

/** The connection to the database that a receipt came from. */
async function reconnect(context: CliContext, options: SenderOptions, receiptPath: string) {
  const state = openState(options);
  const receipt = readReceiptFile(receiptPath);
  const trusted = chooseTrusted(receipt, state, options.key);
  verifyReceipt(receipt, trusted);
  const to = options.to ?? state.findServerByKey(trusted)?.base;
  if (to === undefined) {
    throw new Problem(badOption, 'Where the receipt came from is not known on this machine.', {
      expected: '--to with the address',
    });
  }
  const retrying = makeRetrying(context, options);
  const { signal } = context;
  const address = parseAddress(to, options.allowHttp);
  const connection = await connect({ address, state, token: readToken(options), expectedKey: trusted, signal });
  return { receipt, trusted, connection, retrying };
}

function attestationPath(receiptPath: string): string {
  return `${receiptPath.replace(/(\.receipt)?\.json$/, '')}.attestation.json`;
}

async function attest(context: CliContext, path: string, options: SenderOptions): Promise<void> {
  const { receipt, trusted, connection, retrying } = await reconnect(context, options, path);
  const asking = { connection, retrying, progress: context.progress };
  const attestation = await fetchAttestation(asking, receipt, trusted);
  const file = attestationPath(path);
  writePrivateFile(file, `${JSON.stringify(attestation, null, 1)}\n`);
  chmodSync(file, 0o600);
  if (!attestation.statements.every(letsGo)) context.exitCode = 1;
  const files = attestation.statements.map((statement) => ({ ...statement.document, mayGo: letsGo(statement) }));
  context.print({ receipt: attestation.receipt, file, files }, () =>
    [
      ...files.map(({ file: { name }, mayGo, format, finding }) =>
        mayGo
          ? `${name}: complete and readable (${format}); the local copy may go`
          : `${name}: MUST STAY: ${finding ?? 'not whole'}`,
      ),
      `Attestation: ${file}`,
    ].join('\n'),
  );
}

interface RemovedOptions extends SenderOptions {
  delete?: boolean;
  attestation?: string;
}

async function removed(
  context: CliContext,
  path: string,
  files: readonly string[],
  options: RemovedOptions,
): Promise<void> {
  const attestation = readAttestationFile(options.attestation ?? attestationPath(path));
  const found = await reconnect(context, options, path);
  const recorded = await removeLocal({
    ...found,
    paths: files,
    attestation,
    remove: options.delete === true,
    now: () => systemClock.now(),
  });
  context.print({ receipt: found.receipt.document.id, files: recorded }, () =>
    recorded.map(({ name, localRemovedAt }) => `${name}: recorded as gone at ${localRemovedAt}`).join('\n'),
  );
}

function verify(context: CliContext, path: string, options: SenderOptions): void {
  const document = readDocument(path);
  const trusted = chooseTrusted(document, openState(options), options.key);
  if (isReceipt(document)) verifyReceipt(document, trusted);
  else verifyAttestation(document, trusted);
  const kind = isReceipt(document) ? 'receipt' : 'attestation';
  const files = isReceipt(document)
    ? document.document.files
    : document.statements.map((s) => ({ ...s.document.file, mayGo: letsGo(s) }));
  context.print({ valid: true, kind, key: trusted, files }, () =>
    [
      `The ${kind} is genuine: signed with ${trusted}, and unchanged.`,
      ...files.map(
        (file) =>
          `${file.name}  ${file.bytes} bytes  sha256 ${file.sha256}${'mayGo' in file ? (file.mayGo ? '  may go' : '  must stay') : ''}`,
      ),
    ].join('\n'),
  );
}

/** `idun genomes send`, `idun reporting allow|senders|receipts|attest|removed|verify`. */
export function registerReporting(program: Command, context: CliContext): void {
  const genomes = areaCommand(program, 'genomes', 'genomes of the database');
  withSenderOptions(withSubmissionOptions(genomes.command('send')))
    .description('send genomes to a National Genome Database on another machine, and wait for its signed receipt')
    .argument('<files...>', 'VCF 4.1–4.5 (plain, gzip, bgzip), gVCF or BCF 2.2')
    .requiredOption('--to <url>', 'address of the database, or the one-time link it printed')
    .option('--receipts <dir>', 'where the receipt is written', '.')
    .option('--parallel <n>', 'files that go at the same time', '3')
    .option('--no-wait', 'do not wait until the submission is decided')
    .option('--again', 'send anew although these files have a receipt')
    .action((files: string[], options: SendOptions) => send(context, files, options));

  const reporting = program
    .command('reporting')
    .description('general-purpose reporting: senders, receipts, attestations');
  registerReceiving(reporting, context);
  withSenderOptions(reporting.command('attest'))
    .description('have the database read its copies back, and fetch what it signs')
    .argument('<receipt>', 'file that `genomes send` wrote')
    .option('--to <url>', 'address of the database, when this machine does not know it')
    .action((path: string, options: SenderOptions) => attest(context, path, options));
  withSenderOptions(reporting.command('removed'))
    .description('record that local copies went; with --delete, remove them first when all is attested')
    .argument('<receipt>', 'file that `genomes send` wrote')
    .argument('<files...>', 'the local files')
    .option('--delete', 'remove the files once their content is seen to be the attested one')
    .option('--attestation <file>', 'the attestation (default: beside the receipt)')
    .option('--to <url>', 'address of the database, when this machine does not know it')
    .action((path: string, files: string[], options: RemovedOptions) => removed(context, path, files, options));
  reporting
    .command('verify')
    .description('check a receipt or an attestation, without any network')
    .argument('<file>')
    .option('--key <fingerprint>', 'fingerprint of the database’s key, sha256:…')
    .option('--state <dir>', 'where the keys of known databases are remembered')
    .action((path: string, options: SenderOptions) => verify(context, path, options));
}
