import { describe, expect, it } from 'vitest';
import { FormatError } from '../error.ts';
import { makeFindings, makeHeaderReader, numberOf, parseHeader, warningList } from './index.ts';

const columns = '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO';

function bytes(text: string, encoding: BufferEncoding = 'utf8'): Uint8Array {
  return new Uint8Array(Buffer.from(text, encoding));
}

function header(lines: string[], tail = columns): Uint8Array {
  return bytes(`${['##fileformat=VCFv4.2', ...lines, tail].join('\n')}\n`);
}

function refusal(input: Uint8Array, strict = false): FormatError {
  try {
    parseHeader(input, makeFindings({ file: 'a.vcf', strict }));
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error('the header was taken');
}

describe('a good header', () => {
  it('is read with all its parts', () => {
    const input = header(
      [
        '##reference=file:///ref/GRCh38.fa',
        '##contig=<ID=chr1,length=248956422,assembly=GRCh38,md5=6AEF897C3D6FF0C78AFF06AC189178DD>',
        '##contig=<ID=HLA-A*01:01:01:01,length=3503>',
        '##INFO=<ID=AC,Number=A,Type=Integer,Description="Count, with \\"quotes\\" and <brackets>">',
        '##FORMAT=<ID=PL,Number=G,Type=Integer,Description="Likelihoods",Source="x",Version="1">',
        '##FILTER=<ID=q10,Description="Quality below 10">',
        '##ALT=<ID=DEL:ME,Description="Deletion of mobile element">',
        '##GATKCommandLine=<ID=HaplotypeCaller,CommandLine="a=b, c">',
      ],
      `${columns}\tFORMAT\tone\ttwo words`,
    );
    const findings = makeFindings();
    const found = parseHeader(input, findings);
    expect(found).toMatchObject({
      version: '4.2',
      reference: 'file:///ref/GRCh38.fa',
      samples: ['one', 'two words'],
      lineCount: 10,
      byteLength: input.length,
    });
    expect(found.contigs[0]).toEqual({
      name: 'chr1',
      length: 248956422,
      assembly: 'GRCh38',
      md5: '6aef897c3d6ff0c78aff06ac189178dd',
      line: 3,
    });
    expect(found.info.get('AC')).toMatchObject({
      number: numberOf.A,
      type: 'Integer',
      description: 'Count, with "quotes" and <brackets>',
      line: 5,
      nonNegative: true,
    });
    expect(found.format.get('PL')?.number).toBe(numberOf.G);
    expect(found.filters.get('q10')?.description).toBe('Quality below 10');
    expect([...found.alts.keys()]).toEqual(['DEL:ME']);
    expect(found.other.map((line) => line.key)).toEqual(['reference', 'GATKCommandLine']);
    expect(warningList(findings)).toEqual([]);
  });

  it('may have CRLF, a byte order mark or Latin-1, each with a warning', () => {
    const findings = makeFindings();
    const text = `\ufeff##fileformat=VCFv4.1\r\n##source=x\r\n${columns}\r\n`;
    expect(parseHeader(bytes(text), findings)).toMatchObject({ version: '4.1', lineCount: 3 });
    expect(
      warningList(findings)
        .map((w) => w.rule)
        .sort(),
    ).toEqual(['byte-order-mark', 'crlf']);

    const latin = makeFindings();
    const found = parseHeader(
      bytes(`##fileformat=VCFv4.1\n##FILTER=<ID=a,Description="\xe6ble">\n${columns}\n`, 'latin1'),
      latin,
    );
    expect(found.filters.get('a')?.description).toBe('æble');
    expect(warningList(latin).map((w) => w.rule)).toEqual(['latin1']);
  });
});

describe('what is refused, with code and line', () => {
  it.each([
    ['an empty file', bytes(''), 'IDUN_VCF_EMPTY', 1],
    ['UTF-16 with mark', bytes(`\ufeff##fileformat=VCFv4.2\n${columns}\n`, 'utf16le'), 'IDUN_VCF_ENCODING', 1],
    ['UTF-16 without mark', bytes(`##fileformat=VCFv4.2\n${columns}\n`, 'utf16le'), 'IDUN_VCF_ENCODING', 1],
    ['gzip', new Uint8Array([0x1f, 0x8b, 8, 4]), 'IDUN_VCF_COMPRESSED', 1],
    ['BCF', bytes('BCF\x02\x02'), 'IDUN_VCF_FILEFORMAT', 1],
    ['version 4.0', bytes(`##fileformat=VCFv4.0\n${columns}\n`), 'IDUN_VCF_VERSION', 1],
    ['version 3.3', bytes(`##format=VCFv3.3\n${columns}\n`), 'IDUN_VCF_VERSION', 1],
    ['version 5.0', bytes(`##fileformat=VCFv5.0\n${columns}\n`), 'IDUN_VCF_VERSION', 1],
    ['no fileformat', bytes(`${columns}\n`), 'IDUN_VCF_FILEFORMAT', 1],
    ['another kind of file', bytes('@HD\tVN:1.6\n'), 'IDUN_VCF_FILEFORMAT', 1],
    ['no #CHROM line', bytes('##fileformat=VCFv4.2\n##source=x\n'), 'IDUN_VCF_HEADER_MISSING', 2],
    ['data before the #CHROM line', bytes('##fileformat=VCFv4.2\n1\t2\t.\tA\tC\t.\t.\t.\n'), 'IDUN_VCF_META_LINE', 2],
    ['a wrong column', header([], columns.replace('POS', 'POSITION')), 'IDUN_VCF_HEADER_COLUMNS', 2],
    ['spaces instead of tabs', header([], columns.replaceAll('\t', ' ')), 'IDUN_VCF_HEADER_COLUMNS', 2],
    ['a column that is not FORMAT', header([], `${columns}\tone`), 'IDUN_VCF_HEADER_COLUMNS', 2],
    ['FORMAT without samples', header([], `${columns}\tFORMAT`), 'IDUN_VCF_FORMAT_WITHOUT_SAMPLES', 2],
    ['samples of one name', header([], `${columns}\tFORMAT\ta\tb\ta`), 'IDUN_VCF_SAMPLE_NAMES', 2],
    ['a tab at the end', header([], `${columns}\tFORMAT\ta\t`), 'IDUN_VCF_SAMPLE_NAMES', 2],
    ['an open quote', header(['##INFO=<ID=A,Number=1,Type=String,Description="open>']), 'IDUN_VCF_META_STRUCTURE', 2],
    ['no closing bracket', header(['##INFO=<ID=A,Number=1,Type=String,Description="a"']), 'IDUN_VCF_META_STRUCTURE', 2],
    ['a stray quote', header(['##INFO=<ID=A,Number=1,Type=String,Description="a "b" c">']), 'IDUN_VCF_META_QUOTE', 2],
    ['no ID', header(['##INFO=<Number=1,Type=String,Description="a">']), 'IDUN_VCF_META_ID', 2],
    ['no Number', header(['##INFO=<ID=A,Type=String,Description="a">']), 'IDUN_VCF_META_NUMBER', 2],
    [
      'a bad Number',
      header(['##source=x', '##INFO=<ID=A,Number=X,Type=String,Description="a">']),
      'IDUN_VCF_META_NUMBER',
      3,
    ],
    ['a bad Type', header(['##FORMAT=<ID=A,Number=1,Type=Text,Description="a">']), 'IDUN_VCF_META_TYPE', 2],
    ['a FORMAT flag', header(['##FORMAT=<ID=A,Number=0,Type=Flag,Description="a">']), 'IDUN_VCF_META_TYPE', 2],
    ['END as text', header(['##INFO=<ID=END,Number=1,Type=String,Description="a">']), 'IDUN_VCF_META_RESERVED_TYPE', 2],
    [
      'a contig of two lengths',
      header(['##contig=<ID=1,length=5>', '##contig=<ID=1,length=6>']),
      'IDUN_VCF_CONTIG_CONFLICT',
      3,
    ],
    ['a contig without name', header(['##contig=<length=5>']), 'IDUN_VCF_META_ID', 2],
    ['a contig name with a space', header(['##contig=<ID=1 A>']), 'IDUN_VCF_META_CONTIG', 2],
    ['a line without =', header(['##some text']), 'IDUN_VCF_META_LINE', 2],
    ['a zero byte', header(['##source=a\0b']), 'IDUN_VCF_CONTROL_CHARACTER', 2],
  ])('%s', (_, input, code, line) => {
    const error = refusal(input);
    expect(error.code).toBe(code);
    expect(error.place).toMatchObject({ file: 'a.vcf', line });
    expect(error.place.expected).not.toBe('');
    expect(error.message.endsWith('.')).toBe(true);
  });

  it('names the versions that can be read', () => {
    expect(refusal(bytes('##fileformat=VCFv4.0\n')).place.expected).toContain('4.1, 4.2, 4.3, 4.4 or 4.5');
  });

  it('a line that real files break is an error only when reading strictly', () => {
    const input = header(['##INFO=<ID=AF,Number=1,Type=Float,Description="a">']);
    const findings = makeFindings();
    parseHeader(input, findings);
    expect(warningList(findings)).toMatchObject([{ rule: 'meta-reserved', line: 2, count: 1 }]);
    expect(refusal(input, true).code).toBe('IDUN_VCF_META_RESERVED');
  });
});

describe('a header in chunks', () => {
  it('is the same whatever the chunks, and the rest is handed back', () => {
    const text = header(['##contig=<ID=1,length=5>'], `${columns}\tFORMAT\ta`);
    const whole = Buffer.concat([text, bytes('1\t1\t.\tA\tC\t.\t.\t.\tGT\t0/1\n')]);
    for (const size of [1, 2, 7, 64, 1000]) {
      const reader = makeHeaderReader(makeFindings());
      for (let at = 0; at < whole.length; at += size) {
        const found = reader.push(whole.subarray(at, at + size));
        if (!found) continue;
        expect(found.header.samples).toEqual(['a']);
        expect(found.header.byteLength).toBe(text.length);
        const consumed = Math.min(at + size, whole.length) - found.rest.length;
        expect(consumed).toBe(text.length);
        break;
      }
    }
  });

  it('ends with an error when the file does', () => {
    const reader = makeHeaderReader(makeFindings());
    expect(reader.push(bytes('##fileformat=VCFv4.2\n##source=x\n'))).toBeUndefined();
    expect(() => reader.end()).toThrow('The file ends before the #CHROM line.');
    expect(() => makeHeaderReader(makeFindings()).end()).toThrow('The file is empty.');
  });

  it('of ten million lines is refused at the bound, not held in memory', () => {
    const findings = makeFindings({ file: 'long.vcf' });
    const reader = makeHeaderReader(findings);
    const block = bytes('##note=x\n'.repeat(10_000));
    reader.push(bytes('##fileformat=VCFv4.2\n'));
    let lines = 1;
    expect(() => {
      while (lines < 10_000_000) {
        reader.push(block);
        lines += 10_000;
      }
    }).toThrow('longer than 1000000 lines');
    expect(lines).toBeLessThanOrEqual(1_000_001);
  });

  it('over the byte bound is refused, also when it is one line without end', () => {
    const reader = makeHeaderReader(makeFindings(), { maxBytes: 100_000, maxLines: 1000 });
    reader.push(bytes('##fileformat=VCFv4.2\n##note='));
    expect(() => {
      for (let i = 0; i < 100; i++) reader.push(bytes('x'.repeat(10_000)));
    }).toThrow('larger than 100000 bytes');
  });
});
