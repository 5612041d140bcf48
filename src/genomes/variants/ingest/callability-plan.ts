import { readBed } from '../../../formats/bed/index.ts';
import { canonicalContig } from '../../../genetics/contigs/index.ts';
import type { CallableLayer } from '../segment/index.ts';
import type { BlockColumns } from './chunk-model.ts';
import type { Callability, IngestContig, IngestRequest, InspectedFile } from './model.ts';

/** Where the genomes of the batch are callable without a record. */
export interface CallablePlan {
  /** What the request and the headers say; `sites` becomes `blocks` when blocks turn up. */
  mode: Callability;
  /** Contigs that need a segment even without a record. */
  everywhere: IngestContig[];
  layersOf(contig: IngestContig, blocks: BlockColumns | null, genomes: number): CallableLayer[];
}

/**
 * A callable BED counts before `--absent reference`, that before reference blocks, those before the sites alone.
 * @throws FormatError for a damaged BED
 */
export async function planCallability(request: IngestRequest, files: readonly InspectedFile[]): Promise<CallablePlan> {
  const { contigs } = request.reference;
  if (request.callableBed !== undefined) return bedPlan(request.callableBed, contigs);
  if (request.absent === 'reference') {
    return {
      mode: 'everything',
      everywhere: contigs.filter((contig) => contig.role !== 'other'),
      layersOf: (_contig, _blocks, genomes) => [{ kind: 'everything', from: 0, to: genomes }],
    };
  }
  const gvcf = files.some((file) => file.gvcf);
  return {
    mode: gvcf ? 'blocks' : 'sites',
    everywhere: [],
    layersOf: (_contig, blocks, genomes) => {
      if (blocks !== null) return [{ kind: 'blocks', from: 0, to: genomes, ...blocks }];
      if (!gvcf) return [{ kind: 'sites', from: 0, to: genomes }];
      const none = new Uint32Array(0);
      return [{ kind: 'blocks', from: 0, to: genomes, offsets: new Uint32Array(genomes + 1), start: none, end: none }];
    },
  };
}

async function bedPlan(path: string, contigs: readonly IngestContig[]): Promise<CallablePlan> {
  const regions = await readBed(path);
  const byName = new Map([...regions].map(([name, set]) => [canonicalContig(name), set]));
  const setOf = (contig: IngestContig) => byName.get(canonicalContig(contig.name));
  return {
    mode: 'bed',
    everywhere: contigs.filter((contig) => setOf(contig) !== undefined),
    layersOf: (contig, _blocks, genomes) => {
      const set = setOf(contig);
      const start = Uint32Array.from(set?.starts ?? []);
      const end = Uint32Array.from(set?.ends ?? []);
      return [{ kind: 'bed', from: 0, to: genomes, start, end }];
    },
  };
}
