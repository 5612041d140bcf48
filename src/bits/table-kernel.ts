import { tableWasm } from './table.wasm.generated.ts';
import { instantiate } from './wasm.ts';

/** Rows of a frequency table as columns. */
export interface TableRows {
  rows: number;
  /** 0-based. */
  start: Uint32Array;
  /** Below 16 a substitution, reference·4 + alternate of `ACGT`; else the offset of its text plus 16. */
  code: Uint32Array;
  ac: Uint32Array;
  an: Uint32Array;
  hom: Uint32Array;
  hemi: Uint32Array;
  missing: Uint32Array;
  /** Texts of alleles: length (u32, little-endian), `REF` tab `ALT`; each starts on four bytes. */
  texts: Uint8Array;
}

interface Exports {
  memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  prepare(): number;
  addFrequency(ac: number, an: number, length: number): number;
  writeRows(
    from: number,
    rows: number,
    columns: number,
    stride: number,
    contig: number,
    contigLength: number,
    texts: number,
    below: number,
    out: number,
    end: number,
    progress: number,
  ): number;
}

const PAGE = 65_536;
const SLACK = 64;
/** Bytes of a line beside its texts: six numbers of at most 10 digits, a frequency of at most 28, tabs and line feed. */
const LINE = 160;
const OUT_BYTES = 1 << 20;

/** Writes the lines of frequency tables in WebAssembly: `chrom pos ref alt ac an hom hemi missing af`, positions 1-based. */
export class TableKernel {
  readonly #wasm = instantiate<Exports>(tableWasm);
  readonly #free = (this.#wasm.prepare() + 15) & ~15;

  /**
   * Writes lines. An allele count above zero and under `below` is written `<below`, and what derives from it `.`.
   * @param contig its name
   */
  write(contig: string, table: TableRows, below: number): Buffer {
    const { rows } = table;
    const name = Buffer.from(`${contig}\t`, 'utf8');
    const stride = (rows * 4 + 15) & ~15;
    const columns = this.#free;
    const contigAt = columns + stride * 7;
    const texts = (contigAt + name.length + SLACK) & ~15;
    const progress = (texts + table.texts.length + SLACK) & ~15;
    const out = progress + 16;
    const longest = LINE + name.length + table.texts.length;
    const end = out + Math.max(OUT_BYTES, longest * 2);
    this.#reserve(end + SLACK);
    const { buffer } = this.#wasm.memory;
    const words = new Uint32Array(buffer);
    const { start, code, ac, an, hom, hemi, missing } = table;
    [start, code, ac, an, hom, hemi, missing].forEach((column, k) => {
      words.set(column.length === rows ? column : column.subarray(0, rows), (columns + k * stride) >> 2);
    });
    const bytes = new Uint8Array(buffer);
    bytes.set(name, contigAt);
    bytes.set(table.texts, texts);
    const pieces: Buffer[] = [];
    for (let row = 0, written = 0; row < rows; ) {
      const stopped = this.#wasm.writeRows(
        row,
        rows,
        columns,
        stride,
        contigAt,
        name.length,
        texts,
        below,
        out + written,
        end,
        progress,
      );
      row = words[progress >> 2]!;
      written += words[(progress >> 2) + 1]!;
      if (stopped !== 0) this.#addFrequency(bytes, ac[row]!, an[row]!);
      else {
        pieces.push(copyOf(bytes.subarray(out, out + written)));
        written = 0;
      }
    }
    return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
  }

  /** The shortest decimal that reads back as ac / an. Few pairs occur, again and again. */
  #addFrequency(bytes: Uint8Array, ac: number, an: number): void {
    const text = Buffer.from(String(ac / an), 'latin1');
    bytes.set(text, this.#wasm.addFrequency(ac, an, text.length));
  }

  #reserve(bytes: number): void {
    const { memory } = this.#wasm;
    const missing = bytes - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  }
}

function copyOf(bytes: Uint8Array): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  copy.set(bytes);
  return copy;
}
