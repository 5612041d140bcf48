import { FormatError } from '../../../formats/error.ts';
import type { ChunkWarning } from './chunk-model.ts';
import type { IngestWarning } from './model.ts';

/** An error as it crosses from a thread. */
export interface SentError {
  code: `IDUN_${string}` | null;
  message: string;
  place: FormatError['place'];
  stack: string;
}

export function sendError(error: unknown): SentError {
  if (error instanceof FormatError) return { code: error.code, message: error.message, place: error.place, stack: '' };
  const plain = error instanceof Error ? error : new Error(String(error));
  return { code: null, message: plain.message, place: {}, stack: plain.stack ?? '' };
}

/** Lines named in a text, counted from the chunk's beginning, as the file's. */
function shiftText(text: string, base: number): string {
  return text.replace(/\b([Ll]ine) (\d+)/g, (_, word: string, line: string) => `${word} ${Number(line) + base}`);
}

/**
 * The error of a chunk as the file's: threads count lines from the chunk's beginning, because they do not know how many the chunks before have.
 * @param base lines of the file before the chunk
 */
export function receiveError(sent: SentError, base: number): Error {
  if (sent.code === null) return Object.assign(new Error(sent.message), { stack: sent.stack });
  const { line } = sent.place;
  if (line === undefined) return new FormatError(sent.code, sent.message, sent.place);
  return new FormatError(sent.code, shiftText(sent.message, base), { ...sent.place, line: line + base });
}

/** The warning of a chunk as the file's. */
export function shiftWarning(warning: ChunkWarning, base: number, file: string): IngestWarning {
  return {
    code: warning.code,
    what: shiftText(warning.what, base),
    count: warning.count,
    file,
    line: warning.line + base,
    expected: warning.expected,
  };
}
