import { type ParquetCell, type ParquetColumn, writeParquet } from '../../../formats/parquet/index.ts';
import { faf95 } from '../../../genetics/frequencies/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import type { Scope } from '../../../trust/scope/index.ts';
import { type FrequencyRequest, type FrequencyScan, frequencyTable, scanFrequencies } from '../answers/frequencies.ts';
import type { Engine } from '../engine.ts';
import type { CountBatch } from '../scan/index.ts';
import { errors } from './errors.ts';
import { writeOutput } from './output-file.ts';

export type FrequencyFormat = 'tsv' | 'vcf' | 'parquet';

/** The format a file name asks for: `.tsv`, `.vcf`, `.parquet`, the first two also with `.gz` or `.bgz`. @throws Problem IDUN_EXPORT_FORMAT */
export function frequencyFormat(path: string): FrequencyFormat {
  const match = /\.(tsv|txt|vcf|parquet)(\.b?gz)?$/i.exec(path);
  const kind = match?.[1]?.toLowerCase();
  if (kind === 'vcf') return 'vcf';
  if (kind === 'parquet' && !match?.[2]) return 'parquet';
  if (kind === 'tsv' || kind === 'txt') return 'tsv';
  throw new Problem(errors.format, `The name ${path} does not say what to write.`, {
    file: path,
    expected: 'a name ending in .tsv, .tsv.gz, .vcf, .vcf.gz or .parquet',
  });
}

/** Writes the frequencies of a cohort to a file whose name says the format. @returns rows written */
export async function writeFrequencies(
  engine: Engine,
  scope: Scope,
  request: FrequencyRequest,
  path: string,
): Promise<number> {
  const format = frequencyFormat(path);
  let rows = 0;
  const count = async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      if (format !== 'parquet') for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) rows++;
      yield chunk;
    }
  };
  if (format === 'tsv') {
    await writeOutput(path, count(frequencyTable(engine, scope, request)));
    return rows - 1;
  }
  const scan = await scanFrequencies(engine, scope, request);
  if (format === 'vcf') {
    const header = vcfHeader(scan, request.reference);
    await writeOutput(path, count(sitesVcf(header, scan, scope)));
    return rows - header.split('\n').length + 1;
  }
  await writeOutput(
    path,
    writeParquet(
      parquetColumns,
      (async function* () {
        for await (const batch of scan.batches) {
          for (let row = 0; row < batch.rows; row++, rows++) yield parquetRow(batch, row, scope);
        }
      })(),
      { metadata: provenance(scan, request.reference) },
    ),
  );
  return rows;
}

const parquetColumns: readonly ParquetColumn[] = [
  { name: 'chrom', type: 'string' },
  { name: 'pos', type: 'int64' },
  { name: 'ref', type: 'string' },
  { name: 'alt', type: 'string' },
  { name: 'ac', type: 'int64', nullable: true },
  { name: 'an', type: 'int64' },
  { name: 'hom', type: 'int64', nullable: true },
  { name: 'hemi', type: 'int64', nullable: true },
  { name: 'missing', type: 'int64' },
  { name: 'af', type: 'double', nullable: true },
];

function parquetRow(batch: CountBatch, row: number, scope: Scope): readonly ParquetCell[] {
  const { ac, an, hom, hemi, missing } = batch.counts[0]!;
  const { ref, alt } = batch.allele(row);
  const hidden = ac[row]! > 0 && ac[row]! < scope.disclosure.minimumCount;
  const shown = (value: number): number | null => (hidden ? null : value);
  const af = hidden || an[row] === 0 ? null : ac[row]! / an[row]!;
  return [
    batch.contig.name,
    batch.start[row]! + 1,
    ref,
    alt,
    shown(ac[row]!),
    an[row]!,
    shown(hom[row]!),
    shown(hemi[row]!),
    missing[row]!,
    af,
  ];
}

function provenance(scan: FrequencyScan, reference: string): Record<string, string> {
  return {
    'idun.reference': reference,
    'idun.checked': String(scan.checked),
    'idun.dataVersion': String(scan.asOf.dataVersion),
    'idun.maskEpoch': String(scan.asOf.maskEpoch),
    'idun.at': scan.asOf.at,
  };
}

function vcfHeader(scan: FrequencyScan, reference: string): string {
  const lines = [
    '##fileformat=VCFv4.3',
    '##source=Idun',
    ...Object.entries(provenance(scan, reference)).map(([key, value]) => `##${key}=${value}`),
    ...scan.contigs.map(({ name, length }) => `##contig=<ID=${name}${length === null ? '' : `,length=${length}`}>`),
    '##FILTER=<ID=PASS,Description="All filters passed">',
    '##INFO=<ID=AC,Number=A,Type=Integer,Description="Alternate allele count of genomes that count">',
    '##INFO=<ID=AN,Number=1,Type=Integer,Description="Called alleles">',
    '##INFO=<ID=AF,Number=A,Type=Float,Description="AC / AN">',
    '##INFO=<ID=NHOMALT,Number=A,Type=Integer,Description="Homozygous genomes">',
    '##INFO=<ID=NHEMIALT,Number=A,Type=Integer,Description="Hemizygous genomes">',
    '##INFO=<ID=NMISSING,Number=1,Type=Integer,Description="Genomes with a record and no called allele">',
    '##INFO=<ID=FAF95,Number=A,Type=Float,Description="Filtering allele frequency, lower bound of 95 %">',
    '##INFO=<ID=PROTECTED,Number=0,Type=Flag,Description="Counts hidden by the disclosure rule">',
    '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO',
  ];
  return `${lines.join('\n')}\n`;
}

async function* sitesVcf(header: string, scan: FrequencyScan, scope: Scope): AsyncGenerator<Uint8Array> {
  yield Buffer.from(header, 'utf8');
  for await (const batch of scan.batches) {
    const lines: string[] = [];
    for (let row = 0; row < batch.rows; row++) lines.push(sitesVcfLine(batch, row, scope));
    yield Buffer.from(lines.join(''), 'utf8');
  }
}

// Filters of the submitting files are not of this file's header; they are in the answers of single variants.
function sitesVcfLine(batch: CountBatch, row: number, scope: Scope): string {
  const { ac, an, hom, hemi, missing } = batch.counts[0]!;
  const { ref, alt } = batch.allele(row);
  const ids = batch.ids(row);
  const hidden = ac[row]! > 0 && ac[row]! < scope.disclosure.minimumCount;
  const counts = hidden
    ? `AN=${an[row]};NMISSING=${missing[row]};PROTECTED`
    : [
        `AC=${ac[row]};AN=${an[row]}`,
        ...(an[row] === 0 ? [] : [`AF=${ac[row]! / an[row]!}`]),
        `NHOMALT=${hom[row]};NHEMIALT=${hemi[row]};NMISSING=${missing[row]}`,
        ...(an[row] === 0 ? [] : [`FAF95=${faf95(ac[row]!, an[row]!)}`]),
      ].join(';');
  return `${batch.contig.name}\t${batch.start[row]! + 1}\t${ids.length === 0 ? '.' : ids.join(';')}\t${ref}\t${alt}\t.\t.\t${counts}\n`;
}
