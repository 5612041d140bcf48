import { findByte } from './bytes.ts';
import { faultText } from './check-info.ts';
import { numberOf } from './definition.ts';
import type { Findings } from './findings.ts';
import { again, broken, excerpt } from './findings.ts';
import type { FormatLayout } from './format.ts';
import { makeSampleFields, scanSample } from './format.ts';
import type { Genotype } from './genotype.ts';
import { genotypeStatus, makeGenotype, parseGenotype } from './genotype.ts';
import type { RecordFields } from './record.ts';
import { checkSampleCount } from './record.ts';
import type { RuleName } from './rules.ts';
import { checkValues, makeValueCheck, valueFault } from './values.ts';

/** Checks the sample columns of one line; gives their number. */
export type SampleCheck = (buf: Uint8Array, record: RecordFields, layout: FormatLayout, altCount: number) => number;

const TAB = 9;

/**
 * Judges a distinct FORMAT column, once (VCFv4.5 §1.6.2).
 *
 * @param minor minor version: underscores and dots in keys are allowed from 4.3
 */
export function checkFormat(layout: FormatLayout, minor: number, line: number, findings: Findings): void {
  if (layout.checked) return;
  layout.checked = true;
  const { keys } = layout;
  const key = minor < 3 ? /^[0-9A-Za-z]+$/ : /^[A-Za-z_][0-9A-Za-z_.]*$/;
  if (keys.includes('')) broken(findings, 'format', line, `FORMAT in line ${line} has an empty key.`);
  if (/\s/.test(layout.text)) broken(findings, 'format', line, `FORMAT in line ${line} has whitespace.`);
  if (new Set(keys).size !== keys.length) broken(findings, 'format', line, `FORMAT in line ${line} has a key twice.`);
  if (layout.gt > 0) broken(findings, 'format-gt-first', line, `GT is key ${layout.gt + 1} of FORMAT in line ${line}.`);
  // MIN_DP stands in the reference blocks of every GATK gVCF, those of VCF 4.2 too.
  const odd = layout.text === '.' ? undefined : keys.find((name) => !key.test(name) && name !== 'MIN_DP')?.slice(0, 40);
  if (odd)
    broken(findings, 'format-key', line, `The FORMAT key ${odd} in line ${line} has characters that are not allowed.`);
}

/** A checker of sample columns for one file; reads each line once and allocates nothing on good lines. */
export function makeSampleCheck(sampleCount: number, minor: number, findings: Findings): SampleCheck {
  const fields = makeSampleFields();
  const genotype = makeGenotype();
  const values = makeValueCheck();

  // One sentence for all faults of a sample. Made only the first time a rule is broken: a cohort may break it in every sample.
  function fault(
    rule: RuleName,
    line: number,
    sample: number,
    key: string,
    problem: string,
    buf: Uint8Array,
    start: number,
    end: number,
  ): void {
    if (again(findings, rule)) return;
    const found = start < end ? `: ${excerpt(buf, start, end)}` : '';
    broken(
      findings,
      rule,
      line,
      `${key} of sample ${sample + 1} (column ${sample + 10}) in line ${line} ${problem}${found}.`,
    );
  }

  function rangeFault(line: number, sample: number, altCount: number): void {
    const { offending } = genotype;
    const rule = altCount === 0 && offending === 1 ? 'genotype-without-alt' : 'genotype-range';
    if (again(findings, rule)) return;
    const alleles = altCount === 1 ? '1 ALT allele' : `${altCount} ALT alleles`;
    const where = `GT of sample ${sample + 1} (column ${sample + 10}) in line ${line}`;
    broken(findings, rule, line, `${where} has allele number ${offending}; the line has ${alleles}.`);
  }

  function checkGenotype(
    buf: Uint8Array,
    start: number,
    end: number,
    line: number,
    sample: number,
    altCount: number,
  ): void {
    const status = parseGenotype(buf, start, end, altCount, genotype);
    if (status === genotypeStatus.outOfRange) rangeFault(line, sample, altCount);
    else if (status !== genotypeStatus.ok) fault('genotype', line, sample, 'GT', 'cannot be read', buf, start, end);
    else if (genotype.prefixed && minor < 4)
      fault('genotype-prefix', line, sample, 'GT', 'starts with a phasing sign', buf, start, end);
  }

  function checkField(
    buf: Uint8Array,
    layout: FormatLayout,
    index: number,
    line: number,
    sample: number,
    altCount: number,
    local: number,
  ): void {
    const definition = layout.definitions[index];
    if (!definition) return;
    const start = fields.starts[index]!;
    const end = fields.ends[index]!;
    const { id, type } = definition;
    if (start === end) {
      if (minor < 5) fault('sample-empty', line, sample, id, 'is empty', buf, start, end);
      return;
    }
    checkValues(buf, start, end, type, false, values);
    if (values.missing) return;
    if (values.fault !== valueFault.none) {
      const rule = type === 'Character' ? 'sample-character' : 'sample-type';
      fault(rule, line, sample, id, `is ${faultText(values.fault, type)}`, buf, start, end);
    }
    const wanted = valuesWanted(definition.number, altCount, local, layout.gt >= 0 ? genotype : undefined);
    if (wanted >= 0 && values.count !== wanted) numberFault(line, sample, id, values.count, wanted);
  }

  function numberFault(line: number, sample: number, id: string, count: number, wanted: number): void {
    if (again(findings, 'sample-number')) return;
    const where = `${id} of sample ${sample + 1} (column ${sample + 10}) in line ${line}`;
    broken(findings, 'sample-number', line, `${where} has ${count} values instead of ${wanted}.`);
  }

  function checkSample(
    buf: Uint8Array,
    at: number,
    record: RecordFields,
    layout: FormatLayout,
    sample: number,
    altCount: number,
  ): number {
    const { line } = record;
    const { starts, ends } = fields;
    const next = scanSample(buf, at, record.end, fields);
    const keys = layout.keys.length;
    if (fields.count > keys)
      fault('sample-fields', line, sample, 'The column', `has ${fields.count} fields instead of ${keys}`, buf, 0, 0);
    const count = Math.min(fields.count, keys);
    genotype.ploidy = 2;
    genotype.missing = 0;
    if (layout.gt >= 0 && layout.gt < count)
      checkGenotype(buf, starts[layout.gt]!, ends[layout.gt]!, line, sample, altCount);
    // a lone '.' (or nothing, in 4.5) says that the whole sample is missing
    if (count === 1 && layout.gt !== 0 && isMissing(buf, starts[0]!, ends[0]!)) return next;
    let local = 0;
    if (layout.laa >= 0 && layout.laa < count) {
      checkValues(buf, starts[layout.laa]!, ends[layout.laa]!, 'Integer', false, values);
      local = values.missing ? 0 : values.count;
    }
    for (let i = 0; i < count; i++) if (i !== layout.gt) checkField(buf, layout, i, line, sample, altCount, local);
    return next;
  }

  function checkOnlyGenotypes(buf: Uint8Array, record: RecordFields, altCount: number): number {
    const { line, end } = record;
    let sample = 0;
    let at = record.samples;
    while (at <= end) {
      if (isPlainDiploid(buf, at, end, altCount)) at += 4;
      else {
        const stop = findByte(buf, TAB, at, end);
        checkGenotype(buf, at, stop, line, sample, altCount);
        at = stop + 1;
      }
      sample++;
    }
    return sample;
  }

  return (buf, record, layout, altCount) => {
    let sample = 0;
    if (layout.onlyGenotype) sample = checkOnlyGenotypes(buf, record, altCount);
    else {
      let at = record.samples;
      while (at <= record.end) at = checkSample(buf, at, record, layout, sample++, altCount);
    }
    checkSampleCount(record, sample, sampleCount, findings);
    return sample;
  };
}

// `0/1`, `.|.` and the like, with one digit an allele, up to a tab or the end of the line
function isPlainDiploid(buf: Uint8Array, at: number, end: number, altCount: number): boolean {
  const stop = at + 3;
  if (stop > end || (stop < end && buf[stop] !== TAB)) return false;
  const separator = buf[at + 1];
  if (separator !== 47 && separator !== 124) return false;
  const highest = altCount < 9 ? altCount : 9;
  const first = buf[at]! - 48;
  const second = buf[at + 2]! - 48;
  // -2 is '.' less '0'
  return ((first >= 0 && first <= highest) || first === -2) && ((second >= 0 && second <= highest) || second === -2);
}

function isMissing(buf: Uint8Array, start: number, end: number): boolean {
  return end === start || (end - start === 1 && buf[start] === 46);
}

function valuesWanted(number: number, altCount: number, local: number, genotype: Genotype | undefined): number {
  if (number >= 0) return number;
  const ploidy = genotype?.ploidy ?? 2;
  switch (number) {
    case numberOf.LA:
      return local;
    case numberOf.LR:
      return local + 1;
    case numberOf.LG:
      return genotypeCount(local, ploidy);
    case numberOf.P:
      return ploidy;
  }
  // ALT '.': some programs count it as an allele, others do not
  if (altCount === 0) return -1;
  if (number === numberOf.A) return altCount;
  if (number === numberOf.R) return altCount + 1;
  // where no allele was called the ploidy is not known
  const unknown = genotype !== undefined && genotype.missing === genotype.ploidy;
  return number === numberOf.G && !unknown ? genotypeCount(altCount, ploidy) : -1;
}

/** Number of genotypes of `altCount` + 1 alleles at a ploidy: the length of PL and GL (VCFv4.5 §1.6.2). */
export function genotypeCount(altCount: number, ploidy: number): number {
  if (ploidy === 2) return ((altCount + 1) * (altCount + 2)) / 2;
  let count = 1;
  for (let i = 1; i <= ploidy; i++) count = (count * (altCount + i)) / i;
  return Math.round(count);
}
