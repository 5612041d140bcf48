import type { Interval } from '../intervals/index.ts';

export type HumanBuild = 'GRCh37' | 'GRCh38' | 'T2T-CHM13v2.0';
export const humanBuilds: readonly HumanBuild[] = ['GRCh37', 'GRCh38', 'T2T-CHM13v2.0'];

/** The primary contigs of a human genome in karyotype order. */
export const primaryContigs: readonly string[] = [
  ...Array.from({ length: 22 }, (_, i) => String(i + 1)),
  'X',
  'Y',
  'MT',
];

/** Pseudo-autosomal regions of X and Y, 0-based half-open; a custom one is passed for a reference that is not a known build. */
export interface ParRegions {
  readonly X: readonly Interval[];
  readonly Y: readonly Interval[];
}

export const noPar: ParRegions = { X: [], Y: [] };

/** Lengths in the order of `primaryContigs` (GRC assembly reports GCF_000001405.13 and .26, GCF_009914755.1). */
const lengthsInOrder: Record<HumanBuild, readonly number[]> = {
  GRCh37: [
    249250621, 243199373, 198022430, 191154276, 180915260, 171115067, 159138663, 146364022, 141213431, 135534747,
    135006516, 133851895, 115169878, 107349540, 102531392, 90354753, 81195210, 78077248, 59128983, 63025520, 48129895,
    51304566, 155270560, 59373566, 16569,
  ],
  GRCh38: [
    248956422, 242193529, 198295559, 190214555, 181538259, 170805979, 159345973, 145138636, 138394717, 133797422,
    135086622, 133275309, 114364328, 107043718, 101991189, 90338345, 83257441, 80373285, 58617616, 64444167, 46709983,
    50818468, 156040895, 57227415, 16569,
  ],
  'T2T-CHM13v2.0': [
    248387328, 242696752, 201105948, 193574945, 182045439, 172126628, 160567428, 146259331, 150617247, 134758134,
    135127769, 133324548, 113566686, 101161492, 99753195, 96330374, 84276897, 80542538, 61707364, 66210255, 45090682,
    51324926, 154259566, 62460029, 16569,
  ],
};

/** Version of NC_0000NN in GRCh37 for 1–22, X, Y; GRCh38's is one higher. */
const refseqVersions37 = [
  10, 11, 11, 11, 9, 11, 13, 10, 11, 10, 9, 11, 10, 8, 9, 9, 10, 9, 9, 10, 8, 10, 10, 9,
] as const;

const par: Record<HumanBuild, ParRegions> = {
  GRCh37: {
    X: [
      { start: 60000, end: 2699520 },
      { start: 154931043, end: 155260560 },
    ],
    Y: [
      { start: 10000, end: 2649520 },
      { start: 59034049, end: 59363566 },
    ],
  },
  GRCh38: {
    X: [
      { start: 10000, end: 2781479 },
      { start: 155701382, end: 156030895 },
    ],
    Y: [
      { start: 10000, end: 2781479 },
      { start: 56887902, end: 57217415 },
    ],
  },
  'T2T-CHM13v2.0': {
    X: [
      { start: 0, end: 2394410 },
      { start: 153925834, end: 154259566 },
    ],
    Y: [
      { start: 0, end: 2458320 },
      { start: 62122809, end: 62460029 },
    ],
  },
};

/** Pseudo-autosomal regions of a known build, 0-based half-open. */
export function parRegions(build: HumanBuild): ParRegions {
  return par[build];
}

/** Length of a primary contig (`1` … `22`, `X`, `Y`, `MT`) in a build, in bases. */
export function buildContigLength(build: HumanBuild, canonical: string): number | undefined {
  const index = primaryContigs.indexOf(canonical);
  return index < 0 ? undefined : lengthsInOrder[build][index];
}

/** RefSeq and GenBank accessions of a primary contig in a build. */
export function buildAccessions(build: HumanBuild, canonical: string): readonly string[] {
  const index = primaryContigs.indexOf(canonical);
  if (index < 0) return [];
  if (build === 'T2T-CHM13v2.0') return chm13Accessions(index);
  if (canonical === 'MT') return ['NC_012920.1', 'J01415.2'];
  const patch = build === 'GRCh38' ? 1 : 0;
  return [
    `NC_${String(index + 1).padStart(6, '0')}.${refseqVersions37[index]! + patch}`,
    `CM${String(663 + index).padStart(6, '0')}.${1 + patch}`,
  ];
}

function chm13Accessions(index: number): readonly string[] {
  if (index === 24) return ['CP068254.1'];
  if (index === 23) return ['NC_060948.1', 'CP086569.2'];
  return [`NC_0${60925 + index}.1`, `CP0${68277 - index}.2`];
}
