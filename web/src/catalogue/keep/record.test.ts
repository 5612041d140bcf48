import { expect, it } from 'vitest';
import {
  changesOf,
  readDiseaseLines,
  readField,
  readQualityLines,
  writeDiseaseLine,
  writeField,
  writeQualityLine,
} from './record.ts';

it('what is empty is no field, however deep it lay', () => {
  const record = writeField({ name: 'A' }, 'translated.da.name', 'Å');
  expect([record, readField(record, 'translated.da.name')]).toEqual([
    { name: 'A', translated: { da: { name: 'Å' } } },
    'Å',
  ]);
  expect(writeField(record, 'translated.da.name', '')).toEqual({ name: 'A' });
  expect(writeField({ name: 'A' }, 'sampleTypes', [])).toEqual({ name: 'A' });
});

it('only what was changed is sent; what is as another states it is taken back', () => {
  const stated = { name: 'Stated', sampleTypes: ['serum'] };
  const before = { name: 'Written', sampleTypes: ['serum'], url: 'https://a' };
  const after = { name: 'Stated', sampleTypes: ['serum', 'dna'] };
  expect(changesOf(before, after, stated)).toEqual({ name: null, sampleTypes: ['serum', 'dna'], url: null });
  expect(changesOf(before, { ...before }, stated)).toEqual({});
});

it('diseases and quality marks are lines, and those that stood there keep all that is known of them', () => {
  const known = { ontology: 'ICD-10', code: 'C50', description: 'Breast', version: '2016' };
  const text = `${writeDiseaseLine(known)}\n\nORPHA:3000\nC00-D48\n some words `;
  expect(readDiseaseLines(text, [known])).toEqual([
    known,
    { ontology: 'ORPHA', code: '3000' },
    { ontology: 'ICD-10', code: 'C00-D48' },
    { text: 'some words' },
  ]);
  const mark = { standard: 'ISO 20387', number: '7', level: 'accredited' };
  expect(readQualityLines(`${writeQualityLine(mark)}\nISO 9001`, [mark])).toEqual([mark, { standard: 'ISO 9001' }]);
});
