/** Rows that can be packed at once. */
export const MOST_PACKED_ROWS = 4096;
/** First byte of packed rows; anything else is another content. */
export const PACKED_ROWS = 1;

const WORK_BYTES = 3 << 18;
const VALUE_BYTES = 1 << 20;
const HEADER = 6;

/** What packing needs of the module that holds the text. */
export interface PackExports {
  packRows(
    spans: number,
    text: number,
    rows: number,
    sites: number,
    work: number,
    workEnd: number,
    numbers: number,
    out: number,
    outEnd: number,
    result: number,
  ): number;
  templatesAt(): number;
}

/** The memory of a kernel, which grows: views are made when needed. */
export interface KernelMemory {
  readonly buffer: ArrayBuffer;
  /** Where the text begins. */
  readonly text: number;
}

/**
 * Packs rows of the text in a kernel's memory: templates and numbers (assembly/pack.ts). Content: the byte `PACKED_ROWS`, bytes of a row's
 * template number (1 or 2), bytes of all templates (u32), template numbers of the rows, templates each ended by a zero byte, values.
 */
export class RowPacker {
  readonly #exports: PackExports;
  readonly #memory: KernelMemory;
  readonly #spans: number;
  readonly #numbers: number;
  readonly #work: number;
  readonly #values: number;
  readonly #result: number;
  /** Highest END of the sites packed last, 0 when none has one. */
  highestEnd = 0;

  /** @param place reserves memory and says where */
  constructor(exports: PackExports, memory: KernelMemory, place: (bytes: number) => number) {
    this.#exports = exports;
    this.#memory = memory;
    this.#spans = place(MOST_PACKED_ROWS * 24);
    this.#numbers = place(MOST_PACKED_ROWS * 2);
    this.#work = place(WORK_BYTES);
    this.#values = place(VALUE_BYTES);
    this.#result = place(16);
  }

  /**
   * Packs rows.
   * @param spans offsets in the text; of a site the beginning of POS, the end of FILTER, the bounds of INFO, those of FORMAT (which makes
   *   `POS ID REF ALT QUAL FILTER END FORMAT`); of a call its bounds
   * @returns null when a row cannot be packed, or not to advantage
   */
  pack(spans: Uint32Array, rows: number, kind: 'sites' | 'calls'): Uint8Array | null {
    const { buffer, text } = this.#memory;
    const width = kind === 'sites' ? 6 : 2;
    new Uint32Array(buffer, this.#spans, rows * width).set(spans.subarray(0, rows * width));
    const packed = this.#exports.packRows(
      this.#spans,
      text,
      rows,
      width === 6 ? 1 : 0,
      this.#work,
      this.#work + WORK_BYTES,
      this.#numbers,
      this.#values,
      this.#values + VALUE_BYTES,
      this.#result,
    );
    if (packed === 0) return null;
    const [templates, templateBytes, valueBytes, end] = new Uint32Array(buffer, this.#result, 4);
    this.highestEnd = end!;
    const wide = templates! > 256;
    const numbers = new Uint16Array(buffer, this.#numbers, rows);
    const numberBytes = wide ? rows * 2 : rows;
    const out = new Uint8Array(HEADER + numberBytes + templateBytes! + valueBytes!);
    out[0] = PACKED_ROWS;
    out[1] = wide ? 2 : 1;
    new DataView(out.buffer).setUint32(2, templateBytes!, true);
    if (wide) out.set(new Uint8Array(buffer, this.#numbers, numberBytes), HEADER);
    else out.set(numbers, HEADER);
    const templatesFrom = this.#work + this.#exports.templatesAt();
    out.set(new Uint8Array(buffer, templatesFrom, templateBytes), HEADER + numberBytes);
    out.set(new Uint8Array(buffer, this.#values, valueBytes), HEADER + numberBytes + templateBytes!);
    return out;
  }
}

const INTEGER = 1;
const PADDED = 2;
const DELTA = 3;
const TEXT = 4;

/** A template as text and what was taken out of it: a code, with the number of digits above it for `PADDED`. */
type Template = (string | number)[];

/**
 * The rows that {@link RowPacker} packed.
 * @throws Error when there are not `rows` of them
 */
export function unpackRows(content: Uint8Array, rows: number): string[] {
  const wide = content[1] === 2;
  const view = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const templatesAt = HEADER + (wide ? rows * 2 : rows);
  let at = templatesAt + view.readUInt32LE(2);
  if (at > view.length) throw new Error(`packed rows are not ${rows}`);
  const templates = readTemplates(view.subarray(templatesAt, at));
  let last = 0;
  const next = (): number => {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = view[at++]!;
      value += (byte & 127) * scale;
      if (!(byte > 127)) return value;
      scale *= 128;
    }
  };
  const lines = new Array<string>(rows);
  for (let row = 0; row < rows; row++) {
    const template = templates[wide ? view.readUInt16LE(HEADER + row * 2) : view[HEADER + row]!]!;
    let line = '';
    for (const part of template) {
      if (typeof part === 'string') line += part;
      else if (part === INTEGER) line += next();
      else if (part === DELTA) {
        const zigzag = next();
        last += (zigzag & 1) === 1 ? -(zigzag + 1) / 2 : zigzag / 2;
        line += last;
      } else if (part === TEXT) {
        const length = next();
        line += view.toString('utf8', at, at + length);
        at += length;
      } else line += String(next()).padStart(part >> 8, '0');
    }
    lines[row] = line;
  }
  if (at !== view.length) throw new Error(`packed rows are not ${rows}`);
  return lines;
}

function readTemplates(bytes: Buffer): Template[] {
  const templates: Template[] = [];
  let parts: Template = [];
  let from = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte > TEXT) continue;
    if (at > from) parts.push(bytes.toString('utf8', from, at));
    if (byte === PADDED) parts.push(PADDED | (bytes[++at]! << 8));
    else if (byte !== 0) parts.push(byte);
    from = at + 1;
    if (byte !== 0) continue;
    templates.push(parts);
    parts = [];
  }
  return templates;
}
