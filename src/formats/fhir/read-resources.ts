import { FormatError } from '../error.ts';
import { readLines, readTextFile } from '../gzip/index.ts';
import { elementAt, type FhirResource, listAt } from './resource.ts';

/** A resource with its place: the entry of a bundle or the line of NDJSON, 1-based. */
export interface PlacedResource {
  resource: FhirResource;
  place: number;
}

/** Longest bundle that is read: a bundle is one JSON value and is held whole. */
const mostBytes = 512 * 2 ** 20;

/**
 * Resources of a file: a bundle (FHIR R4 §2.36), one resource, or NDJSON as bulk export writes it; plain, gzip or bgzip.
 * @throws FormatError IDUN_FHIR_JSON, IDUN_FHIR_RESOURCE with entry or line
 */
export async function* readResources(path: string): AsyncGenerator<PlacedResource> {
  if (/\.ndjson(\.gz)?$/i.test(path)) yield* readNdjson(path);
  else yield* readBundle(path);
}

async function* readNdjson(path: string): AsyncGenerator<PlacedResource> {
  for await (const { first, lines } of readLines(readTextFile(path), { file: path })) {
    for (const [i, line] of lines.entries()) {
      if (line.trim() !== '')
        yield { resource: asResource(parse(line, path, first + i), path, first + i), place: first + i };
    }
  }
}

async function* readBundle(path: string): AsyncGenerator<PlacedResource> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of readTextFile(path, 'JSON, plain or compressed with gzip')) {
    size += piece.length;
    if (size > mostBytes) {
      throw new FormatError('IDUN_FHIR_JSON', `The bundle is larger than ${mostBytes / 2 ** 20} MiB.`, {
        file: path,
        expected: 'smaller bundles, or NDJSON',
      });
    }
    pieces.push(piece);
  }
  const json = parse(Buffer.concat(pieces).toString('utf8'), path);
  if (elementAt(json, 'resourceType') !== 'Bundle') {
    yield { resource: asResource(json, path, 1), place: 1 };
    return;
  }
  for (const [i, entry] of listAt(json, 'entry').entries()) {
    if (entry['resource'] === undefined) continue;
    const resource = asResource(entry['resource'], path, i + 1);
    const id = resource.id ?? String(entry['fullUrl'] ?? '').replace(/^urn:uuid:/, '');
    yield { resource: id === '' ? resource : { ...resource, id }, place: i + 1 };
  }
}

function parse(text: string, file: string, line?: number): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    throw new FormatError(
      'IDUN_FHIR_JSON',
      `The text is not whole JSON: ${message.replace(/"[^"]*"/g, '…').slice(0, 120)}`,
      {
        file,
        ...(line === undefined ? {} : { line }),
        expected: 'a FHIR R4 bundle or resource as JSON',
      },
    );
  }
}

function asResource(value: unknown, file: string, line: number): FhirResource {
  if (typeof elementAt(value, 'resourceType') === 'string' && !Array.isArray(value)) return value as FhirResource;
  throw new FormatError('IDUN_FHIR_RESOURCE', `Entry ${line} is no resource.`, {
    file,
    line,
    expected: 'resourceType',
  });
}
