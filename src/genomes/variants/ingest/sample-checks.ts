import type { FormatLayout, RecordFields } from '../../../formats/vcf/index.ts';

/** Text of sample columns that is checked in every chunk, and the share of what is beyond. */
const FULLY_CHECKED_BYTES = 1 << 16;
const CHECKED_SHARE = 1 / 16;

/**
 * Chooses the records whose sample fields are compared with the header: all of a small file, one in sixteen bytes of a large one. What a
 * caller writes wrongly it writes wrongly everywhere, and the check costs more than the reading. GT is always read in full.
 */
export class SampleChecks {
  #seen = 0;
  #checked = 0;

  /** To be called for each record of a chunk. */
  isDue(record: RecordFields, layout: FormatLayout): boolean {
    if (layout.onlyGenotype) return false;
    const bytes = record.end - record.samples + 1;
    this.#seen += bytes;
    if (this.#checked > 0 && this.#checked + bytes > FULLY_CHECKED_BYTES + this.#seen * CHECKED_SHARE) return false;
    this.#checked += bytes;
    return true;
  }

  /** Begins a chunk. */
  reset(): void {
    this.#seen = this.#checked = 0;
  }
}
