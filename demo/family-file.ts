import {
  type Call,
  type CallStyle,
  countCalls,
  drawCall,
  type FileAlleles,
  fileAlleles,
  genotypeText,
} from './calls.ts';
import { copiesOf, demoContigs } from './contigs.ts';
import type { Random } from './random.ts';
import { drawReads, type ReadEvidence } from './reads.ts';
import type { ContigSequence } from './reference.ts';
import type { SequencedGenome } from './sampling.ts';
import { absentCopy, missingCopy, type Site } from './site.ts';
import type { TruthRecorder } from './truth.ts';
import { type DefinitionKey, headerText, siteDraw, structuralInfo, structuralKeys } from './vcf-text.ts';

/** How one region's laboratory writes its family files. */
export interface LaboratoryStyle extends CallStyle {
  readonly source: string;
  readonly version: string;
  /** Reads per place. */
  readonly depth: number;
  /** Indels in repeats: first possible place, or last. */
  readonly placement: 'left' | 'right';
  /** Some alleles carry a base too many on the right, as merging tools leave behind. */
  readonly padded: boolean;
  readonly identifiers: boolean;
  readonly phaseSets: boolean;
  readonly genotypeFilter: boolean;
}

const common = { missing: 0.004, half: 0, wrongHet: 0 };

/** One style for each reporting region, in their order. */
export const laboratoryStyles: readonly LaboratoryStyle[] = [
  {
    ...common,
    source: 'idun-demo family caller H 4.5',
    version: 'VCFv4.2',
    sexChromosomes: 'haploid',
    mitochondrion: 'diploid',
    depth: 36,
    placement: 'left',
    padded: false,
    identifiers: true,
    phaseSets: true,
    genotypeFilter: false,
  },
  {
    ...common,
    source: 'idun-demo family caller M 2.1',
    version: 'VCFv4.3',
    sexChromosomes: 'diploid',
    mitochondrion: 'haploid',
    wrongHet: 0.01,
    half: 0.0012,
    depth: 32,
    placement: 'left',
    padded: true,
    identifiers: false,
    phaseSets: false,
    genotypeFilter: true,
  },
  {
    ...common,
    source: 'idun-demo long-read caller S 0.9',
    version: 'VCFv4.4',
    sexChromosomes: 'haploid',
    mitochondrion: 'haploid',
    depth: 27,
    placement: 'right',
    padded: false,
    identifiers: false,
    phaseSets: true,
    genotypeFilter: false,
  },
];

interface FamilyRecord {
  readonly site: Site;
  readonly alleles: FileAlleles;
  readonly calls: readonly Call[];
  /** As written: 0-based, perhaps not left-aligned. */
  start: number;
  ref: string;
  alts: readonly string[];
}

/** Longest distance between heterozygous places that reads of this laboratory still join. */
const phaseReach = 350;

/** Moves an indel to the right through its repeat, or pads alleles, where nothing else lies within. */
function rewrite(record: FamilyRecord, next: Site | undefined, bases: Uint8Array, style: LaboratoryStyle): void {
  const { site } = record;
  if (site.structural !== undefined || record.alts.length !== 1) return;
  const limit = Math.min(next?.start ?? bases.length, bases.length) - 2;
  const [alt] = record.alts as [string];
  if (style.padded && siteDraw(site, 2) < 0.03 && site.start + site.ref.length < limit) {
    const extra = String.fromCharCode(bases[site.start + site.ref.length]!);
    record.ref += extra;
    record.alts = [alt + extra];
  }
  const isPure = Math.min(site.ref.length, alt.length) === 1 && site.ref.length !== alt.length;
  if (style.placement !== 'right' || !isPure) return;
  let changed = site.ref.length > 1 ? site.ref.slice(1) : alt.slice(1);
  let start = site.start;
  const span = site.ref.length;
  while (start + span < limit && changed.charCodeAt(0) === bases[start + span]) {
    changed = changed.slice(1) + changed[0];
    start++;
  }
  const anchor = String.fromCharCode(bases[start]!);
  record.start = start;
  record.ref = site.ref.length > 1 ? anchor + changed : anchor;
  record.alts = [site.ref.length > 1 ? anchor : anchor + changed];
}

const isHet = ({ first, second }: Call): boolean =>
  second !== absentCopy && first !== missingCopy && second !== missingCopy && first !== second;

/** Phase sets of one sample: per record VCF's POS of the set's first record, 0 where unphased. */
function phaseSetsOf(records: readonly FamilyRecord[], sample: number): Int32Array {
  const sets = new Int32Array(records.length);
  let run: number[] = [];
  const close = (): void => {
    if (run.length > 1) for (const i of run) sets[i] = records[run[0]!]!.start + 1;
    run = [];
  };
  records.forEach((record, i) => {
    if (record.site.structural !== undefined || !isHet(record.calls[sample]!)) return;
    if (run.length > 0 && record.start - records[run.at(-1)!]!.start > phaseReach) close();
    run.push(i);
  });
  close();
  return sets;
}

function evidenceOf(
  record: FamilyRecord,
  call: Call,
  genome: SequencedGenome,
  depth: number,
  random: Random,
): ReadEvidence {
  const { site, alleles } = record;
  const { role } = demoContigs[site.contigNo]!;
  const copies = copiesOf(role, genome.person.sex, site.start);
  const numbers = [call.first, call.second]
    .filter((code) => code !== absentCopy && code !== missingCopy)
    .map((code) => alleles.numberOf.get(code)!);
  const here = role === 'MT' ? depth * 50 : copies === 1 ? depth / 2 : depth;
  return drawReads(
    numbers,
    alleles.alts.length + 1,
    call.second === absentCopy ? 1 : 2,
    here,
    random,
    site.fractions?.get(genome.no),
  );
}

/** Everything after POS…ALT of one record. */
function restOfLine(
  record: FamilyRecord,
  index: number,
  genomes: readonly SequencedGenome[],
  phase: readonly Int32Array[],
  style: LaboratoryStyle,
  random: Random,
): string {
  const { site, alleles, calls } = record;
  const { ac, an } = countCalls(calls, alleles);
  const poor = siteDraw(site, 3);
  const filter = poor < 0.01 ? 'LowQual' : poor < 0.016 ? 'StrandBias' : 'PASS';
  const depth = filter === 'LowQual' ? 8 : style.depth;
  const mitochondrial = demoContigs[site.contigNo]!.role === 'MT';
  const reads = calls.map((call, i) => evidenceOf(record, call, genomes[i]!, depth, random));
  const quality =
    filter === 'LowQual'
      ? 8 + 20 * poor * 100
      : Math.min(9999, reads.reduce((sum, { pl }) => sum + (pl[0] ?? 0), 31) * 0.9);
  const total = reads.reduce((sum, { dp }) => sum + dp, 0);
  const info = [`AC=${ac.join(',')}`, `AN=${an}`, `DP=${total}`, ...structuralInfo(site, style.version)].join(';');
  const format = mitochondrial
    ? 'GT:DP:AD:GQ:AF'
    : `GT:DP:AD:GQ:PL${style.phaseSets ? ':PS' : ''}${style.genotypeFilter ? ':FT' : ''}`;
  const columns = calls.map((call, i) => {
    const { dp, ad, pl, gq } = reads[i]!;
    const set = phase[i]?.[index] ?? 0;
    // Which of the two comes first is arbitrary in every phase set.
    const turned =
      set > 0 && (Math.imul(set, 0x9e3779b1) >>> (7 + i)) % 2 === 1 ? { first: call.second, second: call.first } : call;
    const genotype = genotypeText(turned, alleles, set > 0);
    if (mitochondrial)
      return `${genotype}:${dp}:${ad.join(',')}:${gq}:${ad
        .slice(1)
        .map((n) => (dp === 0 ? '.' : (n / dp).toFixed(3)))
        .join(',')}`;
    let text = `${genotype}:${dp}:${ad.join(',')}:${gq}:${pl.join(',')}`;
    if (style.phaseSets) text += `:${set > 0 ? set : '.'}`;
    if (style.genotypeFilter) text += `:${gq < 20 ? 'LowGQ' : 'PASS'}`;
    return text;
  });
  return `${quality.toFixed(1)}\t${filter}\t${info}\t${format}\t${columns.join('\t')}\n`;
}

/** The text of one family's VCF file, in pieces: a contig at a time. */
export function* familyVcf(
  sites: readonly (readonly Site[])[],
  sequences: readonly ContigSequence[],
  genomes: readonly SequencedGenome[],
  style: LaboratoryStyle,
  truth: TruthRecorder,
  random: Random,
): Generator<string> {
  const keys: DefinitionKey[] = [
    'AC',
    'AN',
    'INFO_DP',
    ...structuralKeys,
    'LowQual',
    'StrandBias',
    'GT',
    'DP',
    'AD',
    'GQ',
    'PL',
    'AF',
  ];
  if (style.phaseSets) keys.push('PS');
  if (style.genotypeFilter) keys.push('LowGQ', 'FT');
  yield headerText(
    style.version,
    style.source,
    keys,
    genomes.map(({ sample }) => sample),
  );
  for (const { contig, bases } of sequences) {
    const shown = sites[contig.no]!.flatMap((site) => {
      const alleles = fileAlleles(site, genomes);
      return alleles === null ? [] : [{ site, alleles }];
    });
    const records = shown.map(({ site, alleles }, i): FamilyRecord => {
      const calls = genomes.map((genome) => drawCall(site, genome, style, random));
      truth.record(site, genomes, calls, alleles);
      const record = { site, alleles, calls, start: site.start, ref: site.ref, alts: alleles.alts };
      rewrite(record, shown[i + 1]?.site, bases, style);
      return record;
    });
    const phase = style.phaseSets ? genomes.map((_, i) => phaseSetsOf(records, i)) : [];
    const lines = records.map((record, i) => {
      const id = style.identifiers || record.site.structural !== undefined ? (record.site.id ?? '.') : '.';
      return `${contig.name}\t${record.start + 1}\t${id}\t${record.ref}\t${record.alts.join(',')}\t${restOfLine(record, i, genomes, phase, style, random)}`;
    });
    yield lines.join('');
  }
}
