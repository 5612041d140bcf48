/** Where in a file something was wrong, and what would have been right. */
export interface FormatErrorPlace {
  /** File name as the person gave it. */
  file?: string;
  /** 1-based line in the decompressed text. */
  line?: number;
  /** What the specification expects, in words. */
  expected?: string;
  /** What the person can do now. */
  action?: string;
}

/** An input that breaks its format's specification. Pure modules throw it; the edges turn it into a problem document. */
export class FormatError extends Error {
  readonly code: `IDUN_${string}`;
  readonly place: FormatErrorPlace;

  /**
   * @param code stable code to quote, `IDUN_<FORMAT>_<REASON>`
   * @param detail what is wrong, as a sentence
   * @param place file, 1-based line, what was expected
   */
  constructor(code: `IDUN_${string}`, detail: string, place: FormatErrorPlace = {}) {
    super(detail);
    this.name = 'FormatError';
    this.code = code;
    this.place = place;
  }
}
