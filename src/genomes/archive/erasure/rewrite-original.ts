import { createReadStream, createWriteStream } from 'node:fs';
import { open, readFile, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { bcfToVcf } from '../../../formats/bcf/index.ts';
import { createBgzfInflater, createBgzfWriter } from '../../../formats/bgzf/index.ts';
import { inflateGzip, sniffFile } from '../../../formats/gzip/index.ts';
import { readPhenopackets } from '../../../formats/phenopacket/index.ts';
import { makeVcfRedactor, redactPed, type VcfRedactor } from './redact-vcf.ts';
import { makeScrubber } from './scrub-text.ts';

// Latin-1 keeps every byte of the file as it is; names are compared in the same form.
const bytewise = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/** The decompressed text of a VCF or BCF, whatever it is wrapped in. */
async function* textOfCalls(path: string): AsyncGenerator<Uint8Array> {
  const bytes = createReadStream(path, { highWaterMark: 1 << 18 });
  try {
    const kind = await sniffFile(path);
    const inflated =
      kind === 'plain'
        ? bytes
        : kind === 'bgzf'
          ? bytes.compose(createBgzfInflater(path))
          : kind === 'gzip'
            ? inflateGzip(bytes, { file: path })
            : bcfToVcf((await isPacked(path)) ? bytes.compose(createBgzfInflater(path)) : bytes, { file: path });
    yield* inflated as AsyncIterable<Uint8Array>;
  } finally {
    bytes.destroy();
  }
}

/** A BCF may be written without compression (`bcftools view -Ou`). */
async function isPacked(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + Buffer.from(chunk).toString('latin1')).split('\n');
    rest = lines.pop()!;
    yield lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  }
  if (rest !== '') yield [rest];
}

/**
 * Writes a bgzipped VCF without one sample beside a decrypted original.
 * @param names other names of the person, for the header
 * @returns the redactor, which knows whether the sample was there and which alleles were its own
 */
export async function rewriteCalls(
  from: string,
  to: string,
  sample: string,
  names: readonly string[],
): Promise<VcfRedactor> {
  const redactor = makeVcfRedactor(bytewise(sample), names.map(bytewise));
  async function* redacted(): AsyncGenerator<Buffer> {
    for await (const lines of linesOf(textOfCalls(from))) {
      const kept = lines.map((line) => redactor.line(line)).filter((line) => line !== null);
      if (kept.length > 0) yield Buffer.from(`${kept.join('\n')}\n`, 'latin1');
    }
  }
  await pipeline(Readable.from(redacted()), createBgzfWriter(), createWriteStream(to, { mode: 0o600 }));
  return redactor;
}

/** Writes a PED file without the person. @returns whether it changed */
export async function rewritePed(from: string, to: string, names: readonly string[]): Promise<boolean> {
  const before = await readFile(from, 'utf8');
  const after = redactPed(before, names);
  await writeFile(to, after, { mode: 0o600 });
  return before !== after;
}

/**
 * Writes those Phenopackets of a file that do not mention the person; a family or cohort that does goes as a whole, because its
 * members' documents are part of it.
 * @returns documents kept, and whether any went
 */
export async function rewritePhenopackets(
  from: string,
  to: string,
  names: readonly string[],
): Promise<{ kept: number; changed: boolean }> {
  const scrub = makeScrubber(names);
  const kept: string[] = [];
  let changed = false;
  for await (const document of readPhenopackets(from)) {
    const text = JSON.stringify(document.source);
    if (scrub(text) === text) kept.push(text);
    else changed = true;
  }
  await writeFile(to, kept.map((text) => `${text}\n`).join(''), { mode: 0o600 });
  return { kept: kept.length, changed };
}
