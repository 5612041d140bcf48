import type { VcfHeader, VcfType } from './definition.ts';
import { minorVersion } from './definition.ts';

/** An INFO or FORMAT line to add to a header. */
export interface NewDefinition {
  kind: 'INFO' | 'FORMAT';
  id: string;
  /** As the header writes it: `1`, `A`, `R`, `G`, `.` … */
  number: string;
  type: VcfType;
  description: string;
  /** Optional Source and Version of an annotation (VCFv4.5 §1.4.2). */
  source?: string;
  version?: string;
}

/** Text of an INFO or FORMAT meta-information line, without line feed (VCFv4.5 §1.4.2, §1.4.4). */
export function definitionLine(definition: NewDefinition): string {
  const { kind, id, number, type, description, source, version } = definition;
  const extra = [
    source === undefined ? '' : `,Source=${quoted(source)}`,
    version === undefined ? '' : `,Version=${quoted(version)}`,
  ].join('');
  return `##${kind}=<ID=${id},Number=${number},Type=${type},Description=${quoted(description)}${extra}>`;
}

/** Text of a FILTER meta-information line. */
export function filterLine(id: string, description: string): string {
  return `##FILTER=<ID=${id},Description=${quoted(description)}>`;
}

/** Text of a contig meta-information line. */
export function contigLine(contig: { name: string; length?: number; md5?: string; assembly?: string }): string {
  const fields = [`ID=${contig.name}`];
  if (contig.length !== undefined) fields.push(`length=${contig.length}`);
  if (contig.assembly !== undefined)
    fields.push(`assembly=${/^[\w.-]+$/.test(contig.assembly) ? contig.assembly : quoted(contig.assembly)}`);
  if (contig.md5 !== undefined) fields.push(`md5=${contig.md5}`);
  return `##contig=<${fields.join(',')}>`;
}

// A value between double quotes; line breaks cannot be written and become spaces.
function quoted(text: string): string {
  return `"${text.replace(/[\r\n]+/g, ' ').replace(/[\\"]/g, '\\$&')}"`;
}

/** The #CHROM line for some samples, without line feed. */
export function columnsLine(samples: readonly string[]): string {
  const fixed = '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO';
  return samples.length === 0 ? fixed : `${fixed}\tFORMAT\t${samples.join('\t')}`;
}

/** A new header. */
export interface NewHeader {
  /** Meta-information lines after ##fileformat, with `##`, without line feeds. */
  lines: readonly string[];
  samples: readonly string[];
}

/** Text of a new header, VCF 4.3, with the line feed after its last line. */
export function writeHeader(header: NewHeader): string {
  return `${['##fileformat=VCFv4.3', ...header.lines, columnsLine(header.samples)].join('\n')}\n`;
}

/**
 * Text of a file's own header with definitions added or replaced; every other line stays as it stood.
 *
 * @param definitions a definition with the kind and ID of an existing line takes its place
 * @param extra other meta-information lines to add at the end, e.g. `##idunCommand=…`
 */
export function extendHeader(
  header: VcfHeader,
  definitions: readonly NewDefinition[],
  extra: readonly string[] = [],
): string {
  const replaced = new Set<number>();
  for (const { kind, id } of definitions) {
    const known = (kind === 'INFO' ? header.info : header.format).get(id);
    if (known) replaced.add(known.line - 1);
  }
  const kept = header.lines.filter((line, i) => !replaced.has(i) && line.startsWith('##'));
  const lines = [...kept, ...definitions.map(definitionLine), ...extra];
  const columns = header.hasFormat ? columnsLine(header.samples) : columnsLine([]);
  return `${[...lines, columns].join('\n')}\n`;
}

/**
 * Encodes a value for INFO or a sample column (VCFv4.3–4.5 §1.2): `:;=%,` tab and line breaks become percent codes.
 * Before 4.3 there is no encoding, so they become `_`.
 *
 * @param header decides the version
 */
export function encodeValue(text: string, header: Pick<VcfHeader, 'version'>): string {
  if (minorVersion(header.version) < 3) return text.replace(/[\s:;=,]/g, '_');
  return text.replace(/[:;=%,\t\r\n]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}

/** One INFO entry to write: text is encoded, `true` is a flag, `null` in a list is missing. */
export type InfoEntry = readonly [key: string, value: string | number | true | readonly (string | number | null)[]];

/** Text of an INFO column; `.` when there is none. */
export function writeInfo(entries: readonly InfoEntry[], header: Pick<VcfHeader, 'version'>): string {
  if (entries.length === 0) return '.';
  return entries.map(([key, value]) => (value === true ? key : `${key}=${infoValue(value, header)}`)).join(';');
}

function infoValue(
  value: string | number | readonly (string | number | null)[],
  header: Pick<VcfHeader, 'version'>,
): string {
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'string') return encodeValue(value, header);
  return value.length === 0 ? '.' : value.map((item) => (item === null ? '.' : infoValue(item, header))).join(',');
}

/** A number as VCF writes it: integers whole, others with up to 6 significant digits, as bcftools does (`%g`). */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  return formatFloat(value);
}

/**
 * A float as C's `%g` writes it: 6 significant digits, trailing zeros dropped, an exponent of at least two digits below
 * 1e-4 and from 1e6 up.
 */
export function formatFloat(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  const minus = value < 0 ? '-' : '';
  const { digits, exponent } = sixDigits(Math.abs(value));
  const kept = digits.replace(/0+$/, '');
  if (exponent < -4 || exponent >= 6) {
    const fraction = kept.length > 1 ? `.${kept.slice(1)}` : '';
    const size = String(Math.abs(exponent)).padStart(2, '0');
    return `${minus}${kept[0]}${fraction}e${exponent < 0 ? '-' : '+'}${size}`;
  }
  if (exponent < 0) return `${minus}0.${'0'.repeat(-exponent - 1)}${kept}`;
  const whole = kept.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return kept.length > exponent + 1 ? `${minus}${whole}.${kept.slice(exponent + 1)}` : `${minus}${whole}`;
}

// Six significant digits. JavaScript rounds a tie away from zero, C to the even digit.
function sixDigits(value: number): { digits: string; exponent: number } {
  const long = value.toExponential(25);
  const tie = /^(\d)\.(\d{5})50{19}e(.*)$/.exec(long);
  if (tie && Number(tie[2]!.at(-1)) % 2 === 0) return { digits: tie[1]! + tie[2]!, exponent: Number(tie[3]) };
  const [mantissa, exponent] = value.toExponential(5).split('e') as [string, string];
  return { digits: mantissa.replace('.', ''), exponent: Number(exponent) };
}

/** Columns of a data line to write. */
export interface NewRecord {
  chrom: string;
  /** 1-based. */
  position: number;
  ids: readonly string[];
  ref: string;
  alts: readonly string[];
  /** `undefined` when missing. */
  quality: number | undefined;
  filters: readonly string[];
  info: readonly InfoEntry[];
  /** FORMAT keys, and for each sample its column as text. */
  format?: readonly string[];
  samples?: readonly string[];
}

/** Text of a data line, with its line feed (VCFv4.5 §1.6). */
export function writeRecord(record: NewRecord, header: Pick<VcfHeader, 'version'>): string {
  const columns = [
    record.chrom,
    String(record.position),
    record.ids.join(';') || '.',
    record.ref,
    record.alts.join(',') || '.',
    record.quality === undefined ? '.' : formatNumber(record.quality),
    record.filters.join(';') || '.',
    writeInfo(record.info, header),
  ];
  if (record.format && record.samples?.length) columns.push(record.format.join(':'), ...record.samples);
  return `${columns.join('\t')}\n`;
}
