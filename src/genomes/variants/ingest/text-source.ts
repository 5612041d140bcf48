import { readSync } from 'node:fs';
import {
  bgzfHeaderSize,
  bgzfMaxBlock,
  blockContentSize,
  blockSize,
  inflateBlock,
  truncatedBgzf,
} from '../../../formats/bgzf/index.ts';
import { FormatError } from '../../../formats/error.ts';
import { ruleError } from '../../../formats/vcf/index.ts';
import type { TextBuffer } from './text-buffer.ts';

const LF = 10;
const READ_AT_ONCE = 1 << 20;

/** A range of a file whose lines one task reads: those that start behind `from` up to and including `to`. */
export interface TextRange {
  kind: 'bgzf' | 'plain';
  /** Byte offsets in the file; of block starts in a BGZF file. */
  from: number;
  to: number;
  /** Offset in the range's text of the first line; −1: the line after the first line feed. */
  skip: number;
}

/** An open file to read ranges of. */
export interface OpenText {
  fd: number;
  size: number;
  name: string;
  maxLineBytes: number;
  /** What was read last, and from where: windows of text are smaller than what is read at once. */
  held?: { at: number; bytes: Buffer };
}

/**
 * Reads the lines that a range owns: a line belongs to the range it starts in, so reading goes on past the range's end until
 * that line is whole. Memory: `window` of text and the longest line.
 *
 * @param text receives the text, piece by piece
 * @param window bytes of text after which whole lines are given; infinite: all at once
 * @param use is given whole lines as offsets in `text`; they may be overwritten afterwards
 * @throws FormatError for a damaged block or a line longer than the bound
 */
export function readLines(
  file: OpenText,
  range: TextRange,
  text: TextBuffer,
  window: number,
  use: (from: number, to: number) => void,
): void {
  text.clear();
  const [advance, step] = range.kind === 'bgzf' ? [appendBlocks, 1] : [appendBytes, 1 << 16];
  let from = range.skip;
  let at = range.from;
  while (at < range.to) {
    at = advance(file, at, range.to, text, text.length + window);
    if (from < 0) from = firstLineEnd(text, 0, text.length);
    if (at >= range.to || from < 0 || from > text.length) continue;
    const end = lastLineEnd(text, from);
    if (end < 0) {
      if (text.length - from > file.maxLineBytes) throw lineTooLong(file, text, from);
      continue;
    }
    use(from, end);
    text.bytes.copyWithin(0, end, text.length);
    text.length -= end;
    from = 0;
  }
  const own = text.length;
  if (from < 0 || from > own) return;
  for (let searched = own; ; ) {
    const end = firstLineEnd(text, searched, text.length);
    if (end >= 0 || at >= file.size) {
      use(from, end >= 0 ? end : text.length);
      return;
    }
    searched = text.length;
    if (searched - own > file.maxLineBytes) throw lineTooLong(file, text, from);
    at = advance(file, at, at + step, text, Number.POSITIVE_INFINITY);
  }
}

/** Offset after the last line feed behind `from`, −1 when there is none. */
function lastLineEnd(text: TextBuffer, from: number): number {
  const at = text.bytes.subarray(from, text.length).lastIndexOf(LF);
  return at < 0 ? -1 : from + at + 1;
}

function firstLineEnd(text: TextBuffer, from: number, to: number): number {
  const at = text.bytes.indexOf(LF, from);
  return at < 0 || at >= to ? -1 : at + 1;
}

function lineTooLong(file: OpenText, text: TextBuffer, from: number): FormatError {
  let line = 1;
  for (let at = text.bytes.indexOf(LF, from); at >= 0 && at < text.length; at = text.bytes.indexOf(LF, at + 1)) line++;
  return ruleError('line-length', line, `Line ${line} is longer than ${file.maxLineBytes} bytes.`, file.name);
}

/** Appends the file's bytes from `from` to `to`, as long as the text is shorter than `most`; returns the offset reached. */
function appendBytes(file: OpenText, from: number, to: number, text: TextBuffer, most: number): number {
  const end = Math.min(file.size, to, from + Math.max(1, most - text.length));
  text.reserve(end - from);
  let at = from;
  while (at < end) {
    const read = readSync(file.fd, text.bytes, text.length, end - at, at);
    if (read === 0)
      throw new FormatError('IDUN_FILE_CHANGED', `${file.name} became shorter while it was read.`, { file: file.name });
    at += read;
    text.length += read;
  }
  return at;
}

/** Appends the blocks that start in [from, to), as long as the text is shorter than `most`; returns the offset after the last. */
function appendBlocks(file: OpenText, from: number, to: number, text: TextBuffer, most: number): number {
  let at = from;
  while (at < to && at < file.size && text.length < most) {
    const bytes = readAt(
      file,
      at,
      Math.min(file.size - at, Math.max(bgzfMaxBlock, Math.min(to - at, READ_AT_ONCE) + bgzfMaxBlock)),
    );
    const place = { file: file.name, base: at };
    let i = 0;
    while (at + i < to && at + i < file.size && text.length < most) {
      if (i + bgzfHeaderSize > bytes.length) break;
      const size = blockSize(bytes, i, place);
      if (i + size > bytes.length) break;
      appendBlock(bytes, i, size, text, place);
      i += size;
    }
    if (i === 0) throw truncatedBgzf(file.size, file.name);
    at += i;
  }
  return at;
}

function appendBlock(
  bytes: Uint8Array,
  at: number,
  size: number,
  text: TextBuffer,
  place: { file: string; base: number },
): void {
  const contentSize = blockContentSize(bytes, at, size);
  if (contentSize === 0 && size === 28) return;
  const from = at + 12 + (bytes[at + 10]! | (bytes[at + 11]! << 8));
  const end = at + size - 8;
  const checksum = (bytes[end]! | (bytes[end + 1]! << 8) | (bytes[end + 2]! << 16) | (bytes[end + 3]! << 24)) >>> 0;
  if (contentSize <= bgzfMaxBlock && text.appendInflated(bytes.subarray(from, end), contentSize, checksum)) return;
  // The slow way reads everything, and gives the exact error.
  text.append(inflateBlock(bytes, at, place));
}

/** Up to `length` bytes from `at`, and as many as a block may have. */
function readAt(file: OpenText, at: number, length: number): Buffer {
  const { held } = file;
  if (held !== undefined && at >= held.at) {
    const rest = held.bytes.subarray(at - held.at);
    if (rest.length >= Math.min(length, bgzfMaxBlock)) return rest;
  }
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const read = readSync(file.fd, buffer, filled, length - filled, at + filled);
    if (read === 0) break;
    filled += read;
  }
  const bytes = buffer.subarray(0, filled);
  file.held = { at, bytes };
  return bytes;
}
