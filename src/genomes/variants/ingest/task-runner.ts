import { closeSync, fstatSync, openSync } from 'node:fs';
import { GenotypeKernel } from '../../../bits/index.ts';
import { ruleError } from '../../../formats/vcf/index.ts';
import { listWidth, planeWords } from '../segment/index.ts';
import type { ParsedChunk, ParserSetup } from './chunk-model.ts';
import { ChunkParser, type ParserTools } from './chunk-parser.ts';
import type { FileFormat } from './model.ts';
import type { ChunkTask } from './plan-tasks.ts';
import { COUNTER_ROWS } from './quality-counters.ts';
import { ReferenceBases } from './reference-bases.ts';
import { TextBuffer } from './text-buffer.ts';
import { type OpenText, readLines, type TextRange } from './text-source.ts';
import { streamText } from './text-stream.ts';

/** What a thread needs to run tasks; survives a message between threads. */
export interface RunnerSetup extends ParserSetup {
  formats: FileFormat[];
  maxLineBytes: number;
  taskBytes: number;
  /** Word 0: the highest hash of a candidate site that is still wanted; lowered by the coordinator. */
  candidateLimit: Uint32Array;
}

/** Text inflated and parsed at a time: little enough to stay in the caches between the two. */
const WINDOW_BYTES = 256 << 10;

/** Runs tasks in one thread: reads text, parses it, gives columns. One task at a time. */
export class TaskRunner {
  readonly #setup: RunnerSetup;
  readonly #tools: ParserTools;
  readonly #text: TextBuffer;
  readonly #parsers = new Map<number, ChunkParser>();
  readonly #open = new Map<number, OpenText>();

  constructor(setup: RunnerSetup) {
    this.#setup = setup;
    const reference = setup.reference === null ? null : new ReferenceBases(setup.reference);
    const { genomes, candidateLimit } = setup;
    const kernel = new GenotypeKernel({
      samples: genomes,
      listBytes: listWidth(genomes),
      planeWords: planeWords(genomes),
      counterRows: COUNTER_ROWS,
    });
    this.#text = new TextBuffer(kernel.textMemory, kernel.inflate);
    this.#tools = { setup, reference, kernel, candidateLimit: () => Atomics.load(candidateLimit, 0) };
  }

  /**
   * Runs a task: one chunk for a range, several for a stream.
   * @throws FormatError whose line is counted from the task's last yielded chunk on
   */
  async *run(task: ChunkTask): AsyncGenerator<ParsedChunk> {
    if (task.range === null) yield* this.#runStream(task.fileNo);
    else yield this.#runRange(task.fileNo, task.range);
  }

  close(): void {
    for (const file of this.#open.values()) closeSync(file.fd);
    this.#tools.reference?.close();
  }

  #runRange(fileNo: number, range: TextRange): ParsedChunk {
    const parser = this.#parser(fileNo);
    // Calls kept in detail are sealed in blocks of many lines, so their text stays at hand; any other is read a little at a time.
    const window = this.#setup.files[fileNo]!.details ? Number.POSITIVE_INFINITY : WINDOW_BYTES;
    parser.begin();
    readLines(this.#file(fileNo), range, this.#text, window, (from, to) => parser.feed(this.#text.bytes, from, to));
    return parser.end();
  }

  async *#runStream(fileNo: number): AsyncGenerator<ParsedChunk> {
    const { header, name, path } = this.#setup.files[fileNo]!;
    const parser = this.#parser(fileNo);
    const text = this.#text;
    text.clear();
    let skip = header.byteLength;
    let fileBytes = 0;
    const parse = (end: number): ParsedChunk => {
      const chunk = parser.parse(text.bytes, 0, end);
      chunk.fileBytes = fileBytes;
      fileBytes = 0;
      return chunk;
    };
    const onBytes = (bytes: number): void => {
      fileBytes += bytes;
    };
    for await (const piece of streamText({ name, path }, this.#setup.formats[fileNo]!, onBytes)) {
      const rest = skip < piece.length ? piece.subarray(skip) : null;
      skip = Math.max(0, skip - piece.length);
      if (rest === null) continue;
      text.append(rest);
      if (text.length < this.#setup.taskBytes) continue;
      const end = text.bytes.subarray(0, text.length).lastIndexOf(10) + 1;
      if (end === 0) {
        if (text.length <= this.#setup.maxLineBytes) continue;
        throw ruleError('line-length', 1, `Line 1 is longer than ${this.#setup.maxLineBytes} bytes.`, name);
      }
      yield parse(end);
      text.bytes.copyWithin(0, end, text.length);
      text.length -= end;
    }
    if (text.length > 0) yield parse(text.length);
  }

  #parser(fileNo: number): ChunkParser {
    let parser = this.#parsers.get(fileNo);
    if (parser === undefined) {
      parser = new ChunkParser(this.#tools, this.#setup.files[fileNo]!);
      this.#parsers.set(fileNo, parser);
    }
    return parser;
  }

  #file(fileNo: number): OpenText {
    let file = this.#open.get(fileNo);
    if (file === undefined) {
      const { name, path } = this.#setup.files[fileNo]!;
      const fd = openSync(path, 'r');
      file = { fd, size: fstatSync(fd).size, name, maxLineBytes: this.#setup.maxLineBytes };
      this.#open.set(fileNo, file);
    }
    return file;
  }
}
