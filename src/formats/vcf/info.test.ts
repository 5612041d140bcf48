import { describe, expect, it } from 'vitest';
import {
  decodePercent,
  findInfo,
  infoPresence,
  infoText,
  makeFindings,
  makeRecordFields,
  readEnd,
  readStructuralInfo,
  scanRecord,
  textOf,
} from './index.ts';

function line(info: string) {
  const buf = new TextEncoder().encode(`1\t10\t.\tA\t<DEL>\t.\tPASS\t${info}\tGT\t0/1`);
  const record = makeRecordFields();
  scanRecord(buf, 0, buf.length, record, makeFindings());
  return { buf, record };
}

function find(info: string, key: string) {
  const { buf, record } = line(info);
  const value = { start: 0, end: 0 };
  const presence = findInfo(buf, record.starts[7]!, record.ends[7]!, key, value);
  return [presence, presence === infoPresence.absent ? '' : textOf(buf, value.start, value.end)];
}

describe('findInfo', () => {
  it.each([
    ['END=5', 'END', [2, '5']],
    ['CIEND=1,2;END=5;X', 'END', [2, '5']],
    ['ENDX=1;XEND=2', 'END', [0, '']],
    ['DB;AC=1', 'DB', [1, '']],
    ['AC=1;DB', 'DB', [1, '']],
    ['A=END=5;B', 'END', [0, '']],
    ['AC=;AN=2', 'AC', [2, '']],
    [';;AC=3', 'AC', [2, '3']],
    ['.', 'AC', [0, '']],
    [`CSQ=${'x'.repeat(500)};AC=3;`, 'AC', [2, '3']],
  ])('%s, %s', (info, key, expected) => {
    expect(find(info, key)).toEqual(expected);
  });
});

describe('values', () => {
  it('of structural variants are read together', () => {
    const { buf, record } = line('SVTYPE=BND;MATEID=a,b;CHR2=chr5;END=99;SVLEN=-89,12');
    expect(readStructuralInfo(buf, record)).toEqual({
      end: 99,
      svType: 'BND',
      svLengths: [-89, 12],
      contig2: 'chr5',
      mateIds: ['a', 'b'],
    });
  });

  it('that are missing are undefined', () => {
    const { buf, record } = line('SVTYPE=.;SVLEN=x;END');
    expect(readStructuralInfo(buf, record)).toEqual({
      end: undefined,
      svType: undefined,
      svLengths: undefined,
      contig2: undefined,
      mateIds: undefined,
    });
    expect(readEnd(buf, record)).toBe(-1);
  });

  it('are decoded from UTF-8 and percent codes', () => {
    const { buf, record } = line('GENE=Sjögren%3Ba%2Cb%3D100%25');
    expect(infoText(buf, record, 'GENE')).toBe('Sjögren;a,b=100%');
    expect(decodePercent('5%41 %zz')).toBe('5%41 %zz');
  });
});
