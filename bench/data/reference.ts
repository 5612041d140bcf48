import { writeFileSync } from 'node:fs';
import { TextSink } from './text-sink.ts';

const LINE = 60;

/** A random sequence with runs of repeats, so that left-alignment has something to do. Bytes are upper-case bases. */
export function randomContig(length: number, seed: number): Uint8Array {
  const bases = new Uint8Array(length);
  const letters = [65, 67, 71, 84];
  let state = seed >>> 0;
  for (let i = 0; i < length; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bases[i++] = letters[state >>> 30]!;
    // Now and then the last one to three bases again, some times over.
    if ((state & 0x3f00) !== 0 || i < 4) continue;
    const unit = 1 + ((state >>> 16) % 3);
    for (let k = (state >>> 18) & 15; k > 0 && i < length; k--) {
      bases[i] = bases[i - unit]!;
      i++;
    }
  }
  return bases;
}

/** Writes contigs as FASTA with its `.fai`. */
export async function writeFasta(path: string, contigs: { name: string; bases: Uint8Array }[]): Promise<void> {
  const sink = new TextSink(path);
  let offset = 0;
  let fai = '';
  for (const { name, bases } of contigs) {
    sink.text(`>${name}\n`);
    offset += name.length + 2;
    fai += `${name}\t${bases.length}\t${offset}\t${LINE}\t${LINE + 1}\n`;
    const lines = Math.ceil(bases.length / LINE);
    for (let i = 0; i < lines; i += 1 << 14) {
      const text = linesOf(bases, i * LINE, Math.min(bases.length, (i + (1 << 14)) * LINE));
      sink.bytes(text);
      offset += text.length;
      await sink.drain();
    }
  }
  await sink.end();
  writeFileSync(`${path}.fai`, fai);
}

function linesOf(bases: Uint8Array, from: number, to: number): Uint8Array {
  const text = new Uint8Array(to - from + Math.ceil((to - from) / LINE));
  let at = 0;
  for (let i = from; i < to; i += LINE) {
    const line = bases.subarray(i, Math.min(to, i + LINE));
    text.set(line, at);
    at += line.length;
    text[at++] = 10;
  }
  return text.subarray(0, at);
}

/** A variant at a 0-based position: mostly a substitution, sometimes a short insertion or deletion. */
export function randomAllele(bases: Uint8Array, start: number, random: () => number): { ref: string; alt: string } {
  const letter = (i: number): string => String.fromCharCode(bases[i]!);
  const kind = random();
  if (kind < 0.92 || start + 12 > bases.length) {
    const ref = letter(start);
    const transition = { A: 'G', C: 'T', G: 'A', T: 'C' }[ref]!;
    return { ref, alt: random() < 0.67 ? transition : ref === 'A' || ref === 'G' ? 'C' : 'A' };
  }
  const size = 1 + Math.floor(random() * random() * 10);
  if (kind < 0.96) {
    const inserted = Array.from({ length: size }, (_, i) => letter(start + 1 + (i % 3))).join('');
    return { ref: letter(start), alt: letter(start) + inserted };
  }
  const ref = Array.from({ length: size + 1 }, (_, i) => letter(start + i)).join('');
  return { ref, alt: letter(start) };
}
