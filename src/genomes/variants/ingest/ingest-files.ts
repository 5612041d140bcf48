import { FormatError } from '../../../formats/error.ts';
import { openFasta } from '../../../formats/fasta/index.ts';
import type { CallKeys } from '../calls/index.ts';
import type { CallableLayer } from '../segment/index.ts';
import { BatchWriter } from './batch-writer.ts';
import { type CallablePlan, planCallability } from './callability-plan.ts';
import type { FileSetup } from './chunk-model.ts';
import { type OpenedFile, openFiles } from './inspect-files.ts';
import { judgeEqual, judgeEqualStructural } from './judge-equal.ts';
import { knownContigs } from './known-contigs.ts';
import type { IngestReference, IngestRequest, IngestResult } from './model.ts';
import { parseHere, parseInThreads, poolError } from './parser-pool.ts';
import { planTasks, TASK_TEXT_BYTES } from './plan-tasks.ts';
import type { ReferenceFile } from './reference-bases.ts';
import { RelatednessPool } from './relatedness-pool.ts';
import { shiftWarning } from './shift-lines.ts';
import { summariseGenomes } from './summarise.ts';
import type { RunnerSetup } from './task-runner.ts';
import { WarningList } from './warning-list.ts';

const MOST_LINE_BYTES = 256 << 20;
/** Below this, starting threads takes longer than reading. */
const SMALL_BYTES = 2 << 20;

/**
 * Reads files into the segments and call details of one batch. Files are written and fsynced; nothing names them yet.
 *
 * Memory: per thread 16 MiB of text, or one line of at most a quarter of `memoryBytes` (256 MiB at most), and the columns it
 * gives; at most `workers + 6` parsed chunks wait; here the columns of one contig (about 65 bytes a record; of all contigs when
 * there are several files).
 *
 * @throws FormatError with file and line for everything that is wrong with the input; then nothing is left behind
 */
export async function ingestFiles(request: IngestRequest): Promise<IngestResult> {
  const files = await openFiles(request.files);
  const samples = samplesOf(files);
  const reference = await openReference(request.reference);
  const contigs = await knownContigs(request, reference, files);
  const candidateLimit = new Uint32Array(new SharedArrayBuffer(4));
  const relatedness = new RelatednessPool(samples.length, candidateLimit);
  const callable = await planCallability(request, files);
  const warnings = new WarningList();
  for (const file of files) for (const warning of file.warnings) warnings.add(warning);
  const names = files.map((file) => file.name);
  const writer = new BatchWriter({
    dataDir: request.dataDir,
    batchNo: request.batchNo,
    batchId: request.batchId,
    genomes: samples.length,
    contigs: request.reference.contigs,
    fileNames: names,
    lengthOf: (name) =>
      files.flatMap((f) => f.contigs).find((c) => c.name === name && c.length !== null)?.length ?? null,
    finishEarly: files.length === 1,
    layersOf: (contig, blocks): CallableLayer[] => callable.layersOf(contig, blocks, samples.length),
    judgeEqual: (kind, contig, pair, places) =>
      (kind === 'small' ? judgeEqual : judgeEqualStructural)(pair, contig.name, places, names, warnings),
    relatedness,
  });
  const setup: RunnerSetup = {
    genomes: samples.length,
    contigs,
    reference,
    blockThreshold: request.blockThreshold,
    keys: keysOf(request, samples.length),
    files: files.map((file) => fileSetup(file, samples)),
    formats: files.map((file) => file.format),
    taskBytes: request.taskBytes ?? TASK_TEXT_BYTES,
    maxLineBytes: Math.min(MOST_LINE_BYTES, Math.floor(request.memoryBytes / 4)),
    candidateLimit,
  };
  try {
    const textLines = await readAll(request, files, setup, writer, warnings);
    return finish(request, samples, callable, writer, relatedness, warnings, textLines);
  } catch (error) {
    writer.abort();
    throw error;
  }
}

async function readAll(
  request: IngestRequest,
  files: readonly OpenedFile[],
  setup: RunnerSetup,
  writer: BatchWriter,
  warnings: WarningList,
): Promise<number> {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const lines = files.map((file) => file.header.lineCount);
  let textBytes = 0;
  request.progress.step('Reading', bytes, 'bytes');
  const workers = bytes < SMALL_BYTES ? 0 : request.workers;
  const tasks = planTasks(files, setup.taskBytes);
  const items = workers === 0 ? parseHere(setup, tasks) : parseInThreads(setup, tasks, workers);
  for await (const item of items) {
    request.signal?.throwIfAborted();
    const { fileNo } = item.task;
    if (item.kind === 'error') throw poolError(item, lines[fileNo]!);
    if (item.kind === 'end') {
      if (item.task.range !== null) request.progress.advance(item.task.bytes);
      continue;
    }
    request.progress.advance(item.chunk.fileBytes);
    writer.append(fileNo, item.chunk, lines[fileNo]!);
    for (const warning of item.chunk.warnings) warnings.add(shiftWarning(warning, lines[fileNo]!, files[fileNo]!.name));
    lines[fileNo]! += item.chunk.lines;
    textBytes += item.chunk.textBytes;
  }
  request.progress.done();
  return textBytes;
}

function finish(
  request: IngestRequest,
  samples: string[],
  callable: CallablePlan,
  writer: BatchWriter,
  relatedness: RelatednessPool,
  warnings: WarningList,
  textBytes: number,
): IngestResult {
  const { segments, sums, callsFolder } = writer.finish(callable.everywhere);
  const { totals } = writer;
  return {
    samples,
    segments,
    callsFolder,
    callability: callable.mode === 'sites' && writer.hasBlocks ? 'blocks' : callable.mode,
    newContigs: writer.newContigs,
    warnings: warnings.list(),
    totals: {
      ...totals,
      tiTv: totals.tv === 0 ? null : totals.ti / totals.tv,
      combined: warnings.count('IDUN_VCF_COMBINED'),
      offTarget: request.targetBed === undefined ? null : totals.offTarget,
      textBytes,
    },
    genomes: summariseGenomes(sums, writer.depth, samples.length, request.sexes),
    relatednessSites: relatedness.finish(),
  };
}

function keysOf({ batchId, batchKey, genomeKey }: IngestRequest, genomes: number): CallKeys {
  const genomeKeys = new Uint8Array(new SharedArrayBuffer(32 * genomes));
  for (let g = 0; g < genomes; g++) genomeKeys.set(genomeKey(g), 32 * g);
  return { batchId, batchKey, genomeKeys };
}

/** Samples of all files in order of first appearance. */
function samplesOf(files: readonly OpenedFile[]): string[] {
  for (const file of files) {
    if (file.samples.length === 0 && file.firstRecords.length > 0) {
      throw new FormatError('IDUN_VCF_NO_SAMPLES', `${file.name} has no sample columns, so there is nobody to count.`, {
        file: file.name,
        line: file.headerLines,
        expected: 'FORMAT and at least one sample in the #CHROM line',
        action: 'Submit the file with genotypes; a file of sites can be annotated, not added.',
      });
    }
  }
  return [...new Set(files.flatMap((file) => file.samples))];
}

function fileSetup(file: OpenedFile, samples: readonly string[]): FileSetup {
  const numbers = new Map(samples.map((sample, i) => [sample, i]));
  const localOf = Uint32Array.from(file.samples, (sample) => numbers.get(sample)!);
  const present = new Set(localOf);
  const identity = localOf.length === samples.length && localOf.every((local, i) => local === i);
  return {
    name: file.name,
    path: file.path,
    header: file.header,
    localOf: identity ? null : localOf,
    unknown: Uint32Array.from(samples.keys()).filter((local) => !present.has(local)),
    details: file.details,
    // Compressed files end with a checksum, so a missing line feed is not a cut.
    tolerate: file.format === 'vcf' ? [] : ['final-newline'],
  };
}

async function openReference(reference: IngestReference): Promise<ReferenceFile | null> {
  if (reference.fastaPath === null) return null;
  const fasta = await openFasta(reference.fastaPath);
  try {
    return { path: reference.fastaPath, contigs: [...fasta.contigs], gzi: fasta.gzi ?? null };
  } finally {
    await fasta.close();
  }
}
