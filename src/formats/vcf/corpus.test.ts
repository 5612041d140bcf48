import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../error.ts';
import type { RuleName } from './index.ts';
import { checkVcf } from './index.ts';

// The official corpus: "failed" files break the specification, "passed" ones do not.
const corpus = join(process.cwd(), '../shared/ga4gh/hts-specs-tests/vcf');
const present = existsSync(corpus);
if (!present) console.warn(`VCF corpus not checked: ${corpus} is absent.`);

interface CorpusFile {
  name: string;
  bytes: Uint8Array;
}

function files(kind: 'passed' | 'failed'): CorpusFile[] {
  if (!present) return [];
  return ['4.1', '4.2', '4.3', '4.5'].flatMap((version) => {
    const folder = join(corpus, version, kind);
    if (!existsSync(folder)) return [];
    return readdirSync(folder).map((file) => ({ name: `${version}/${file}`, bytes: readFileSync(join(folder, file)) }));
  });
}

// A file about LAA whose lines are at 100, 200, 400, 300, 500 and do not end with a line feed, both of which its own version
// forbids (§1.6, §1.6.1) and other files of the corpus fail for.
const besidesItsPoint = '4.5/zero_length_LAA.vcf';

// Rules that files in daily use break: a file of the corpus that breaks nothing else is taken with a warning by default.
const warned: readonly RuleName[] = [
  'contig-colon',
  'format-key',
  'id-duplicate',
  'info-number',
  'info-type',
  'meta-alt',
  'meta-empty-value',
  'meta-number-version',
  'meta-order',
  'meta-pedigree',
  'meta-reserved',
  'meta-sample',
  'meta-url',
  'qual-negative',
  'ref-ambiguous',
  'sample-character',
  'sample-number',
];

describe.skipIf(!present)('the official VCF corpus', () => {
  it('has as many files as this test was written for', () => {
    expect(files('passed').length).toBeGreaterThanOrEqual(39);
    expect(files('failed').length).toBeGreaterThanOrEqual(310);
  });

  for (const strict of [true, false]) {
    it.each(files('passed').map((file) => [file.name, file] as const))(
      `reads %s ${strict ? 'strictly' : 'by default'}`,
      (name, { bytes }) => {
        const odd = name === besidesItsPoint;
        const options = { strict, order: !odd, tolerate: odd ? (['final-newline'] as const) : [], file: name };
        expect(checkVcf([bytes], options).header.version).toMatch(/^4\.[1-5]$/);
      },
    );
  }

  it.each(files('failed').map((file) => [file.name, file] as const))(
    'refuses %s when reading strictly',
    (name, { bytes }) => {
      expect(() => checkVcf([bytes], { strict: true, file: name })).toThrow(FormatError);
    },
  );

  it('refuses each failed file by default, or warns for a rule that files in daily use break', () => {
    const used = new Set<RuleName>();
    let refused = 0;
    for (const { name, bytes } of files('failed')) {
      try {
        const { warnings } = checkVcf([bytes], { file: name });
        expect(warnings, `${name} was taken without a word`).not.toHaveLength(0);
        for (const { rule } of warnings) used.add(rule);
      } catch (error) {
        expect(error, name).toBeInstanceOf(FormatError);
        refused++;
      }
    }
    expect([...used].sort()).toEqual(warned);
    expect(refused).toBeGreaterThanOrEqual(190);
  });
});
