/** Kinds of damage `mutateVcf` can do to a VCF text. */
export const mutationKinds = [
  'truncate',
  'drop-column',
  'add-column',
  'flip-byte',
  'genotype-out-of-range',
  'genotype-garbage',
  'swap-lines',
  'duplicate-line',
  'delete-header-line',
  'tab-to-space',
  'carriage-returns',
  'position-garbage',
  'reference-garbage',
  'insert-zero',
  'long-line',
  'utf16',
] as const;

/** A kind of damage. */
export type MutationKind = (typeof mutationKinds)[number];

/** A damaged text and what was done to it. */
export interface Mutation {
  kind: MutationKind;
  bytes: Uint8Array;
  /** 1-based line that was touched; 0 when the damage is everywhere. */
  line: number;
}

/** A small generator of random numbers with a seed (mulberry32): the same seed gives the same damage everywhere. */
export function seededRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return Math.floor((((value ^ (value >>> 14)) >>> 0) / 4294967296) * below);
  };
}

/**
 * Damages a VCF text in one way, for tests of faults.
 *
 * @param bytes a valid VCF text with a header and data lines
 * @param seed chooses the place (and the kind, when none is given)
 * @returns the damaged text; the input is not changed
 */
export function mutateVcf(bytes: Uint8Array, seed: number, kind?: MutationKind): Mutation {
  const random = seededRandom(seed);
  const chosen = kind ?? mutationKinds[random(mutationKinds.length)]!;
  if (chosen === 'truncate') return { kind: chosen, bytes: bytes.slice(0, random(bytes.length)), line: 0 };
  if (chosen === 'flip-byte') {
    const copy = bytes.slice();
    const at = random(copy.length);
    copy[at] = copy[at]! ^ (1 << random(8));
    return { kind: chosen, bytes: copy, line: lineOf(bytes, at) };
  }
  const text = Buffer.from(bytes).toString('latin1');
  if (chosen === 'utf16') return { kind: chosen, bytes: Buffer.from(`\ufeff${text}`, 'utf16le'), line: 0 };
  if (chosen === 'carriage-returns') return { kind: chosen, bytes: latin1(text.replaceAll('\n', '\r\n')), line: 0 };
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const firstData = lines.findIndex((line) => !line.startsWith('#'));
  const line =
    chosen === 'delete-header-line' ? random(Math.max(firstData, 1)) : firstData + random(lines.length - firstData);
  damageLine(lines, line, chosen, random);
  return { kind: chosen, bytes: latin1(`${lines.join('\n')}\n`), line: line + 1 };
}

function damageLine(lines: string[], at: number, kind: MutationKind, random: (below: number) => number): void {
  const columns = (lines[at] ?? '').split('\t');
  switch (kind) {
    case 'delete-header-line':
    case 'duplicate-line':
      lines.splice(at, kind === 'duplicate-line' ? 0 : 1, ...(kind === 'duplicate-line' ? [lines[at]!] : []));
      return;
    case 'swap-lines': {
      const other = at + 1 < lines.length ? at + 1 : at - 1;
      [lines[at], lines[other]] = [lines[other]!, lines[at]!];
      return;
    }
    case 'drop-column':
      columns.splice(random(columns.length), 1);
      break;
    case 'add-column':
      columns.push('0/0');
      break;
    case 'genotype-out-of-range':
    case 'genotype-garbage': {
      const sample = 9 + random(Math.max(columns.length - 9, 1));
      const genotype = kind === 'genotype-garbage' ? '0/x' : `0/${900 + random(99)}`;
      if (sample < columns.length) columns[sample] = columns[sample]!.replace(/^[^:]*/, genotype);
      break;
    }
    case 'position-garbage':
      columns[1] = ['-5', 'ten', '', '1e3', '99999999999'][random(5)]!;
      break;
    case 'reference-garbage':
      columns[3] = ['', '.', 'Q', 'A,C', '<DEL>'][random(5)]!;
      break;
    case 'tab-to-space':
      lines[at] = lines[at]!.replace('\t', ' ');
      return;
    case 'insert-zero': {
      const place = random(lines[at]!.length);
      lines[at] = `${lines[at]!.slice(0, place)}\0${lines[at]!.slice(place)}`;
      return;
    }
    case 'long-line':
      columns[7] = `${columns[7]};LONG=${'A'.repeat(4096 + random(4096))}`;
      break;
  }
  lines[at] = columns.join('\t');
}

function lineOf(bytes: Uint8Array, at: number): number {
  let line = 1;
  for (let i = 0; i < at; i++) if (bytes[i] === 10) line++;
  return line;
}

function latin1(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}
