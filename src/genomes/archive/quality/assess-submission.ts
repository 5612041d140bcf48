import { canonicalContig } from '../../../genetics/contigs/index.ts';
import { contigSeed, type IngestResult, siteHash } from '../ingestion.ts';
import type { Finding, Report, SubmissionOptions } from '../model.ts';
import type { StoredReference } from '../references/reference.ts';
import { type DeclaredFamily, declaredFamilies, type MatchedSample } from '../samples/match-samples.ts';
import { type ComparablePanel, compareBetween, compareWithin } from './compare-genomes.ts';
import { compareWithDataset, type EarlierGenome } from './distribution.ts';
import { judge, makeFinding, sortFindings, summarise } from './finding.ts';
import { describeGenome, judgeGenome } from './genome-quality.ts';
import { type DeclaredRelation, judgePair, type PairMember } from './judge-relations.ts';
import { judgeTrio } from './judge-trios.ts';
import { makePanel, type SitePanel } from './site-panel.ts';

/** A genome of the submission before it is written: what is known of it. */
export interface AssessedGenome extends MatchedSample {
  id: string;
  batch: number;
  localNo: number;
  /** The person it belongs to when that person is known already. */
  personNo: number | null;
  provisional: boolean;
}

export interface AssessedBatch {
  result: IngestResult;
  panel: SitePanel;
}

/** An earlier batch of the reference with the genomes that still count. */
export interface EarlierBatch extends ComparablePanel {
  assay: string;
  datasetNo: number;
  members: (PairMember & { unrelated: boolean })[];
}

export interface AssessmentInput {
  reference: StoredReference;
  matchedBy: string | null;
  options: SubmissionOptions;
  datasetNo: number | null;
  batches: readonly AssessedBatch[];
  genomes: readonly AssessedGenome[];
  /** Names of declared individuals without a sample. */
  withoutSample: readonly string[];
  earlierQc: readonly EarlierGenome[];
  earlierBatches: AsyncIterable<EarlierBatch> | Iterable<EarlierBatch>;
}

/** What can be said of each genome alone, and the rest of the judgement on its way. */
export interface BegunAssessment {
  genomes: Report['genomes'];
  /** Compares the genomes and gives the whole judgement. */
  finish(): Promise<Assessment>;
}

export interface Assessment {
  report: Report;
  /** Ids of genomes that are close relatives of one counted before them. */
  related: Set<string>;
}

/** Below this many genomes every variant of a batch is a candidate site (variants/ingest candidate-sites.ts). */
const LISTS_EVERYTHING_BELOW = 20;

/** The relatedness panel of an ingested batch. */
export function panelOf(result: IngestResult, reference: StoredReference): SitePanel {
  const seeds = new Map(
    [...reference.contigs, ...result.newContigs].map((c) => [c.contigNo, contigSeed(canonicalContig(c.name))]),
  );
  return makePanel(result.relatednessSites, (contigNo, start, code) => siteHash(seeds.get(contigNo) ?? 0, start, code));
}

/**
 * Judges a whole submission: every genome and the files as such at once; its families and its likeness to earlier genomes with
 * `finish`, in turns that leave the thread to others.
 */
export function beginAssessment(input: AssessmentInput): BegunAssessment {
  const { genomes, batches, options } = input;
  const findings: Finding[] = [...judgeFiles(input), ...judgeSamples(input)];
  const described = genomes.map((genome) => {
    const counters = batches[genome.batch]!.result.genomes[genome.localNo]!;
    const one = { id: genome.id, sample: genome.sample, sex: genome.sex, counters };
    findings.push(...judgeGenome(one, options.assay, options.type));
    return describeGenome(one);
  });
  const { distribution, findings: outliers } = compareWithDataset(described, input.earlierQc);
  findings.push(...outliers);
  return { genomes: described, finish: async () => finishAssessment(input, { described, distribution, findings }) };
}

async function finishAssessment(
  input: AssessmentInput,
  begun: { described: Report['genomes']; distribution: Report['distribution']; findings: readonly Finding[] },
): Promise<Assessment> {
  const { genomes, batches } = input;
  const { described, distribution } = begun;
  const relations = await judgeRelations(input);
  const findings = [...begun.findings, ...relations.findings];
  const sorted = sortFindings(findings);
  const verdict = judge(sorted);
  const report: Report = {
    verdict,
    summary: summarise(verdict, genomes.length, sorted),
    findings: sorted,
    totals: addTotals(batches.map((batch) => batch.result)),
    genomes: described,
    relatedness: relations.rows,
    references: {
      name: input.reference.name,
      checked: input.reference.checked,
      mismatches: 0,
      matchedBy: input.matchedBy,
    },
    distribution,
  };
  return { report, related: relations.related };
}

function judgeFiles({ reference, batches }: AssessmentInput): Finding[] {
  const findings: Finding[] = [];
  if (!reference.checked) findings.push(makeFinding('reference-unchecked', { reference: reference.name }));
  for (const warning of batches.flatMap((batch) => batch.result.warnings)) {
    const found = warning.count > 1 ? `${warning.count} times; the first is named here.` : 'Once.';
    const finding = makeFinding('reading-warning', { what: warning.what, expected: warning.expected ?? '', found });
    const { file, line } = warning;
    findings.push({
      ...finding,
      code: warning.code,
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { line }),
    });
  }
  return findings;
}

const listed = (names: readonly string[]): string =>
  `${names.slice(0, 10).join(', ')}${names.length > 10 ? ', …' : ''}`;

function judgeSamples({ genomes, withoutSample }: AssessmentInput): Finding[] {
  const findings: Finding[] = [];
  const unknown = genomes.filter((genome) => genome.personNo === null);
  if (unknown.length > 0) {
    const samples = listed(unknown.map((genome) => genome.sample));
    findings.push(makeFinding('samples-provisional', { count: unknown.length, samples }));
  }
  const undeclared = genomes.filter((genome) => genome.sex === 'unknown').length;
  if (undeclared > 0) findings.push(makeFinding('sex-undeclared', { count: undeclared }));
  if (withoutSample.length > 0) {
    const individuals = listed(withoutSample);
    findings.push(makeFinding('pedigree-without-sample', { count: withoutSample.length, individuals }));
  }
  return findings;
}

interface Relations {
  findings: Finding[];
  rows: Report['relatedness'];
  related: Set<string>;
}

/** Pairs shown in the report; findings are never cut. */
const MOST_ROWS = 1000;

async function judgeRelations(input: AssessmentInput): Promise<Relations> {
  const relations: Relations = { findings: [], rows: [], related: new Set() };
  const families = declaredFamilies(input.genomes);
  const declared = declaredPairs(families);
  await judgeWithin(input, declared, relations);
  await judgeAcross(input, declared, relations);
  for (const family of families) {
    const finding = judgeTrio(family, input.genomes, input.batches);
    if (finding) relations.findings.push(finding);
  }
  for await (const earlier of input.earlierBatches) await judgeAgainst(input, earlier, relations);
  relations.rows = relations.rows.sort((a, b) => b.kinship - a.kinship).slice(0, MOST_ROWS);
  return relations;
}

/** Declared parents and children by indices of genomes: `parent,child`. */
function declaredPairs(families: readonly DeclaredFamily[]): Set<string> {
  const pairs = new Set<string>();
  for (const { child, mother, father } of families) {
    if (mother !== null) pairs.add(`${mother},${child}`);
    if (father !== null) pairs.add(`${father},${child}`);
  }
  return pairs;
}

function relationOf(a: PairMember, b: PairMember): DeclaredRelation {
  if (a.personNo !== null && a.personNo === b.personNo) return 'same-person';
  return a.family !== null && a.family === b.family ? 'same-family' : null;
}

function record(a: PairMember, b: PairMember, judged: ReturnType<typeof judgePair>, relations: Relations): void {
  if (judged.finding) relations.findings.push(judged.finding);
  if (judged.row) relations.rows.push(judged.row);
  // Of two relatives the one that came later stays out; of one submission, the one further on.
  if (judged.related && !relations.related.has(a.id)) relations.related.add(b.id);
}

function judgeMembers(
  input: AssessmentInput,
  i: number,
  j: number,
  pair: Parameters<typeof judgePair>[2],
  declared: ReadonlySet<string>,
  relations: Relations,
): void {
  const [a, b] = [input.genomes[i]!, input.genomes[j]!];
  if (declared.has(`${j},${i}`)) record(b, a, judgePair(b, a, pair, 'parent-child'), relations);
  else record(a, b, judgePair(a, b, pair, declared.has(`${i},${j}`) ? 'parent-child' : relationOf(a, b)), relations);
}

async function judgeWithin(input: AssessmentInput, declared: ReadonlySet<string>, relations: Relations): Promise<void> {
  for (const [batchNo, batch] of input.batches.entries()) {
    const members = input.genomes.flatMap((genome, i) => (genome.batch === batchNo ? [i] : []));
    const indexOf = new Map(members.map((i) => [input.genomes[i]!.localNo, i]));
    const size = batch.panel.genomes.length;
    const wanted = new Set<number>();
    for (const pair of declared) {
      const [i, j] = pair.split(',').map(Number) as [number, number];
      if (input.genomes[i]!.batch !== batchNo || input.genomes[j]!.batch !== batchNo) continue;
      const [a, b] = [input.genomes[i]!.localNo, input.genomes[j]!.localNo].sort((x, y) => x - y) as [number, number];
      wanted.add(a * size + b);
    }
    for (const pair of await compareWithin(batch.panel, wanted)) {
      judgeMembers(input, indexOf.get(pair.a)!, indexOf.get(pair.b)!, pair, declared, relations);
    }
  }
}

function comparable(batch: AssessedBatch): ComparablePanel {
  return { panel: batch.panel, listsEverything: batch.panel.genomes.length < LISTS_EVERYTHING_BELOW };
}

async function judgeAcross(input: AssessmentInput, declared: ReadonlySet<string>, relations: Relations): Promise<void> {
  const at = (batch: number, localNo: number): number =>
    input.genomes.findIndex((genome) => genome.batch === batch && genome.localNo === localNo);
  for (let p = 0; p < input.batches.length; p++) {
    for (let q = p + 1; q < input.batches.length; q++) {
      const [first, second] = [input.batches[p]!, input.batches[q]!];
      const width = second.panel.genomes.length;
      const wanted = new Set<number>();
      for (const pair of declared) {
        for (const [x, y] of [pair.split(',').map(Number), pair.split(',').map(Number).reverse()] as [
          number,
          number,
        ][]) {
          const [a, b] = [input.genomes[x]!, input.genomes[y]!];
          if (a.batch === p && b.batch === q) wanted.add(a.localNo * width + b.localNo);
        }
      }
      for (const pair of await compareBetween(comparable(first), comparable(second), wanted)) {
        judgeMembers(input, at(p, pair.a), at(q, pair.b), pair, declared, relations);
      }
    }
  }
}

async function judgeAgainst(input: AssessmentInput, earlier: EarlierBatch, relations: Relations): Promise<void> {
  // Where the two were read differently (another assay; exomes of another dataset), a site not listed says nothing.
  const alike =
    earlier.assay === input.options.assay && (earlier.assay === 'wgs' || earlier.datasetNo === input.datasetNo);
  for (const [batchNo, batch] of input.batches.entries()) {
    const mine = comparable(batch);
    const first = { ...mine, listsEverything: mine.listsEverything && alike };
    const second = { ...earlier, listsEverything: earlier.listsEverything && alike };
    for (const pair of await compareBetween(first, second)) {
      const genome = input.genomes.find((g) => g.batch === batchNo && g.localNo === pair.a)!;
      const other = earlier.members[pair.b]!;
      const judged = judgePair(genome, other, pair, relationOf(genome, other));
      if (judged.finding) relations.findings.push(judged.finding);
      if (judged.row) relations.rows.push(judged.row);
      if (judged.related && other.unrelated) relations.related.add(genome.id);
    }
  }
}

function addTotals(results: readonly IngestResult[]): Report['totals'] {
  const sum: Record<string, number | null> = {};
  for (const { totals } of results) {
    for (const [name, value] of Object.entries(totals)) {
      if (typeof value === 'number') sum[name] = (sum[name] ?? 0) + value;
      else sum[name] ??= null;
    }
  }
  const { ti, tv } = sum;
  sum['tiTv'] = ti != null && tv ? ti / tv : null;
  return sum;
}
