/** One rule of the VCF specification as this reader checks it. */
export interface Rule {
  code: `IDUN_VCF_${string}`;
  /** What the specification asks for, in words. */
  expected: string;
  /** What the person can do, where there is something better than mending the file. */
  action?: string;
  /** True when files of widely used programs break the rule: a warning by default, an error only when reading strictly. */
  tolerated?: true;
  /** True when even strict reading warns only: the official corpus passes files that break the rule. */
  always?: true;
}

/*
 * Every rule, by name. Section numbers are those of VCFv4.5.
 * `tolerated` marks those that files in daily use break (seen in 1000 Genomes, GIAB, GATK, VEP, SnpEff, Manta,
 * ExpansionHunter, bcftools and PharmCAT output); `corpus.test.ts` pins which files of the official corpus are
 * therefore accepted with a warning.
 */
const table = {
  // the file as a whole
  empty: { code: 'IDUN_VCF_EMPTY', expected: 'a VCF file starting with ##fileformat=VCFv4.x' },
  encoding: {
    code: 'IDUN_VCF_ENCODING',
    expected: 'plain text in UTF-8 (§1.2)',
    action: 'Save the file as UTF-8 and send it again.',
  },
  compressed: { code: 'IDUN_VCF_COMPRESSED', expected: 'decompressed VCF text' },
  'byte-order-mark': { code: 'IDUN_VCF_BYTE_ORDER_MARK', expected: 'no byte order mark (§1.2)', tolerated: true },
  latin1: { code: 'IDUN_VCF_LATIN1', expected: 'UTF-8 text (§1.2)', tolerated: true },
  crlf: { code: 'IDUN_VCF_CRLF', expected: 'lines that end with a line feed only', tolerated: true },
  'blank-line': { code: 'IDUN_VCF_BLANK_LINE', expected: 'no empty lines', tolerated: true },
  'final-newline': {
    code: 'IDUN_VCF_NO_FINAL_NEWLINE',
    expected: 'a line feed after the last line (§1.6)',
    action: 'The file may be cut off: fetch it again. If it is complete, add a line feed at its end.',
  },
  'control-character': { code: 'IDUN_VCF_CONTROL_CHARACTER', expected: 'no control characters but tab and line feed' },

  // meta-information lines, §1.4
  fileformat: {
    code: 'IDUN_VCF_FILEFORMAT',
    expected: '##fileformat=VCFv4.1, VCFv4.2, VCFv4.3, VCFv4.4 or VCFv4.5 as the first line (§1.4.1)',
  },
  version: {
    code: 'IDUN_VCF_VERSION',
    expected: 'VCF version 4.1, 4.2, 4.3, 4.4 or 4.5',
    action: 'Convert the file with "bcftools view" and send it again.',
  },
  'header-size': {
    code: 'IDUN_VCF_HEADER_TOO_LARGE',
    expected: 'a header within the size bound',
    action: 'Remove meta-information lines that are not needed, or raise the bound.',
  },
  'header-missing': {
    code: 'IDUN_VCF_HEADER_MISSING',
    expected: 'a line starting with #CHROM and a tab after the meta-information lines (§1.5)',
  },
  'header-columns': {
    code: 'IDUN_VCF_HEADER_COLUMNS',
    expected: '#CHROM POS ID REF ALT QUAL FILTER INFO [FORMAT sample …], separated by single tabs (§1.5)',
  },
  'format-without-samples': {
    code: 'IDUN_VCF_FORMAT_WITHOUT_SAMPLES',
    expected: 'sample names after FORMAT, or no FORMAT column (§1.5)',
  },
  'sample-names': { code: 'IDUN_VCF_SAMPLE_NAMES', expected: 'non-empty sample names, each once (§1.5)' },
  'meta-line': { code: 'IDUN_VCF_META_LINE', expected: 'a meta-information line ##key=value (§1.4)' },
  'meta-empty-value': {
    code: 'IDUN_VCF_META_VALUE',
    expected: 'a value after the equals sign (§1.4)',
    tolerated: true,
  },
  'meta-structure': {
    code: 'IDUN_VCF_META_STRUCTURE',
    expected: '<key=value,…> with balanced double quotes; quotes inside are written \\" (§1.4)',
  },
  'meta-trailing-space': {
    code: 'IDUN_VCF_META_TRAILING_SPACE',
    expected: 'no spaces after the closing bracket',
    tolerated: true,
  },
  'meta-quote': {
    code: 'IDUN_VCF_META_QUOTE',
    expected: 'double quotes inside a description written as \\" (§1.4.2)',
  },
  'meta-id': { code: 'IDUN_VCF_META_ID', expected: 'an ID field (§1.4)' },
  'meta-duplicate': {
    code: 'IDUN_VCF_META_DUPLICATE',
    expected: 'each ID once among lines of a kind (§1.4)',
    tolerated: true,
  },
  'meta-order': {
    code: 'IDUN_VCF_META_ORDER',
    expected: 'the order ID, Number, Type, Description (§1.4)',
    tolerated: true,
  },
  'meta-number': {
    code: 'IDUN_VCF_META_NUMBER',
    expected: 'Number: an integer, A, R, G or . (4.5: also LA, LR, LG, P, M) (§1.4.2)',
  },
  'meta-number-version': {
    code: 'IDUN_VCF_META_NUMBER_VERSION',
    expected: 'a Number that exists in the version of the file (R from 4.2, LA, LR, LG, M from 4.5, P from 4.4)',
    tolerated: true,
  },
  'meta-type': {
    code: 'IDUN_VCF_META_TYPE',
    expected: 'Type: Integer, Float, Flag (INFO only), Character or String (§1.4.2)',
  },
  'meta-description': {
    code: 'IDUN_VCF_META_DESCRIPTION',
    expected: 'a Description in double quotes (§1.4.2)',
  },
  'meta-reserved': {
    code: 'IDUN_VCF_META_RESERVED',
    expected:
      'the Number that the specification reserves for this key, and Integer not written as Float (tables 1 and 2)',
    tolerated: true,
  },
  'meta-reserved-type': {
    code: 'IDUN_VCF_META_RESERVED_TYPE',
    expected: 'the Type that the specification reserves for this key (tables 1 and 2)',
  },
  'meta-alt': {
    code: 'IDUN_VCF_META_ALT',
    expected: 'an ALT ID of type DEL, INS, DUP, INV or CNV, subtypes after a colon (§1.4.5)',
    tolerated: true,
  },
  'meta-alt-characters': {
    code: 'IDUN_VCF_META_ALT_CHARACTERS',
    expected: 'an ALT ID without whitespace, commas and angle brackets (§1.4.5)',
  },
  'meta-contig': {
    code: 'IDUN_VCF_META_CONTIG',
    expected:
      'a contig ID of printable characters without whitespace, comma, quotes and brackets; length a number (§1.4.7)',
  },
  'contig-colon': {
    code: 'IDUN_VCF_CONTIG_COLON',
    expected:
      "a contig name without colon and asterisk (allowed by today's §1.4.7, for HLA contigs; refused by the corpus)",
    tolerated: true,
  },
  'contig-duplicate': {
    code: 'IDUN_VCF_CONTIG_DUPLICATE',
    expected: 'one line for each contig (§1.4)',
    tolerated: true,
    always: true,
  },
  'contig-conflict': { code: 'IDUN_VCF_CONTIG_CONFLICT', expected: 'one length for each contig (§1.4.7)' },
  'meta-url': { code: 'IDUN_VCF_META_URL', expected: 'a URL (§1.4.6, §1.4.9)', tolerated: true },
  'meta-sample': { code: 'IDUN_VCF_META_SAMPLE', expected: 'SAMPLE as in §1.4.8', tolerated: true },
  'meta-pedigree': { code: 'IDUN_VCF_META_PEDIGREE', expected: 'PEDIGREE as in §1.4.9', tolerated: true },

  // data lines, §1.6
  'too-few-columns': { code: 'IDUN_VCF_TOO_FEW_COLUMNS', expected: 'at least 8 tab-separated columns (§1.6)' },
  'column-count': { code: 'IDUN_VCF_COLUMN_COUNT', expected: 'one column per column of the #CHROM line (§1.6)' },
  'line-length': { code: 'IDUN_VCF_LINE_TOO_LONG', expected: 'a line within the memory bound' },
  'header-in-body': {
    code: 'IDUN_VCF_HEADER_IN_BODY',
    expected: 'no meta-information or header lines after the first data line (§1.4)',
  },
  chrom: { code: 'IDUN_VCF_CHROM', expected: 'a contig name without whitespace, or <ID> (§1.6.1)' },
  pos: { code: 'IDUN_VCF_POS', expected: 'a whole number from 0 to 2147483647 (§1.6.1)' },
  'pos-beyond-contig': {
    code: 'IDUN_VCF_POS_BEYOND_CONTIG',
    expected: 'a position on the contig, whose length the header gives (§1.6.1)',
  },
  id: { code: 'IDUN_VCF_ID', expected: 'identifiers separated by semicolons, without whitespace (§1.6.1)' },
  'id-duplicate': { code: 'IDUN_VCF_ID_DUPLICATE', expected: 'each identifier once (§1.6.1)', tolerated: true },
  ref: { code: 'IDUN_VCF_REF', expected: 'one or more of the bases A, C, G, T, N (§1.6.1)' },
  'ref-ambiguous': {
    code: 'IDUN_VCF_REF_AMBIGUOUS',
    expected: 'REF without ambiguity codes (§1.6.1)',
    tolerated: true,
  },
  alt: { code: 'IDUN_VCF_ALT', expected: 'bases A, C, G, T, N, or *, <ID>, a breakend, or . (§1.6.1)' },
  'alt-ambiguous': { code: 'IDUN_VCF_ALT_AMBIGUOUS', expected: 'ALT without ambiguity codes (§1.6.1)' },
  'alt-duplicate': {
    code: 'IDUN_VCF_ALT_DUPLICATE',
    expected: 'ALT alleles that differ from each other and from REF',
  },
  qual: { code: 'IDUN_VCF_QUAL', expected: 'a number or . (§1.6.1)' },
  'qual-negative': {
    code: 'IDUN_VCF_QUAL_NEGATIVE',
    expected: 'a Phred quality of 0 or more (§1.6.1)',
    tolerated: true,
  },
  filter: { code: 'IDUN_VCF_FILTER', expected: 'PASS, . or filter names separated by semicolons (§1.6.1)' },
  'filter-name': {
    code: 'IDUN_VCF_FILTER_NAME',
    expected: 'filter names other than 0, each once, not mixed with . (§1.6.1)',
  },
  'filter-pass': { code: 'IDUN_VCF_FILTER_PASS', expected: 'PASS alone (§1.6.1)', tolerated: true, always: true },
  info: { code: 'IDUN_VCF_INFO', expected: 'key=value pairs or flags separated by semicolons, or . (§1.6.1)' },
  'info-empty': {
    code: 'IDUN_VCF_INFO_EMPTY',
    expected: 'no empty entries between semicolons (§1.6.1)',
    tolerated: true,
  },
  'info-key': {
    code: 'IDUN_VCF_INFO_KEY',
    expected: 'an INFO key of letters, digits, _ and . not starting with a digit (§1.6.1)',
    tolerated: true,
  },
  'info-whitespace': {
    code: 'IDUN_VCF_INFO_WHITESPACE',
    expected: 'no whitespace in INFO before version 4.3',
    tolerated: true,
  },
  'info-duplicate': { code: 'IDUN_VCF_INFO_DUPLICATE', expected: 'each INFO key once (§1.6.1)', tolerated: true },
  'info-type': { code: 'IDUN_VCF_INFO_TYPE', expected: 'values of the Type in the header (§1.4.2)', tolerated: true },
  'info-reserved': {
    code: 'IDUN_VCF_INFO_RESERVED',
    expected: 'for keys the specification reserves, values of the reserved Type (table 1)',
  },
  'info-value': {
    code: 'IDUN_VCF_INFO_VALUE',
    expected: 'a value for an INFO key that is not of Type Flag (§1.6.1)',
    tolerated: true,
  },
  'info-number': {
    code: 'IDUN_VCF_INFO_NUMBER',
    expected: 'as many values as Number in the header says (§1.4.2)',
    tolerated: true,
  },
  'info-range': {
    code: 'IDUN_VCF_INFO_RANGE',
    expected: 'a value within its range: counts and END are not negative, integers fit 32 bits (§1.3)',
  },
  format: { code: 'IDUN_VCF_FORMAT', expected: 'FORMAT keys separated by colons, each once (§1.6.2)' },
  'format-gt-first': { code: 'IDUN_VCF_FORMAT_GT_FIRST', expected: 'GT as the first key of FORMAT (§1.6.2)' },
  'format-key': {
    code: 'IDUN_VCF_FORMAT_KEY',
    expected: 'FORMAT keys of letters, digits, _ and . (before 4.3 letters and digits) (§1.6.2)',
    tolerated: true,
  },
  genotype: { code: 'IDUN_VCF_GT', expected: 'GT: allele numbers or . separated by / or | (§1.6.2)' },
  'genotype-range': {
    code: 'IDUN_VCF_GT_RANGE',
    expected: 'an allele number between 0 and the number of ALT alleles (§1.6.2)',
  },
  'genotype-without-alt': {
    code: 'IDUN_VCF_GT_WITHOUT_ALT',
    expected: 'allele number 0 or . where ALT is . (§1.6.2)',
    tolerated: true,
    always: true,
  },
  'genotype-prefix': {
    code: 'IDUN_VCF_GT_PREFIX',
    expected: 'a phasing sign before the first allele only from version 4.4 (§1.6.2)',
    tolerated: true,
  },
  'genotype-missing': {
    code: 'IDUN_VCF_GT_MISSING',
    expected: 'a GT for every sample when FORMAT has GT (§1.6.2)',
    tolerated: true,
  },
  'sample-fields': { code: 'IDUN_VCF_SAMPLE_FIELDS', expected: 'not more fields than FORMAT has keys (§1.6.2)' },
  'sample-type': {
    code: 'IDUN_VCF_SAMPLE_TYPE',
    expected: 'values of the Type in the header or reserved by the specification (§1.4.4)',
  },
  'sample-empty': {
    code: 'IDUN_VCF_SAMPLE_EMPTY',
    expected: 'a value or . in each field of a sample (empty ones from 4.5)',
    tolerated: true,
  },
  'sample-character': {
    code: 'IDUN_VCF_SAMPLE_CHARACTER',
    expected: 'one character for each value of Type Character (§1.3)',
    tolerated: true,
  },
  'sample-number': {
    code: 'IDUN_VCF_SAMPLE_NUMBER',
    expected: 'as many values as Number in the header says (§1.4.4)',
    tolerated: true,
  },

  // the order of data lines, §1.6.1
  unsorted: {
    code: 'IDUN_VCF_UNSORTED',
    expected: 'positions in increasing order on each contig (§1.6.1)',
    action: 'Sort the file with "bcftools sort".',
  },
  'contig-not-contiguous': {
    code: 'IDUN_VCF_CONTIG_NOT_CONTIGUOUS',
    expected: 'all lines of a contig together (§1.6.1)',
    action: 'Sort the file with "bcftools sort".',
  },
  'duplicate-variant': { code: 'IDUN_VCF_DUPLICATE_VARIANT', expected: 'each allele at a place once in a file' },
} as const satisfies Record<string, Rule>;

/** Name of a rule. */
export type RuleName = keyof typeof table;

/** Every rule by name. */
export const rules: Readonly<Record<RuleName, Rule>> = table;
