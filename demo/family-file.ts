import { type Call, countCalls, drawCall, fileAlleles, genotypeText } from './calls.ts';
import type { CarriedSites } from './carried-sites.ts';
import { copiesOf, demoContigs } from './contigs.ts';
import { type FamilyRecord, phaseSetsOf, rewriteAlleles } from './family-record.ts';
import type { LaboratoryStyle } from './laboratory-styles.ts';
import type { Random } from './random.ts';
import { drawReads, type ReadEvidence } from './reads.ts';
import type { ContigSequence } from './reference.ts';
import type { SequencedGenome } from './sampling.ts';
import { absentCopy, missingCopy } from './site.ts';
import type { TruthRecorder } from './truth.ts';
import { type DefinitionKey, headerText, siteDraw, structuralInfo, structuralKeys } from './vcf-text.ts';

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
    : `GT:DP:AD:GQ:PL${style.phaseReach > 0 ? ':PS' : ''}${style.genotypeFilter ? ':FT' : ''}`;
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
    if (style.phaseReach > 0) text += `:${set > 0 ? set : '.'}`;
    if (style.genotypeFilter) text += `:${gq < 20 ? 'LowGQ' : 'PASS'}`;
    return text;
  });
  return `${quality.toFixed(1)}\t${filter}\t${info}\t${format}\t${columns.join('\t')}\n`;
}

/** The text of one family's VCF file, in pieces: a contig at a time. */
export function* familyVcf(
  carried: CarriedSites,
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
  if (style.phaseReach > 0) keys.push('PS');
  if (style.genotypeFilter) keys.push('LowGQ', 'FT');
  yield headerText(
    style.version,
    style.source,
    keys,
    genomes.map(({ sample }) => sample),
  );
  for (const { contig, bases } of sequences) {
    const shown = carried(contig.no, genomes).flatMap((site) => {
      const alleles = fileAlleles(site, genomes);
      return alleles === null ? [] : [{ site, alleles }];
    });
    const records = shown.map(({ site, alleles }, i): FamilyRecord => {
      const calls = genomes.map((genome) => drawCall(site, genome, style, random));
      truth.record(site, genomes, calls, alleles);
      const record = { site, alleles, calls, start: site.start, ref: site.ref, alts: alleles.alts };
      rewriteAlleles(record, shown[i + 1]?.site, bases, style);
      return record;
    });
    const phase = style.phaseReach > 0 ? genomes.map((_, i) => phaseSetsOf(records, i, style.phaseReach)) : [];
    const lines = records.map((record, i) => {
      const id = style.identifiers || record.site.structural !== undefined ? (record.site.id ?? '.') : '.';
      return `${contig.name}\t${record.start + 1}\t${id}\t${record.ref}\t${record.alts.join(',')}\t${restOfLine(record, i, genomes, phase, style, random)}`;
    });
    yield lines.join('');
  }
}
