import { readLines, readTextFile } from '../../../formats/gzip/index.ts';
import { faf95 } from '../../../genetics/frequencies/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import type { Progress } from '../../../platform/progress/index.ts';
import { assertScope, type Scope } from '../../../trust/scope/index.ts';
import { isProtected } from '../answers/disclosure.ts';
import { countsAt } from '../counts/index.ts';
import { asOf, type Engine, withView } from '../engine.ts';
import { countGroups } from '../lookup/index.ts';
import { normaliseVariant } from '../naming/index.ts';
import type { ContigRow } from '../population/index.ts';
import type { View } from '../snapshot/index.ts';
import { errors } from './errors.ts';
import { writeOutput } from './output-file.ts';

export interface AnnotateRequest {
  reference: string;
  /** VCF, plain, gzip or bgzip. */
  input: string;
  /** A name ending in `.gz` or `.bgz` is written as BGZF. */
  output: string;
  progress: Progress;
}

export interface Annotated {
  records: number;
  /** Alternate alleles with bases, and those of them that the database has. */
  alleles: number;
  seen: number;
  /** Records on contigs that the reference does not have. */
  otherContigs: number;
}

const fields = [
  ['IDUN_AC', 'A', 'Integer', 'Alternate allele count in the national genome database'],
  ['IDUN_AN', 'A', 'Integer', 'Called alleles there'],
  ['IDUN_AF', 'A', 'Float', 'IDUN_AC / IDUN_AN'],
  ['IDUN_NHOMALT', 'A', 'Integer', 'Homozygous genomes'],
  ['IDUN_NHEMIALT', 'A', 'Integer', 'Hemizygous genomes'],
  ['IDUN_FAF95', 'A', 'Float', 'Filtering allele frequency, lower bound of 95 %'],
] as const;
const ours = /^##INFO=<ID=IDUN_(?:AC|AN|AF|NHOMALT|NHEMIALT|FAF95),/;
const ourValue = /^IDUN_(?:AC|AN|AF|NHOMALT|NHEMIALT|FAF95)=/;

/**
 * Copies a VCF with the national frequencies of each alternate allele beside it, as INFO fields `IDUN_…`; everything else
 * stays byte for byte. Alleles are looked up trimmed and left-aligned; symbolic ones, those of other contigs and protected
 * counts are `.`. Needs act `counts`.
 * @throws Problem IDUN_ANNOTATE_NOT_VCF, IDUN_ANNOTATE_OTHER_REFERENCE with the line
 */
export async function annotateVcf(engine: Engine, scope: Scope, request: AnnotateRequest): Promise<Annotated> {
  assertScope(scope, 'counts', engine.clock);
  const done: Annotated = { records: 0, alleles: 0, seen: 0, otherContigs: 0 };
  request.progress.step('Annotating', undefined, 'records');
  await withView(engine, scope, request.reference, async (view) => {
    await writeOutput(request.output, annotatedLines(engine, view, scope, request, done));
  });
  request.progress.done();
  return done;
}

async function* annotatedLines(
  engine: Engine,
  view: View,
  scope: Scope,
  request: AnnotateRequest,
  done: Annotated,
): AsyncGenerator<Uint8Array> {
  const file = request.input;
  let inHeader = true;
  for await (const { first, lines } of readLines(readTextFile(file, 'VCF, plain or compressed with gzip or bgzip'), {
    file,
    longestLine: 1 << 28,
  })) {
    const out: string[] = [];
    for (const [i, line] of lines.entries()) {
      if (first + i === 1 && !line.startsWith('##fileformat=VCF'))
        throw notVcf(file, 1, 'a first line ##fileformat=VCFv4.x');
      if (line.startsWith('##')) {
        if (!ours.test(line)) out.push(line);
      } else if (line.startsWith('#CHROM')) {
        inHeader = false;
        out.push(...headerLines(engine, view), line);
      } else if (line !== '') {
        if (inHeader) throw notVcf(file, first + i, 'the #CHROM line before the first record');
        out.push(await annotateRecord(engine, view, scope, line, { file, number: first + i }, done));
      }
    }
    request.progress.advance(out.length);
    if (out.length > 0) yield Buffer.from(`${out.join('\n')}\n`, 'utf8');
  }
  if (inHeader) throw notVcf(file, 1, 'a VCF header with a #CHROM line');
}

function headerLines(engine: Engine, view: View): string[] {
  const { dataVersion, maskEpoch, at } = asOf(engine, view.snapshot);
  const { name, checked } = view.snapshot.manifest.reference;
  return [
    `##idun_frequencies=<Reference=${name},Checked=${checked},DataVersion=${dataVersion},MaskEpoch=${maskEpoch},At="${at}">`,
    ...fields.map(
      ([id, number, type, what]) => `##INFO=<ID=${id},Number=${number},Type=${type},Description="${what}">`,
    ),
  ];
}

async function annotateRecord(
  engine: Engine,
  view: View,
  scope: Scope,
  line: string,
  place: { file: string; number: number },
  done: Annotated,
): Promise<string> {
  const columns = line.split('\t', 8);
  const [chrom, posText, , ref, altText, , , info] = columns;
  const pos = Number(posText);
  if (info === undefined || !/^\d+$/.test(posText ?? ''))
    throw notVcf(place.file, place.number, 'at least 8 tab-separated columns with a whole number as POS');
  done.records++;
  const contig = view.snapshot.contig(chrom!);
  if (!contig) done.otherContigs++;
  const values = await Promise.all(
    altText!
      .split(',')
      .map((alt) => (contig ? frequencyOf(engine, view, scope, contig, { pos, ref: ref!, alt }, place, done) : null)),
  );
  const kept = info === '.' ? [] : info.split(';').filter((entry) => !ourValue.test(entry));
  const added = values.every((value) => value === null)
    ? []
    : fields.map(([id], k) => `${id}=${values.map((value) => value?.[k] ?? '.').join(',')}`);
  const text = [...kept, ...added].join(';') || '.';
  const before = columns.slice(0, 7).join('\t');
  return `${before}\t${text}${line.slice(before.length + 1 + info.replace(/\r$/, '').length)}`;
}

/** Values in the order of `fields`; null for an allele without bases. */
async function frequencyOf(
  engine: Engine,
  view: View,
  scope: Scope,
  contig: ContigRow,
  written: { pos: number; ref: string; alt: string },
  place: { file: string; number: number },
  done: Annotated,
): Promise<readonly string[] | null> {
  const ref = written.ref.toUpperCase();
  const alt = written.alt.toUpperCase();
  if (!/^[ACGTN]+$/.test(alt) || !/^[ACGTN]+$/.test(ref) || written.pos < 1 || ref === alt) return null;
  done.alleles++;
  const key = await normaliseVariant(
    view.snapshot.manifest.reference,
    contig,
    { start: written.pos - 1, ref, alt },
    engine.referenceBases,
  ).catch((error: unknown) => {
    throw asOtherReference(error, place);
  });
  const { columns } = countGroups(view, contig, key, [view.snapshot.population.groups[0]!.mask]);
  const { ac, an, hom, hemi } = countsAt(columns, 0);
  if (ac > 0) done.seen++;
  if (isProtected(ac, scope.disclosure)) return ['.', `${an}`, '.', '.', '.', '.'];
  return [`${ac}`, `${an}`, an === 0 ? '.' : `${ac / an}`, `${hom}`, `${hemi}`, `${faf95(ac, an) ?? '.'}`];
}

function asOtherReference(error: unknown, place: { file: string; number: number }): unknown {
  if (!(error instanceof Problem)) return error;
  return new Problem(errors.otherReference, error.detail, {
    file: place.file,
    line: place.number,
    expected: String(error.extra?.expected ?? 'alleles of the chosen reference'),
    action: 'Name the reference that the file was made on with --reference.',
  });
}

function notVcf(file: string, line: number, expected: string): Problem {
  return new Problem(errors.notVcf, `Line ${line} is not what a VCF has there.`, { file, line, expected });
}
