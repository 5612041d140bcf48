import { FormatError } from '../../../formats/error.ts';
import type { ReceiptDocument } from './model.ts';

const LF = 10;
const CR = 13;
const TAB = 9;
const HASH = 35;
const longestLine = 1 << 30;
const mostJson = 1 << 28;

type Role = ReceiptDocument['files'][number]['role'];
type Pull = AsyncGenerator<Uint8Array>;

function startsWith(bytes: Uint8Array, text: string): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, text.length)).toString('latin1') === text;
}

function broken(reason: string, detail: string, line?: number): FormatError {
  return new FormatError(`IDUN_COPY_${reason}`, detail, line === undefined ? {} : { line });
}

/**
 * Walks over decompressed content to its end and refuses what is not whole: VCF lines with fewer columns than the header, BCF
 * records that end early, JSON that does not parse, text with NUL bytes.
 * @param chunks the first at least 16 bytes long unless the content is shorter
 * @returns the name of the format
 * @throws FormatError IDUN_COPY_…
 */
export async function checkContent(chunks: AsyncGenerator<Uint8Array>, role: Role): Promise<string> {
  const first = await chunks.next();
  if (first.done) throw broken('EMPTY', 'The copy holds nothing when decompressed.');
  async function* whole(): Pull {
    yield first.value as Uint8Array;
    yield* chunks;
  }
  const head = first.value;
  if (startsWith(head, 'BCF\x02')) return await checkBcf(whole());
  if (startsWith(head, '##fileformat=VCF') || startsWith(head, '\xef\xbb\xbf##fileformat'))
    return await checkVcf(whole());
  if (role === 'calls') throw broken('KIND', 'The copy is neither VCF nor BCF.');
  if (role === 'phenopacket') return await checkJson(whole());
  return await checkText(whole());
}

/** Where the walk over VCF text stands; what the loop touches for each byte it keeps in locals. */
interface VcfWalk {
  line: number;
  /** Tabs of the line of column names; -1 until it was seen. */
  columns: number;
  tabs: number;
  /** Bytes of the current line so far. */
  length: number;
  first: number;
  second: number;
  last: number;
}

function endLine(walk: VcfWalk): void {
  const { line, first, second, tabs } = walk;
  const empty = walk.length === 0 || (walk.length === 1 && walk.last === CR);
  if (first === HASH && second !== HASH) walk.columns = tabs;
  else if (first !== HASH && !empty) {
    if (walk.columns < 0) throw broken('VCF', 'A record comes before the line of column names.', line);
    if (tabs !== walk.columns) {
      throw broken('VCF', `Line ${line} has ${tabs + 1} columns, the header ${walk.columns + 1}.`, line);
    }
  }
  walk.line++;
  Object.assign(walk, { tabs: 0, length: 0, first: 0, second: 0 });
}

function walkVcf(chunk: Uint8Array, walk: VcfWalk): void {
  for (let at = 0; at < chunk.length; ) {
    const lineFeed = chunk.indexOf(LF, at);
    const end = lineFeed < 0 ? chunk.length : lineFeed;
    let tabs = 0;
    for (let i = at; i < end; i++) if (chunk[i] === TAB) tabs++;
    walk.tabs += tabs;
    for (let i = at; i < Math.min(end, at + 2); i++) {
      const place = walk.length + i - at;
      if (place === 0) walk.first = chunk[i]!;
      else if (place === 1) walk.second = chunk[i]!;
    }
    if (end > at) walk.last = chunk[end - 1]!;
    walk.length += end - at;
    if (lineFeed >= 0) endLine(walk);
    at = end + 1;
  }
}

async function checkVcf(chunks: Pull): Promise<string> {
  const walk: VcfWalk = { line: 1, columns: -1, tabs: 0, length: 0, first: 0, second: 0, last: 0 };
  let begun = false;
  for await (const chunk of chunks) {
    // A byte order mark is no part of the first line.
    walkVcf(!begun && chunk[0] === 0xef ? chunk.subarray(3) : chunk, walk);
    begun = true;
    if (walk.length > longestLine) {
      throw broken('VCF', `Line ${walk.line} does not end within ${longestLine} bytes.`, walk.line);
    }
  }
  if (walk.length > 0) endLine(walk);
  if (walk.columns < 0) throw broken('VCF', 'The line of column names is missing.');
  return 'VCF';
}

/** VCFv4.x/BCF2 §6.2: magic, l_text and the header text, then records of l_shared, l_indiv and as many bytes. */
async function checkBcf(chunks: Pull): Promise<string> {
  let skip = 5;
  let field: number[] = [];
  let state = 'magic' as 'magic' | 'text' | 'shared' | 'indiv' | 'body';
  let shared = 0;
  let records = 0;
  const finishField = () => {
    const value = Buffer.from(field).readUInt32LE();
    field = [];
    if (state === 'text') {
      skip = value;
      state = 'body';
    } else if (state === 'shared') {
      shared = value;
      state = 'indiv';
    } else {
      if (shared < 24) throw broken('BCF', `Record ${records + 1} is too short to be one.`);
      skip = shared + value;
      state = 'body';
      records++;
    }
    if (state === 'body' && skip === 0) state = 'shared';
  };
  for await (const chunk of chunks) {
    let at = 0;
    while (at < chunk.length) {
      if (state === 'magic' || state === 'body') {
        const step = Math.min(skip, chunk.length - at);
        skip -= step;
        at += step;
        if (skip === 0) state = state === 'magic' ? 'text' : 'shared';
        continue;
      }
      field.push(chunk[at++]!);
      if (field.length === 4) finishField();
    }
  }
  if (state !== 'shared' || field.length > 0) throw broken('BCF', `The copy ends within record ${records}.`);
  return 'BCF';
}

async function checkJson(chunks: Pull): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    parts.push(Uint8Array.from(chunk));
    bytes += chunk.length;
    if (bytes > mostJson) throw broken('JSON', `The document is larger than ${mostJson} bytes.`);
  }
  const text = Buffer.concat(parts).toString('utf8');
  try {
    JSON.parse(text);
    return 'JSON';
  } catch {
    // One document on each line is the other form people use.
  }
  try {
    for (const line of text.split('\n')) if (line.trim() !== '') JSON.parse(line);
    return 'JSON lines';
  } catch (error) {
    throw broken('JSON', `The document is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

async function checkText(chunks: Pull): Promise<string> {
  let offset = 0;
  for await (const chunk of chunks) {
    const nul = chunk.indexOf(0);
    if (nul >= 0) throw broken('TEXT', `There is a NUL at byte ${offset + nul}: this is not text.`);
    offset += chunk.length;
  }
  return 'text';
}
