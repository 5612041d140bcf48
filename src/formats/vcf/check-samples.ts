import { faultText } from './check-info.ts';
import { numberOf } from './definition.ts';
import type { Findings } from './findings.ts';
import { broken, excerpt } from './findings.ts';
import type { FormatLayout } from './format.ts';
import { makeSampleFields, scanSample } from './format.ts';
import type { Genotype } from './genotype.ts';
import { genotypeStatus, makeGenotype, parseGenotype } from './genotype.ts';
import type { RecordFields } from './record.ts';
import { checkSampleCount } from './record.ts';
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
  const odd = layout.text === '.' ? undefined : keys.find((name) => !key.test(name));
  if (odd)
    broken(
      findings,
      'format-key',
      line,
      `The FORMAT key ${odd.slice(0, 40)} in line ${line} has characters that are not allowed.`,
    );
}

/** A checker of sample columns for one file; reads each line once and allocates nothing on good lines. */
export function makeSampleCheck(sampleCount: number, minor: number, findings: Findings): SampleCheck {
  const fields = makeSampleFields();
  const genotype = makeGenotype();
  const values = makeValueCheck();

  function genotypeFault(
    status: number,
    buf: Uint8Array,
    start: number,
    end: number,
    line: number,
    sample: number,
    altCount: number,
  ): void {
    if (status === genotypeStatus.outOfRange) {
      if (altCount === 0 && genotype.offending === 1) {
        broken(
          findings,
          'genotype-without-alt',
          line,
          () => `${place(sample)} in line ${line} has allele number 1; ALT is missing.`,
        );
        return;
      }
      const what = () =>
        `${place(sample)} in line ${line} has allele number ${genotype.offending}; the line has ${altCount} ALT allele${altCount === 1 ? '' : 's'}.`;
      broken(findings, 'genotype-range', line, what);
    } else
      broken(
        findings,
        'genotype',
        line,
        () => `GT of ${place(sample).toLowerCase()} in line ${line} is ${excerpt(buf, start, end)}.`,
      );
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
    if (status !== genotypeStatus.ok) genotypeFault(status, buf, start, end, line, sample, altCount);
    else if (genotype.prefixed && minor < 4) {
      broken(
        findings,
        'genotype-prefix',
        line,
        () => `GT of ${place(sample).toLowerCase()} in line ${line} starts with a phasing sign.`,
      );
    }
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
      if (minor < 5)
        broken(
          findings,
          'sample-empty',
          line,
          () => `${id} of ${place(sample).toLowerCase()} in line ${line} is empty.`,
        );
      return;
    }
    checkValues(buf, start, end, type, false, values);
    if (values.missing) return;
    if (values.fault !== valueFault.none) {
      const rule = type === 'Character' ? 'sample-character' : 'sample-type';
      broken(
        findings,
        rule,
        line,
        () =>
          `${id} of ${place(sample).toLowerCase()} in line ${line} is ${faultText(values.fault, type)}: ${excerpt(buf, start, end)}.`,
      );
    }
    const wanted = valuesWanted(definition.number, altCount, local, layout.gt >= 0 ? genotype : undefined);
    if (wanted >= 0 && values.count !== wanted) {
      broken(
        findings,
        'sample-number',
        line,
        () =>
          `${id} of ${place(sample).toLowerCase()} in line ${line} has ${values.count} values instead of ${wanted}.`,
      );
    }
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
    const next = scanSample(buf, at, record.end, fields);
    if (fields.count > layout.keys.length) {
      broken(
        findings,
        'sample-fields',
        line,
        () => `${place(sample)} in line ${line} has ${fields.count} fields; FORMAT has ${layout.keys.length}.`,
      );
    }
    const count = Math.min(fields.count, layout.keys.length);
    genotype.ploidy = 2;
    genotype.missing = 0;
    if (layout.gt >= 0 && layout.gt < count)
      checkGenotype(buf, fields.starts[layout.gt]!, fields.ends[layout.gt]!, line, sample, altCount);
    const whole = count === 1 && fields.ends[0]! - fields.starts[0]! <= 1;
    if (whole && layout.gt !== 0) {
      // a lone '.' (or nothing, in 4.5) says that the whole sample is missing
      if (fields.ends[0] === fields.starts[0] || buf[fields.starts[0]!] === 46) return next;
    }
    let local = 0;
    if (layout.laa >= 0 && layout.laa < count) {
      checkValues(buf, fields.starts[layout.laa]!, fields.ends[layout.laa]!, 'Integer', false, values);
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
      let stop = at;
      while (stop < end && buf[stop] !== TAB) stop++;
      const status = parseGenotype(buf, at, stop, altCount, genotype);
      if (status !== genotypeStatus.ok) {
        const colon = buf.indexOf(58, at);
        if (colon >= 0 && colon < stop)
          broken(
            findings,
            'sample-fields',
            line,
            () => `${place(sample)} in line ${line} has more fields than FORMAT.`,
          );
        genotypeFault(status, buf, at, stop, line, sample, altCount);
      } else if (genotype.prefixed && minor < 4) {
        broken(
          findings,
          'genotype-prefix',
          line,
          () => `GT of ${place(sample).toLowerCase()} in line ${line} starts with a phasing sign.`,
        );
      }
      sample++;
      at = stop + 1;
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

// A sample is named by its place: its name may identify a person and errors are logged.
function place(sample: number): string {
  return `Sample ${sample + 1} (column ${sample + 10})`;
}

function valuesWanted(number: number, altCount: number, local: number, genotype: Genotype | undefined): number {
  const ploidy = genotype?.ploidy ?? 2;
  switch (number) {
    case numberOf.A:
      return altCount === 0 ? -1 : altCount;
    case numberOf.R:
      return altCount === 0 ? -1 : altCount + 1;
    case numberOf.G:
      // nothing can be asked where no allele was called (the ploidy is not known) or ALT is missing
      return altCount === 0 || (genotype && genotype.missing === genotype.ploidy)
        ? -1
        : genotypeCount(altCount, ploidy);
    case numberOf.LA:
      return local;
    case numberOf.LR:
      return local + 1;
    case numberOf.LG:
      return genotypeCount(local, ploidy);
    case numberOf.P:
      return ploidy;
    default:
      return number >= 0 ? number : -1;
  }
}

/** Number of genotypes of `altCount` + 1 alleles at a ploidy: the length of PL and GL (VCFv4.5 §1.6.2). */
export function genotypeCount(altCount: number, ploidy: number): number {
  let count = 1;
  for (let i = 1; i <= ploidy; i++) count = (count * (altCount + i)) / i;
  return Math.round(count);
}
