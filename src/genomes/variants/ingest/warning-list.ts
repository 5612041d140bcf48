import type { IngestWarning } from './model.ts';

/** Warnings of a submission: one per code and file, with the first occurrence and a count. */
export class WarningList {
  readonly #byKey = new Map<string, IngestWarning>();

  add(warning: IngestWarning): void {
    const key = `${warning.code} ${warning.file ?? ''}`;
    const known = this.#byKey.get(key);
    if (known) known.count += warning.count;
    else this.#byKey.set(key, { ...warning });
  }

  /** Occurrences of a code over all files. */
  count(code: string): number {
    let count = 0;
    for (const warning of this.#byKey.values()) if (warning.code === code) count += warning.count;
    return count;
  }

  list(): IngestWarning[] {
    return [...this.#byKey.values()];
  }
}
