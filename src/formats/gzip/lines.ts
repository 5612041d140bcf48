import { FormatError } from '../error.ts';

/** Some whole lines of a text, without their line ends. */
export interface LineBatch {
  /** 1-based number of the first line. */
  readonly first: number;
  readonly lines: readonly string[];
}

export interface LineLimits {
  /** Name for error texts. */
  readonly file?: string;
  /** Longest line in bytes; 16 MiB unless given. */
  readonly longestLine?: number;
}

/**
 * Splits UTF-8 bytes into lines, a batch for each chunk; LF and CRLF both end a line, a byte order mark is dropped.
 * @throws FormatError IDUN_TEXT_LINE_TOO_LONG or IDUN_TEXT_NOT_UTF8
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  limits: LineLimits = {},
): AsyncGenerator<LineBatch> {
  const longest = limits.longestLine ?? 1 << 24;
  let first = 1;
  let parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(10) + 1;
    if (end > 0) {
      const lines = decode([...parts, chunk.subarray(0, end)], first, limits);
      lines.pop();
      yield { first, lines };
      first += lines.length;
      parts = [];
      size = 0;
    }
    if (end < chunk.length) {
      parts.push(Uint8Array.from(chunk.subarray(end)));
      size += chunk.length - end;
    }
    if (size > longest) throw tooLong(first, longest, limits);
  }
  if (size > 0) yield { first, lines: decode(parts, first, limits) };
}

function decode(parts: readonly Uint8Array[], first: number, limits: LineLimits): string[] {
  const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: first !== 1 }).decode(bytes);
    return text.split(text.includes('\r') ? /\r?\n/ : '\n');
  } catch {
    throw new FormatError('IDUN_TEXT_NOT_UTF8', `The text near line ${first} is not UTF-8.`, {
      ...(limits.file === undefined ? {} : { file: limits.file }),
      line: first,
      expected: 'UTF-8',
      action: 'Save the file as UTF-8.',
    });
  }
}

function tooLong(line: number, longest: number, limits: LineLimits): FormatError {
  return new FormatError('IDUN_TEXT_LINE_TOO_LONG', `Line ${line} is longer than ${longest} bytes.`, {
    ...(limits.file === undefined ? {} : { file: limits.file }),
    line,
    expected: `lines of at most ${longest} bytes`,
    action: 'Check that the file is text with line ends.',
  });
}
