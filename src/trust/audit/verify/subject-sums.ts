/** Entries whose subjects are summed together. */
const groupSize = 65_536;
const pseudonymStart = Buffer.from('psd_');
const pseudonymBytes = 26;

const isNameByte = (byte: number | undefined): boolean =>
  byte !== undefined &&
  ((byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || byte === 95);

/**
 * Sums over pairs of entry and pseudonym that do not depend on their order: those of the entries' bytes are compared with those of
 * the table by which a person's entries are found, without sorting either.
 */
export class SubjectSums {
  private readonly sums = new Map<number, number>();

  /** Adds a pair. @param name the pseudonym's 26 bytes at `at` */
  add(entryNo: number, name: Buffer, at: number): void {
    let hash = 0x811c9dc5 ^ entryNo;
    let other = Math.imul(entryNo, 0x9e3779b1);
    for (let i = at + 4; i < at + pseudonymBytes; i++) {
      const byte = name[i]!;
      hash = Math.imul(hash ^ byte, 0x01000193);
      other = Math.imul(other + byte, 0x85ebca6b) ^ (other >>> 15);
    }
    const group = Math.floor(entryNo / groupSize);
    const sum = (this.sums.get(group) ?? 0) + (hash >>> 0) * 0x100000 + ((other >>> 0) & 0xfffff);
    // Below 2^53, so that no bit is lost.
    this.sums.set(group, sum % 2 ** 52);
  }

  /** The sums, to take across threads. */
  toList(): [group: number, sum: number][] {
    return [...this.sums];
  }

  /** Adds the sums of other entries. */
  addList(list: readonly [group: number, sum: number][]): void {
    for (const [group, sum] of list) this.sums.set(group, ((this.sums.get(group) ?? 0) + sum) % 2 ** 52);
  }

  /** Adds the pseudonyms in an entry's bytes, each once. */
  addEntry(entryNo: number, entry: Buffer): void {
    let at = entry.indexOf(pseudonymStart);
    if (at < 0) return;
    const places: number[] = [];
    for (; at >= 0; at = entry.indexOf(pseudonymStart, at + 1)) {
      if (!isPseudonym(entry, at)) continue;
      const known = places.some(
        (place) => entry.compare(entry, place, place + pseudonymBytes, at, at + pseudonymBytes) === 0,
      );
      if (known) continue;
      places.push(at);
      this.add(entryNo, entry, at);
    }
  }

  /** The ranges of entry numbers whose sums differ. */
  differences(other: SubjectSums): { first: number; after: number }[] {
    const groups = new Set([...this.sums.keys(), ...other.sums.keys()]);
    return [...groups]
      .filter((group) => (this.sums.get(group) ?? 0) !== (other.sums.get(group) ?? 0))
      .sort((a, b) => a - b)
      .map((group) => ({ first: group * groupSize, after: (group + 1) * groupSize }));
  }
}

function isPseudonym(entry: Buffer, at: number): boolean {
  if (isNameByte(entry[at - 1]) || isNameByte(entry[at + pseudonymBytes])) return false;
  for (let i = at + 4; i < at + pseudonymBytes; i++) if (!isNameByte(entry[i]) || entry[i] === 95) return false;
  return true;
}
