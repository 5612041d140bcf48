import { statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import type { Command } from 'commander';
import {
  eraseGenome,
  exportPhenopacket,
  formatCertificate,
  type GenomeAnswer,
  type GivenFile,
  listGenomes,
  openArchive,
  type PreparedFile,
  prepareFiles,
  processSubmission,
  receiveSubmission,
  type SubmissionOptionsInput,
  showGenome,
  swapSamples,
  sweepArchive,
} from '../../genomes/archive/index.ts';
import { warmWorkers } from '../../platform/workers/index.ts';
import { areaCommand } from './area-command.ts';
import type { CliContext } from './context.ts';
import { formatReport } from './report-text.ts';
import { formatTable } from './table.ts';

/** Options of `genomes add`, as Commander gives them. */
export interface AddOptions {
  dataset?: string;
  source?: SubmissionOptionsInput['source'];
  type?: SubmissionOptionsInput['type'];
  assay?: SubmissionOptionsInput['assay'];
  technology?: string;
  patientGroup?: string;
  target?: string;
  callable?: string;
  absent?: 'sites' | 'reference';
  pedigree?: string[];
  phenopackets?: string[];
  reference?: string;
  rename?: string[];
  sex?: string[];
  blockGq?: string;
  blockDp?: string;
}

/** The archive of the opened data directory. */
export async function archiveOf(context: CliContext) {
  const { database, objects, config } = await context.app();
  return openArchive({ database, objects, dataDir: config.dataDir });
}

/** Below this, loading threads ahead costs more than it saves. */
const SMALL_BYTES = 2 << 20;

function sizeOf(paths: readonly string[]): number {
  return paths.reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0);
}

// One value each time: an option of many values would swallow the files that follow it.
const collect = (value: string, before: string[] = []): string[] => [...before, value];

/** Adds the options of a submission to a command; the same for `genomes add` and `submissions replace`. */
export function withSubmissionOptions(command: Command): Command {
  return command
    .option('--dataset <name>', 'dataset the genomes belong to (default: default)')
    .option('--source <kind>', 'facility, general-purpose or research')
    .option('--type <type>', 'germline, somatic, foetal or rna')
    .option('--assay <assay>', 'wgs, wes or panel')
    .option('--technology <name>', 'sequencing technology, for example short-read')
    .option('--patient-group <name>', 'patient group of the genomes')
    .option('--target <bed>', 'target regions of the assay')
    .option('--callable <bed>', 'regions where every genome is called, with or without a record')
    .option('--absent <meaning>', '`reference`: a genome without a record has the reference there')
    .option('--pedigree <ped>', 'families, sex and affected status (PED); may be given again', collect)
    .option('--phenopackets <json...>', 'individuals and biosamples (Phenopackets v2)')
    .option('--reference <name>', 'reference; without it the header of the files decides')
    .option('--rename <old=new>', 'another name for a sample; may be given again', collect)
    .option('--sex <sample=sex>', 'declared sex of a sample: male, female or unknown; may be given again', collect)
    .option('--block-gq <number>', 'lowest GQ of a gVCF block that counts as called (default 20)')
    .option('--block-dp <number>', 'lowest depth of a gVCF block that counts as called (default 0)');
}

/** The files and options of a submission from a command line. */
export function readAddOptions(
  files: readonly string[],
  options: AddOptions,
): { files: GivenFile[]; options: SubmissionOptionsInput } {
  const given = (paths: readonly (string | undefined)[], role: GivenFile['role']): GivenFile[] =>
    paths.flatMap((path) => (path === undefined ? [] : [{ path, name: basename(path), role }]));
  const { dataset, source, type, assay, technology, patientGroup, absent, reference } = options;
  const input: SubmissionOptionsInput = {
    ...Object.fromEntries(
      Object.entries({ dataset, source, type, assay, technology, patientGroup, absent, reference }).filter(
        ([, value]) => value !== undefined,
      ),
    ),
    rename: pairs(options.rename),
    sex: pairs(options.sex) as NonNullable<SubmissionOptionsInput['sex']>,
    ...(options.blockGq === undefined ? {} : { blockGq: Number(options.blockGq) }),
    ...(options.blockDp === undefined ? {} : { blockDp: Number(options.blockDp) }),
  };
  return {
    files: [
      ...given(files, 'calls'),
      ...given(options.pedigree ?? [], 'pedigree'),
      ...given(options.phenopackets ?? [], 'phenopacket'),
      ...given([options.target], 'target'),
      ...given([options.callable], 'callable'),
    ],
    options: input,
  };
}

function pairs(texts: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.lastIndexOf('=');
      return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

async function add(context: CliContext, paths: readonly string[], options: AddOptions): Promise<void> {
  const given = readAddOptions(paths, options);
  // While the database starts: threads load, and the originals are read.
  if (sizeOf(paths) >= SMALL_BYTES) warmWorkers('ingest', availableParallelism());
  let prepared: Promise<PreparedFile[]> | undefined;
  await context.app({}, (objects) => {
    prepared = prepareFiles(objects, given.files, context.progress);
    // Who waits for it hears of it; until then it is nobody's unhandled rejection.
    prepared.catch(() => undefined);
  });
  const archive = await archiveOf(context);
  await sweepArchive(archive);
  const received = await receiveSubmission(archive, {
    ...given,
    actor: context.actor,
    progress: context.progress,
    ...(prepared === undefined ? {} : { prepared }),
  });
  const done = await processSubmission(archive, received.id, {
    actor: context.actor,
    progress: context.progress,
    signal: context.signal,
    local: received.local,
  });
  const answer = { submission: done.id, state: done.state, duplicate: received.duplicate, report: done.report };
  if (done.state !== 'accepted') context.exitCode = 1;
  context.print(answer, () => formatReport(answer));
}

const day = (at: Date | string): string => new Date(at).toISOString().slice(0, 10);

function genomeRow(g: GenomeAnswer): string[] {
  return [g.id, g.sample ?? '–', g.dataset, g.reference, g.sex, g.type, g.assay, g.state, day(g.addedAt)];
}

interface ListOptions {
  limit?: string;
  after?: string;
  sort?: string;
  [filter: string]: string | undefined;
}

async function list(context: CliContext, options: ListOptions): Promise<void> {
  const { limit, affected, ...filter } = options;
  const page = await listGenomes((await context.database()).app, await context.scope(), {
    ...filter,
    ...(limit === undefined ? {} : { limit: Number(limit) }),
    ...(affected === undefined ? {} : { affected: affected === 'yes' }),
  });
  context.print(page, () =>
    [
      formatTable(
        ['id', 'sample', 'dataset', 'reference', 'sex', 'type', 'assay', 'state', 'added'],
        page.items.map(genomeRow),
      ),
      `${page.items.length} of ${page.total}${page.next ? `; more with --after ${page.next}` : ''}`,
    ].join('\n'),
  );
}

async function show(context: CliContext, genome: string, options: { phenopacket?: boolean }): Promise<void> {
  const db = (await context.database()).app;
  const scope = await context.scope();
  if (options.phenopacket) {
    const document = await exportPhenopacket(db, scope, genome, new Date());
    context.print(document, () => JSON.stringify(document, null, 2));
    return;
  }
  const found = await showGenome(db, scope, genome);
  context.print(found, () => {
    const { history, relatedness, qc, ...fields } = found;
    const lines = Object.entries(fields).map(([name, value]) => `${name.padEnd(13)} ${value ?? '–'}`);
    for (const [name, value] of Object.entries(qc ?? {})) {
      if (name !== 'id' && name !== 'sample') lines.push(`qc ${name.padEnd(10)} ${value ?? '–'}`);
    }
    for (const pair of relatedness) {
      const other = pair.a === found.id ? pair.sampleB : pair.sampleA;
      const open =
        pair.among === undefined ? '' : ` (${pair.among.join(' or ')}: ${reasons[pair.reason ?? 'between']})`;
      lines.push(`related to    ${other}: ${pair.relation}${open}, kinship ${pair.kinship.toFixed(3)}`);
    }
    for (const entry of history) lines.push(`${day(entry.at)}    ${entry.act}: ${entry.reason} (${entry.actor})`);
    return lines.join('\n');
  });
}

const reasons = { 'few-sites': 'too few sites to tell', between: 'the estimate lies between them' } as const;

async function swap(context: CliContext, a: string, b: string, reason: string): Promise<void> {
  const swapped = await swapSamples(await archiveOf(context), { a, b, reason, actor: context.actor });
  context.print(swapped, () => `${swapped.a} and ${swapped.b} have exchanged their people; both histories say why.`);
}

interface EraseOptions {
  reason: string;
  certificate?: string;
}

async function erase(context: CliContext, genome: string, options: EraseOptions): Promise<void> {
  const { actor, progress, signal } = context;
  const erased = await eraseGenome(await archiveOf(context), {
    genome,
    reason: options.reason,
    actor,
    progress,
    signal,
  });
  const text = formatCertificate(erased.certificate, erased.signature);
  if (options.certificate !== undefined) {
    const json = options.certificate.endsWith('.json');
    await writeFile(options.certificate, json ? `${JSON.stringify(erased, null, 1)}\n` : text);
  }
  if (erased.certificate.state !== 'complete') context.exitCode = 1;
  context.print(erased, () => text);
}

/** `idun genomes add|list|show|swap-samples|erase`. */
export function registerGenomes(program: Command, context: CliContext): void {
  const genomes = areaCommand(program, 'genomes', 'genomes of the database');
  withSubmissionOptions(
    genomes
      .command('add')
      .description('add genomes from VCF or BCF files, all or nothing')
      .argument('<files...>', 'VCF 4.1–4.5 (plain, gzip, bgzip), gVCF or BCF 2.2'),
  ).action((files: string[], options: AddOptions) => add(context, files, options));
  genomes
    .command('list')
    .description('genomes, newest first')
    .option('--dataset <name>')
    .option('--reference <name>')
    .option('--submission <id>')
    .option('--person <id>')
    .option('--sample <beginning>', 'beginning of the sample name')
    .option('--family <id>')
    .option('--sex <sex>')
    .option('--type <type>')
    .option('--assay <assay>')
    .option('--source <kind>')
    .option('--patient-group <name>')
    .option('--affected <yes|no>')
    .option('--state <state>', 'current (default), quarantined, retracted, superseded, erased or all')
    .option('--sort <field>', 'added, sample, dataset, family, sex or state; `-` before it for descending')
    .option('--limit <rows>', 'rows of a page', '50')
    .option('--after <mark>', 'the mark that the page before ended with')
    .action((options: ListOptions) => list(context, options));
  genomes
    .command('show')
    .description('one genome with its quality and history')
    .argument('<genome>', 'id (gen_…), sample name, or DATASET:SAMPLE')
    .option('--phenopacket', 'its individual and biosample as Phenopackets v2')
    .action((genome: string, options: { phenopacket?: boolean }) => show(context, genome, options));
  genomes
    .command('swap-samples')
    .description('correct a sample swap: two genomes exchange their people')
    .argument('<a>', 'id (gen_…), sample name, or DATASET:SAMPLE')
    .argument('<b>')
    .requiredOption('--reason <text>', 'why, for the history')
    .action((a: string, b: string, { reason }: { reason: string }) => swap(context, a, b, reason));
  genomes
    .command('erase')
    .description('erase a genome by law or because of an error, everywhere, with a signed certificate')
    .argument('<genome>', 'id (gen_…), sample name, or DATASET:SAMPLE')
    .option('--reason <text>', 'why, for the certificate and the history', 'erasure was requested')
    .option('--certificate <file>', 'file to write the certificate to; JSON when it ends with .json')
    .action((genome: string, options: EraseOptions) => erase(context, genome, options));
}
