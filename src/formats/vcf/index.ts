/**
 * VCF 4.1–4.5: header, data lines, checks against the specification, and a writer.
 * Works on decompressed bytes; offsets are byte offsets into the caller's buffer. `position` is 1-based as in the file.
 */

export type { AlleleKind, AltOffsets, Breakend } from './alleles.ts';
export { alleleKind, classifyAllele, classifyBases, makeAltOffsets, parseBreakend, splitAlts } from './alleles.ts';
export { equalsText, findByte, textOf, utf8Of } from './bytes.ts';
export type { PlainColumns, RecordFacts } from './check-fixed.ts';
export { genotypeCount } from './check-samples.ts';
export type { VcfContig, VcfDefinition, VcfHeader, VcfNamed, VcfOtherLine, VcfType, VcfVersion } from './definition.ts';
export { minorVersion, numberOf, supportedVersions } from './definition.ts';
export type { Findings, FindingsOptions, VcfWarning } from './findings.ts';
export { broken, makeFindings, ruleError, warningList } from './findings.ts';
export type { FormatCache, FormatLayout, SampleFields } from './format.ts';
export { makeFormatCache, makeSampleFields, sampleInteger, sampleIntegers, scanSample } from './format.ts';
export type { Genotype } from './genotype.ts';
export { genotypeStatus, makeGenotype, parseGenotype } from './genotype.ts';
export type { HeaderLimits, HeaderReader } from './header.ts';
export { defaultHeaderLimits, makeHeaderReader, parseHeader } from './header.ts';
export type { InfoValue, StructuralInfo } from './info.ts';
export { decodePercent, findInfo, infoPresence, infoText, readEnd, readStructuralInfo } from './info.ts';
export type { Mutation, MutationKind } from './mutate.ts';
export { mutateVcf, mutationKinds, seededRandom } from './mutate.ts';
export type { OrderCheck } from './order.ts';
export { makeOrderCheck } from './order.ts';
export type { PlainInfo, PlainKind, QuickChecks } from './quick-checks.ts';
export type { RecordFields } from './record.ts';
export {
  checkSampleCount,
  column,
  countSamples,
  makeRecordFields,
  missingQual,
  parsePosition,
  parseQual,
  scanRecord,
} from './record.ts';
export { reservedFormat, reservedInfo } from './reserved.ts';
export type { Rule, RuleName } from './rules.ts';
export { rules } from './rules.ts';
export type { CheckedVcf, CheckOptions, LineHandler, VcfTextOptions, VcfTextReader } from './text.ts';
export { checkVcf, defaultMaxLineBytes, makeVcfTextReader } from './text.ts';
export type { RecordValidator } from './validate.ts';
export { makeRecordValidator } from './validate.ts';
export type { InfoEntry, NewDefinition, NewHeader, NewRecord } from './write.ts';
export {
  columnsLine,
  contigLine,
  definitionLine,
  encodeValue,
  extendHeader,
  filterLine,
  formatFloat,
  formatNumber,
  writeHeader,
  writeInfo,
  writeRecord,
} from './write.ts';
