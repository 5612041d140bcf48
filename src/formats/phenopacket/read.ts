import { FormatError } from '../error.ts';
import { readLines, readTextFile } from '../gzip/index.ts';
import type { DocumentPlace } from './fields.ts';
import { parsePhenopacketDocument } from './parse.ts';
import type { PhenopacketDocument } from './types.ts';

/** Longest line of NDJSON, and most of a document written over many lines. */
const longestDocument = 1 << 28;

/**
 * Reads the documents of a file: one JSON document, a list of them, or one on each line (NDJSON, streamed); plain, gzip or bgzip.
 * @throws FormatError IDUN_PHENOPACKET_* with file and line
 */
export async function* readPhenopackets(path: string): AsyncGenerator<PhenopacketDocument> {
  const bytes = readTextFile(path, 'Phenopackets as JSON or NDJSON');
  let whole: string[] | null = null;
  let size = 0;
  for await (const { first, lines } of readLines(bytes, { file: path, longestLine: longestDocument })) {
    for (const [i, line] of lines.entries()) {
      if (whole === null && line.trim() === '') continue;
      const place = { file: path, line: first + i };
      const json = whole === null ? tryJson(line) : undefined;
      if (json !== undefined) yield* documentsOf(json, place);
      else if (whole === null && size > 0) throw notJson(place);
      else {
        whole ??= [];
        whole.push(line);
      }
      size += line.length + 1;
      if (whole !== null && size > longestDocument) throw notJson({ file: path });
    }
  }
  if (whole !== null) yield* documentsOf(tryJson(whole.join('\n')), { file: path });
}

function* documentsOf(json: unknown, place: DocumentPlace): Generator<PhenopacketDocument> {
  if (json === undefined) throw notJson(place);
  for (const document of Array.isArray(json) ? (json as unknown[]) : [json])
    yield parsePhenopacketDocument(document, place);
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function notJson(place: DocumentPlace): FormatError {
  const where = place.line === undefined ? 'The file' : `Line ${place.line}`;
  return new FormatError('IDUN_PHENOPACKET_JSON', `${where} is not JSON.`, {
    ...place,
    expected: 'one JSON document, or one on each line',
    action: 'Convert YAML or protobuf to JSON with phenopacket-tools first.',
  });
}
