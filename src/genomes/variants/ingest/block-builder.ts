import type { BlockColumns } from './chunk-model.ts';

/** Collects the callable blocks of each genome on one contig, joined where they touch. Blocks of a genome come in file order. */
export class BlockBuilder {
  readonly #genomes: number;
  #start: number[][] = [];
  #end: number[][] = [];
  #any = false;

  constructor(genomes: number) {
    this.#genomes = genomes;
  }

  /** True once a reference block was met, callable or not. */
  get any(): boolean {
    return this.#any;
  }

  /** A reference block was met. */
  meet(): void {
    if (this.#any) return;
    this.#any = true;
    this.#start = Array.from({ length: this.#genomes }, () => []);
    this.#end = Array.from({ length: this.#genomes }, () => []);
  }

  /** A genome is callable in [start, end), 0-based. */
  add(genome: number, start: number, end: number): void {
    const starts = this.#start[genome]!;
    const ends = this.#end[genome]!;
    const last = ends.length - 1;
    if (last >= 0 && start <= ends[last]! && start >= starts[last]!) {
      if (end > ends[last]!) ends[last] = end;
      return;
    }
    starts.push(start);
    ends.push(end);
  }

  finish(): BlockColumns | null {
    if (!this.#any) return null;
    const offsets = new Uint32Array(this.#start.length + 1);
    this.#start.forEach((starts, g) => {
      offsets[g + 1] = offsets[g]! + starts.length;
    });
    const start = new Uint32Array(offsets.at(-1)!);
    const end = new Uint32Array(start.length);
    this.#start.forEach((starts, g) => {
      start.set(starts, offsets[g]!);
      end.set(this.#end[g]!, offsets[g]!);
    });
    return { offsets, start, end };
  }
}

/** Blocks of one contig from several chunks, in file order, joined per genome where they touch or overlap. */
export function joinBlocks(chunks: readonly BlockColumns[], genomes: number): BlockColumns {
  const joined = new BlockBuilder(genomes);
  joined.meet();
  for (let g = 0; g < genomes; g++) {
    const intervals = chunks.flatMap((chunk) =>
      Array.from({ length: chunk.offsets[g + 1]! - chunk.offsets[g]! }, (_, i) => {
        const at = chunk.offsets[g]! + i;
        return [chunk.start[at]!, chunk.end[at]!] as const;
      }),
    );
    intervals.sort((a, b) => a[0] - b[0]);
    for (const [start, end] of intervals) joined.add(g, start, end);
  }
  return joined.finish()!;
}
