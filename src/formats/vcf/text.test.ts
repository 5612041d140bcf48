import { describe, expect, it } from 'vitest';
import { checkVcf, makeFindings, makeVcfTextReader, textOf } from './index.ts';

const header = '##fileformat=VCFv4.3\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ta\n';
const bytes = (text: string) => new TextEncoder().encode(text);
const line = (position: number) => `1\t${position}\t.\tA\tC\t.\tPASS\tDP=${position}\tGT\t0/1\n`;

describe('makeVcfTextReader', () => {
  const text = bytes(header + Array.from({ length: 40 }, (_, i) => line(i + 1)).join(''));

  it.each([1, 3, 17, 100, 1 << 20])('hands over the same lines from chunks of %i bytes', (size) => {
    const seen: string[] = [];
    const reader = makeVcfTextReader({
      findings: makeFindings(),
      onHeader: () => (buf, record) => seen.push(`${record.line} ${textOf(buf, record.starts[7]!, record.ends[7]!)}`),
    });
    for (let at = 0; at < text.length; at += size) reader.push(text.subarray(at, at + size));
    expect(reader.end()).toMatchObject({ records: 40 });
    expect(seen).toEqual(Array.from({ length: 40 }, (_, i) => `${i + 3} DP=${i + 1}`));
  });

  it('reads a header without lines', () => {
    expect(checkVcf([bytes(header)]).records).toBe(0);
  });

  it('refuses a last line without line feed, for it may be cut', () => {
    expect(() => checkVcf([bytes(header + line(1).slice(0, -1))])).toThrow(
      'Line 3, the last, does not end with a line feed.',
    );
    expect(checkVcf([bytes(header + line(1).slice(0, -1))], { tolerate: ['final-newline'] }).records).toBe(1);
  });

  it('refuses a line over the memory bound before it is complete', () => {
    const reader = makeVcfTextReader({ findings: makeFindings(), maxLineBytes: 1000, onHeader: () => () => undefined });
    reader.push(bytes(header));
    expect(() => {
      for (let i = 0; i < 100; i++) reader.push(bytes('A'.repeat(100)));
    }).toThrow('Line 3 is longer than 1000 bytes.');
  });

  it('takes CRLF and empty lines with a warning', () => {
    const text = (header + line(1)).replaceAll('\n', '\r\n');
    const { warnings, records } = checkVcf([bytes(`${text}\r\n`)]);
    expect(records).toBe(1);
    expect(warnings.map((warning) => warning.rule).sort()).toEqual(['blank-line', 'crlf']);
  });

  it('refuses a second header in the body', () => {
    expect(() => checkVcf([bytes(header + line(1) + header)])).toThrow('Line 4 starts with # after the #CHROM line.');
  });
});
