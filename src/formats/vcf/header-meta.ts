import type { VcfContig, VcfDefinition, VcfHeader, VcfNamed, VcfType } from './definition.ts';
import { minorVersion, numberOf } from './definition.ts';
import type { Findings } from './findings.ts';
import { broken, excerptText } from './findings.ts';
import type { MetaField } from './meta-line.ts';
import { parseStructured } from './meta-line.ts';

/** What the header parser knows while it reads meta-information lines. */
export interface MetaContext {
  header: VcfHeader;
  findings: Findings;
  reserved: { info: ReadonlyMap<string, VcfDefinition>; format: ReadonlyMap<string, VcfDefinition> };
  contigLines: Map<string, VcfContig>;
}

const types: ReadonlySet<string> = new Set(['Integer', 'Float', 'Flag', 'Character', 'String']);
const order = ['ID', 'Number', 'Type', 'Description'];
const structuralTypes = new Set(['DEL', 'INS', 'DUP', 'INV', 'CNV']);
// lines that nothing is read from; TCGA nests angle brackets in SAMPLE
const looselyStructured = new Set(['SAMPLE', 'PEDIGREE', 'META']);
const contigName = /^[0-9A-Za-z!#$%&+./:;?@^_|~-][0-9A-Za-z!#$%&*+./:;=?@^_|~-]*$/;
const url = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/(?:[^/@\s]+@)?(?!\d+(?:[:/]|$))[\w.-]*(?::\d+)?(?:\/\S*)?$/;

/**
 * Reads one meta-information line into the header (VCFv4.5 §1.4.2–1.4.9).
 *
 * @param text the line without line end, starting with `##`
 * @throws FormatError where the line breaks a rule that is not tolerated
 */
export function readMetaLine(context: MetaContext, text: string, line: number): void {
  const { header, findings } = context;
  const equals = text.indexOf('=');
  const key = text.slice(2, equals < 0 ? undefined : equals);
  if (equals < 0 || key === '') {
    broken(findings, 'meta-line', line, `Line ${line} of the header is not ##key=value: ${excerptText(text)}.`);
    return;
  }
  const value = text.slice(equals + 1);
  if (value.trim() === '') broken(findings, 'meta-empty-value', line, `##${key}= in line ${line} has no value.`);
  switch (key) {
    case 'INFO':
    case 'FORMAT':
    case 'FILTER':
    case 'ALT':
    case 'contig':
      readDefined(context, key, value, line);
      return;
    case 'META':
    case 'SAMPLE':
    case 'PEDIGREE':
      checkOtherStructured(context, key, value, line);
      break;
    case 'assembly':
    case 'pedigreeDB':
      checkUrl(context, key, value, line);
      break;
    case 'reference':
      header.reference = value;
      break;
  }
  header.other.push({ key, value, line });
}

function readDefined(context: MetaContext, key: string, value: string, line: number): void {
  const fields = structuredFields(context, key, value, line);
  const id = field(fields, 'ID');
  if (!id) {
    broken(context.findings, 'meta-id', line, `The ##${key} line ${line} has no ID.`);
    return;
  }
  if (key === 'contig') {
    readContig(context, id, fields, line);
    return;
  }
  checkOrder(context, key, fields, line);
  if (key === 'INFO' || key === 'FORMAT') {
    readDefinition(context, key, id, fields, line);
    return;
  }
  checkDescription(context, key, id, fields, line);
  const map = key === 'ALT' ? context.header.alts : context.header.filters;
  if (key === 'ALT') checkAlt(context, id, fields, line);
  else if (/[\s;,]/.test(id) || id === '0') {
    broken(context.findings, 'filter-name', line, `The FILTER ID ${excerptText(id)} in line ${line} cannot be used.`);
  }
  addOnce(context, map, { id, description: field(fields, 'Description') ?? '', line }, key);
}

function structuredFields(context: MetaContext, key: string, text: string, line: number): MetaField[] {
  const value = text.trimEnd();
  if (value !== text)
    broken(context.findings, 'meta-trailing-space', line, `The ##${key} line ${line} ends with spaces.`);
  const parsed = value.startsWith('<')
    ? parseStructured(value)
    : ({ ok: false, reason: 'the value does not start with "<"' } as const);
  if (!parsed.ok) {
    const rule = looselyStructured.has(key) ? 'meta-sample' : 'meta-structure';
    broken(context.findings, rule, line, `The ##${key} line ${line} is malformed: ${parsed.reason}.`);
    return [];
  }
  if (parsed.looseQuote) {
    broken(
      context.findings,
      'meta-quote',
      line,
      `The ##${key} line ${line} has an unescaped double quote inside its text.`,
    );
  }
  return parsed.fields;
}

function readDefinition(
  context: MetaContext,
  key: 'INFO' | 'FORMAT',
  id: string,
  fields: MetaField[],
  line: number,
): void {
  const { findings, header } = context;
  const numberText = field(fields, 'Number');
  const number = parseNumber(numberText);
  if (number === undefined) {
    broken(findings, 'meta-number', line, `${key} ${id} in line ${line} has Number=${numberText ?? '(none)'}.`);
    return;
  }
  const minor = minorVersion(header.version);
  if (
    (number === numberOf.R && minor < 2) ||
    (number <= numberOf.LA && (minor < (number === numberOf.P ? 4 : 5) || key === 'INFO'))
  ) {
    broken(
      findings,
      'meta-number-version',
      line,
      `${key} ${id} in line ${line} has Number=${numberText}, which VCF ${header.version} does not know here.`,
    );
  }
  const type = field(fields, 'Type');
  if (!isType(type) || (type === 'Flag' && key === 'FORMAT')) {
    broken(findings, 'meta-type', line, `${key} ${id} in line ${line} has Type=${type ?? '(none)'}.`);
    return;
  }
  checkDescription(context, key, id, fields, line);
  const reserved = (key === 'INFO' ? context.reserved.info : context.reserved.format).get(id);
  if (reserved && (reserved.number !== number || reserved.type !== type)) {
    const readable = reserved.type === type || (isNumeric(reserved.type) && isNumeric(type));
    const wanted = `Number=${numberName(reserved.number)}, Type=${reserved.type}`;
    const what = `${key} ${id} in line ${line} has Number=${numberText}, Type=${type}; VCF ${header.version} reserves ${wanted}.`;
    broken(findings, readable ? 'meta-reserved' : 'meta-reserved-type', line, what);
  }
  const description = field(fields, 'Description') ?? '';
  const definition = { id, number, type, description, line, nonNegative: reserved?.nonNegative ?? false };
  addOnce(context, key === 'INFO' ? header.info : header.format, definition, key);
}

function readContig(context: MetaContext, name: string, fields: MetaField[], line: number): void {
  const { findings, header, contigLines } = context;
  if (!contigName.test(name)) {
    broken(
      findings,
      'meta-contig',
      line,
      `The contig ID ${excerptText(name)} in line ${line} has characters that are not allowed.`,
    );
    return;
  }
  if (minorVersion(header.version) >= 3 && /[:*]/.test(name))
    broken(
      findings,
      'contig-colon',
      line,
      `The contig ID ${excerptText(name)} in line ${line} has a colon or an asterisk.`,
    );
  const lengthText = field(fields, 'length');
  const length = lengthText !== undefined && /^\d{1,15}$/.test(lengthText) ? Number(lengthText) : undefined;
  if (lengthText !== undefined && length === undefined) {
    broken(findings, 'meta-contig', line, `The contig ${name} in line ${line} has length ${excerptText(lengthText)}.`);
    return;
  }
  const known = contigLines.get(name);
  if (known) {
    if (known.length !== undefined && length !== undefined && known.length !== length) {
      broken(
        findings,
        'contig-conflict',
        line,
        `The contig ${name} has length ${known.length} in line ${known.line} and ${length} in line ${line}.`,
      );
      return;
    }
    broken(
      findings,
      'contig-duplicate',
      line,
      `The contig ${name} in line ${line} is already defined in line ${known.line}.`,
    );
    return;
  }
  const md5 = field(fields, 'md5') ?? field(fields, 'M5');
  const assembly = field(fields, 'assembly');
  const contig: VcfContig = { name, line };
  if (length !== undefined) contig.length = length;
  if (md5 !== undefined) contig.md5 = md5.toLowerCase();
  if (assembly !== undefined) contig.assembly = assembly;
  header.contigs.push(contig);
  contigLines.set(name, contig);
}

function checkAlt(context: MetaContext, id: string, fields: MetaField[], line: number): void {
  const { findings, header } = context;
  if (/[\s,<>]/.test(id))
    broken(
      findings,
      'meta-alt-characters',
      line,
      `The ALT ID ${excerptText(id)} in line ${line} has characters that are not allowed.`,
    );
  const first = id.split(':', 1)[0]!;
  const typed = id.includes(':') || minorVersion(header.version) < 3;
  // Every gVCF of GATK has NON_REF, whatever its version says; §5.5 describes it since 4.3.
  if (typed && id !== 'NON_REF' && !structuralTypes.has(first))
    broken(findings, 'meta-alt', line, `The ALT ID ${excerptText(id)} in line ${line} is of no known type.`);
  const type = field(fields, 'Type');
  if (type !== undefined && !isType(type))
    broken(findings, 'meta-type', line, `ALT ${id} in line ${line} has Type=${type}.`);
}

function checkOtherStructured(
  context: MetaContext,
  key: 'META' | 'SAMPLE' | 'PEDIGREE',
  value: string,
  line: number,
): void {
  const { findings, header } = context;
  const minor = minorVersion(header.version);
  const fields = structuredFields(context, key, value, line);
  if (fields.length === 0 && looselyStructured.has(key) && findings.warnings.get('meta-sample')?.line === line) return;
  const id = field(fields, 'ID');
  if (key === 'PEDIGREE') {
    const wrong = fields.find((f) => (minor < 3 ? !/^[\w.-]+$/.test(f.value) : /\s/.test(f.value) && !f.quoted));
    if (wrong)
      broken(
        findings,
        'meta-pedigree',
        line,
        `The PEDIGREE line ${line} has ${wrong.key}=${excerptText(wrong.value)}.`,
      );
    else if (minor >= 3 && !id) broken(findings, 'meta-pedigree', line, `The PEDIGREE line ${line} has no ID.`);
    return;
  }
  if (!id) {
    broken(findings, 'meta-id', line, `The ##${key} line ${line} has no ID.`);
    return;
  }
  if (key === 'META') {
    checkOrder(context, key, fields, line);
    const number = field(fields, 'Number');
    const type = field(fields, 'Type');
    if (parseNumber(number ?? '.') === undefined)
      broken(findings, 'meta-number', line, `META ${id} in line ${line} has Number=${number}.`);
    if (!isType(type ?? 'String')) broken(findings, 'meta-type', line, `META ${id} in line ${line} has Type=${type}.`);
    return;
  }
  const missing =
    minor < 3 ? ['Genomes', 'Mixture', 'Description'].find((name) => field(fields, name) === undefined) : undefined;
  if (missing) broken(findings, 'meta-sample', line, `The SAMPLE line ${line} has no ${missing}.`);
  if (/[\s*,]/.test(id))
    broken(findings, 'meta-sample', line, `The ID of the SAMPLE line ${line} has characters that are not allowed.`);
}

function checkUrl(context: MetaContext, key: string, value: string, line: number): void {
  const bare = value.startsWith('<') && value.endsWith('>') ? value.slice(1, -1) : value;
  if (!url.test(bare))
    broken(context.findings, 'meta-url', line, `##${key} in line ${line} is no URL: ${excerptText(value)}.`);
}

function checkOrder(context: MetaContext, key: string, fields: MetaField[], line: number): void {
  let last = -1;
  for (const { key: name } of fields) {
    const at = order.indexOf(name);
    if (at < 0) continue;
    if (at < last) {
      broken(context.findings, 'meta-order', line, `The ##${key} line ${line} has ${name} after ${order[last]}.`);
      return;
    }
    last = at;
  }
}

function checkDescription(context: MetaContext, key: string, id: string, fields: MetaField[], line: number): void {
  const description = fields.find((f) => f.key === 'Description');
  if (description?.quoted) return;
  const what = description ? 'is not in double quotes' : 'is missing';
  broken(context.findings, 'meta-description', line, `The Description of ${key} ${id} in line ${line} ${what}.`);
}

function addOnce<T extends VcfNamed>(context: MetaContext, map: Map<string, T>, entry: T, key: string): void {
  const known = map.get(entry.id);
  if (known) {
    broken(
      context.findings,
      'meta-duplicate',
      entry.line,
      `${key} ${entry.id} in line ${entry.line} is already defined in line ${known.line}.`,
    );
    return;
  }
  map.set(entry.id, entry);
}

function field(fields: MetaField[], key: string): string | undefined {
  return fields.find((f) => f.key === key)?.value;
}

function isType(text: string | undefined): text is VcfType {
  return text !== undefined && types.has(text);
}

function isNumeric(type: VcfType): boolean {
  return type === 'Integer' || type === 'Float';
}

function parseNumber(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (text === '.') return numberOf.any;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  return text in numberOf && text !== 'any' ? numberOf[text as keyof typeof numberOf] : undefined;
}

/** The text of a Number as the header writes it. */
export function numberName(number: number): string {
  if (number >= 0) return String(number);
  const name = Object.entries(numberOf).find(([, code]) => code === number)?.[0] ?? '.';
  return name === 'any' ? '.' : name;
}
