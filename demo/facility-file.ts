import { type CallStyle, countCalls, drawCall, fileAlleles, genotypeText } from './calls.ts';
import type { CarriedSites } from './carried-sites.ts';
import { copiesOf, demoContigs, type Interval, pseudoautosomal } from './contigs.ts';
import type { PlantedVariant } from './planted.ts';
import type { Random } from './random.ts';
import { drawReads } from './reads.ts';
import type { ContigSequence } from './reference.ts';
import type { SequencedGenome } from './sampling.ts';
import { absentCopy, missingCopy, type Site } from './site.ts';
import type { TruthRecorder } from './truth.ts';
import { headerText } from './vcf-text.ts';

/** The national facility's caller: one genome a file, every place either a record or part of a reference block. */
export const facilityStyle: CallStyle = {
  sexChromosomes: 'haploid',
  mitochondrion: 'haploid',
  missing: 0,
  half: 0,
  wrongHet: 0,
};

interface Block extends Interval {
  readonly dp: number;
  readonly minDp: number;
  readonly gq: number;
}

/** Cuts a stretch into blocks; those at places to `keep` are good. Blocks of good quality are far above, poor ones far below, any threshold in use (GQ 20, depth 10). */
function drawBlocks(
  { start: from, end: to }: Interval,
  depth: number,
  keep: readonly number[],
  random: Random,
): Block[] {
  const blocks: Block[] = [];
  for (let start = from; start < to; ) {
    const poor = random.chance(0.025) && !keep.some((k) => k > start - 100 && k < start + 1000);
    const end = Math.min(to, start + (poor ? random.between(150, 900) : random.between(400, 4500)));
    const dp = poor ? random.between(1, 4) : Math.max(14, Math.round(random.normal(depth, 3)));
    const minDp = poor ? Math.max(0, dp - 2) : Math.max(12, dp - random.between(1, 8));
    blocks.push({
      start,
      end,
      dp,
      minDp,
      gq: poor ? random.between(0, 12) : random.pick([40, 50, 60, 70, 80, 90, 99]),
    });
    start = end;
  }
  return blocks;
}

/** The parts of a contig that have a sequence to be read and one ploidy throughout; none for a woman's Y. */
function readableParts({ contig, gaps }: ContigSequence, sex: 'male' | 'female'): Interval[] {
  if (contig.role === 'Y' && sex === 'female') return [];
  const [par1, par2] = pseudoautosomal;
  const cuts = contig.role === 'X' ? [par1.X.end, par2.X.start] : [];
  const ends = contig.role === 'Y' ? { start: par1.Y.end, end: par2.Y.start } : { start: 0, end: contig.length };
  const points = [...gaps.flatMap((g) => [g.start, g.end]), ...cuts, ends.start, ends.end]
    .filter((p) => p >= ends.start && p <= ends.end)
    .sort((a, b) => a - b);
  return points.slice(1).flatMap((end, i) => {
    const start = points[i]!;
    return end > start && !gaps.some((g) => g.start <= start && end <= g.end) ? [{ start, end }] : [];
  });
}

function blockLine(name: string, reference: string, { start, end, dp, minDp, gq }: Block, ploidy: 1 | 2): string {
  const likely = ploidy === 2 ? `0/0:${dp}:${gq}:${minDp}:0,${gq},${15 * gq}` : `0:${dp}:${gq}:${minDp}:0,${15 * gq}`;
  return `${name}\t${start + 1}\t.\t${reference}\t<NON_REF>\t.\t.\tEND=${end}\tGT:DP:GQ:MIN_DP:PL\t${likely}\n`;
}

function variantLine(site: Site, genome: SequencedGenome, truth: TruthRecorder, random: Random): string | null {
  const own = fileAlleles(site, [genome]);
  if (own === null || site.structural !== undefined) return null;
  const call = drawCall(site, genome, facilityStyle, random);
  truth.record(site, [genome], [call], own);
  const { name, role } = demoContigs[site.contigNo]!;
  const alleles = { ...own, alts: [...own.alts, '<NON_REF>'] };
  const numbers = [call.first, call.second]
    .filter((code) => code !== absentCopy && code !== missingCopy)
    .map((code) => alleles.numberOf.get(code)!);
  const ploidy = call.second === absentCopy ? 1 : 2;
  const depth = role === 'MT' ? 1800 : copiesOf(role, genome.person.sex, site.start) === 1 ? 18 : 36;
  const { dp, ad, pl, gq } = drawReads(
    numbers,
    alleles.alts.length + 1,
    ploidy,
    depth,
    random,
    site.fractions?.get(genome.no),
  );
  const { ac, an } = countCalls([call], alleles);
  const fixed = `${name}\t${site.start + 1}\t.\t${site.ref}\t${alleles.alts.join(',')}\t${(0.9 * pl[0]! + 1).toFixed(2)}\t.\tAC=${ac.join(',')};AN=${an};DP=${dp}`;
  const genotype = genotypeText(call, alleles, false);
  if (role !== 'MT') return `${fixed}\tGT:AD:DP:GQ:PL\t${genotype}:${ad.join(',')}:${dp}:${gq}:${pl.join(',')}\n`;
  const shares = ad.slice(1).map((n) => (n / dp).toFixed(3));
  return `${fixed}\tGT:AD:DP:GQ:AF\t${genotype}:${ad.join(',')}:${dp}:${gq}:${shares.join(',')}\n`;
}

/** The text of one genome's gVCF, in pieces: a contig at a time. */
export function* facilityGvcf(
  carried: CarriedSites,
  sequences: readonly ContigSequence[],
  genome: SequencedGenome,
  planted: readonly PlantedVariant[],
  truth: TruthRecorder,
  random: Random,
): Generator<string> {
  const keys = [
    'AC',
    'AN',
    'INFO_DP',
    'END',
    'NON_REF',
    'LowQual',
    'GT',
    'DP',
    'AD',
    'GQ',
    'MIN_DP',
    'PL',
    'AF',
  ] as const;
  yield headerText('VCFv4.2', 'idun-demo facility caller gVCF 4.6', keys, [genome.sample]);
  for (const sequence of sequences) {
    const { contig, bases } = sequence;
    const { sex } = genome.person;
    const keep = planted.filter(({ contigNo }) => contigNo === contig.no).map(({ start }) => start);
    const blocks = readableParts(sequence, sex).flatMap((part) =>
      drawBlocks(part, copiesOf(contig.role, sex, part.start) === 1 ? 20 : 36, keep, random),
    );
    const lines: string[] = [];
    let at = 0;
    let next = 0;
    const fillTo = (end: number): void => {
      for (; next < blocks.length && blocks[next]!.start < end; next++) {
        const block = blocks[next]!;
        const part = { ...block, start: Math.max(block.start, at), end: Math.min(block.end, end) };
        if (part.end > part.start) {
          const reference = String.fromCharCode(bases[part.start]!);
          lines.push(blockLine(contig.name, reference, part, copiesOf(contig.role, sex, part.start) === 1 ? 1 : 2));
          truth.block(genome, contig.no, part, block.gq >= 20);
        }
        if (block.end > end) break;
      }
      at = Math.max(at, end);
    };
    for (const site of carried(contig.no, [genome])) {
      const line = variantLine(site, genome, truth, random);
      if (line === null) continue;
      fillTo(site.start);
      lines.push(line);
      at = Math.max(at, site.start + site.ref.length);
    }
    fillTo(bases.length);
    yield lines.join('');
  }
}
