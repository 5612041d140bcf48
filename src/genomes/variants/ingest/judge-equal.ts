import { FormatError } from '../../../formats/error.ts';
import { ruleError } from '../../../formats/vcf/index.ts';
import type { EqualAlleles, EqualJudgement } from '../segment/index.ts';
import type { SitePlace } from './batch-writer.ts';
import type { WarningList } from './warning-list.ts';

/** Alleles that change the length by this much are called by structural variant callers too. */
const STRUCTURAL_LENGTH = 50;

/**
 * What to do when two records describe the same small allele.
 * In one file: the same line twice is an error, unless all calls are the same (then it counts once); other spellings of one
 * allele are joined. In two files: different genomes are joined; the same genome must not have the allele from both, unless
 * the calls are the same, or the allele is so long that a caller of structural variants may have called it too (then the first file counts).
 *
 * @throws FormatError naming both lines, or both files
 */
export function judgeEqual(
  pair: EqualAlleles,
  contig: string,
  places: readonly [SitePlace, SitePlace],
  files: readonly string[],
  warnings: WarningList,
): EqualJudgement {
  const [a, b] = places;
  const where = `${contig}:${pair.start + 1}`;
  const file = files[b.fileNo]!;
  const add = (code: `IDUN_${string}`, what: string): void =>
    warnings.add({ code, what, count: 1, file, line: b.line, expected: 'each allele once' });
  if (a.fileNo !== b.fileNo) {
    const first = files[a.fileNo]!;
    if (!pair.sharedCarriers) return 'join';
    if (pair.sameCalls) {
      add(
        'IDUN_VCF_SAME_IN_TWO_FILES',
        `Line ${b.line} repeats an allele at ${where} from line ${a.line} of ${first}, with the same calls; it counts once.`,
      );
      return 'first';
    }
    if (pair.lengthChange >= STRUCTURAL_LENGTH) {
      add(
        'IDUN_VCF_CALLED_TWICE',
        `Line ${b.line} has an allele at ${where} that line ${a.line} of ${first} has with other calls; those of ${first} count.`,
      );
      return 'first';
    }
    throw new FormatError(
      'IDUN_VCF_IN_TWO_FILES',
      `The same allele at ${where} is in line ${a.line} of ${first} and in line ${b.line} of ${file}, for the same genome.`,
      {
        file,
        line: b.line,
        expected: 'each allele of a genome in one file of a submission',
        action: 'Leave one of the files out, or submit them apart.',
      },
    );
  }
  if (!pair.sameRecord) {
    add(
      'IDUN_VCF_COMBINED',
      `Lines ${a.line} and ${b.line} describe the same allele at ${where} in two forms; they were joined.`,
    );
    return 'join';
  }
  if (!pair.sameCalls) {
    const what = `Line ${b.line} has the same position and alleles (${where}) as line ${a.line}, with other genotypes.`;
    throw ruleError('duplicate-variant', b.line, what, file);
  }
  add('IDUN_VCF_DUPLICATE_VARIANT', `Line ${b.line} repeats line ${a.line} (${where}); it counts once.`);
  return 'first';
}

/**
 * What to do when two records describe the same structural allele. Structural alleles may be repeated (VCFv4.5 §1.6.1): different genomes
 * are joined; a genome that has it in both has it once, as often as the record says that has more.
 */
export function judgeEqualStructural(
  pair: EqualAlleles,
  contig: string,
  places: readonly [SitePlace, SitePlace],
  files: readonly string[],
  warnings: WarningList,
): EqualJudgement {
  if (!pair.sharedCarriers) return 'join';
  const [a, b] = places;
  const file = files[b.fileNo]!;
  const other = a.fileNo === b.fileNo ? `line ${a.line}` : `line ${a.line} of ${files[a.fileNo]!}`;
  warnings.add({
    code: 'IDUN_VCF_STRUCTURAL_REPEATED',
    what: `Line ${b.line} repeats the structural allele at ${contig}:${pair.start + 1} from ${other} for the same genome; it counts once.`,
    count: 1,
    file,
    line: b.line,
    expected: 'each structural allele of a genome once',
  });
  return 'most';
}
