import { infoKind, plainColumn, type RecordScanner } from '../../../bits/index.ts';
import type { PlainColumns, PlainInfo, QuickChecks, RecordFields } from '../../../formats/vcf/index.ts';

/** Lets the kernel find the columns of good lines and judge what is plain in them; lines it does not take are read in full. */
export class QuickScan implements QuickChecks {
  readonly #scanner: RecordScanner;
  readonly #width: number;
  readonly #confirm: (at: number) => boolean;
  /** Of the line scanned last. */
  readonly plain: PlainColumns = { id: false, alleles: false };

  /**
   * @param width bytes of a line's sample columns and their tabs when all are plain calls; 0: it never is so
   * @param confirm whether the columns from an offset on are of this width and plain
   */
  constructor(scanner: RecordScanner, width: number, confirm: (at: number) => boolean) {
    this.#scanner = scanner;
    this.#width = width;
    this.#confirm = confirm;
  }

  /**
   * Finds the columns of the line at `from`.
   * @param record receives them; its `line` is the caller's
   * @returns offset of the line feed; −1 when the line must be read in full: without samples, with CR, the last, not a record
   */
  scan(from: number, to: number, record: RecordFields): number {
    const scanner = this.#scanner;
    let end = scanner.scan(from, to, this.#width);
    const { tabs } = scanner;
    if (end >= 0 && scanner.guessed && !this.#confirm(tabs[8]!)) end = scanner.scan(from, to);
    if (end < 0) return -1;
    const { starts, ends } = record;
    let start = from;
    for (let i = 0; i < 9; i++) {
      starts[i] = start;
      ends[i] = tabs[i]!;
      start = tabs[i]! + 1;
    }
    record.start = from;
    record.end = end;
    record.columns = 9;
    record.samples = start;
    this.plain.id = (scanner.plain & plainColumn.id) !== 0;
    this.plain.alleles = (scanner.plain & plainColumn.alleles) !== 0;
    return end;
  }

  info(keys: PlainInfo[], spaces: boolean): ((start: number, end: number, altCount: number) => boolean) | null {
    const plain = keys.map(({ id, kind, wanted }) => ({ id, kind: infoKind[kind], wanted }));
    return this.#scanner.infoCheck(plain, spaces);
  }
}
