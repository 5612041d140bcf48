/** Some whole rows of a file. */
export interface RowChunk {
  bytes: Uint8Array;
  /** 1-based line that the first row begins on. */
  firstLine: number;
}

/**
 * Cuts text into stretches of whole rows, so that they can be parsed at once in several threads: a line end inside quotes is no end of
 * a row. Each stretch has bytes of its own. A byte order mark is left out.
 * @param size bytes of a stretch, at least; the last one is shorter
 */
export async function* rowChunks(bytes: AsyncIterable<Uint8Array>, size = 1 << 22): AsyncGenerator<RowChunk> {
  let waiting: Uint8Array[] = [];
  let held = 0;
  let firstLine = 1;
  let started = false;
  for await (const given of bytes) {
    const piece = !started && given[0] === 0xef && given[1] === 0xbb && given[2] === 0xbf ? given.subarray(3) : given;
    started = true;
    waiting.push(piece);
    held += piece.length;
    if (held < size) continue;
    const whole = joined(waiting, held);
    const end = lastRowEnd(whole);
    if (end > 0) {
      yield { bytes: whole.slice(0, end), firstLine };
      firstLine += countLines(whole, end);
    }
    waiting = [whole.slice(end)];
    held = whole.length - end;
  }
  if (held > 0) yield { bytes: joined(waiting, held), firstLine };
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** One past the last line end outside quotes; 0 when there is none. A row begins at the first byte, so quotes are even before an end. */
function lastRowEnd(bytes: Uint8Array): number {
  if (bytes.indexOf(34) < 0) return bytes.lastIndexOf(10) + 1;
  let quoted = false;
  let end = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === 34) quoted = !quoted;
    else if (byte === 10 && !quoted) end = at + 1;
  }
  return end;
}

function countLines(bytes: Uint8Array, to: number): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at >= 0 && at < to; at = bytes.indexOf(10, at + 1)) lines++;
  return lines;
}
