import { describe, expect, it } from 'vitest';
import { changesOf, holds, isRequired, isShown, missingIn, missingOfRequest, readCodes } from './form-logic.ts';
import type { Field, Section } from './model.ts';

const words = { da: 'x', en: 'x' };
const field = (key: string, more: Partial<Field> = {}): Field => ({ key, kind: 'text', label: words, ...more });
const mapping = field('mapping', {
  shown: { field: 'kinds', is: ['genomes', 'specimens'] },
  required: { field: 'kinds', is: ['genomes'] },
});
const section: Section = {
  key: 'data',
  title: words,
  fields: [field('title', { required: 'always' }), mapping, field('note')],
};

describe('a form', () => {
  it('asks and demands by the other answers, one or several', () => {
    expect(holds({ field: 'transfers', is: [true] }, { transfers: true })).toBe(true);
    expect(isShown(mapping, { kinds: ['registers'] })).toBe(false);
    expect([isShown(mapping, { kinds: ['specimens'] }), isRequired(mapping, { kinds: ['specimens'] })]).toEqual([
      true,
      false,
    ]);
    expect(isRequired(mapping, { kinds: ['registers', 'genomes'] })).toBe(true);
  });

  it('counts what is missing, and nothing that is not asked', () => {
    expect(missingIn(section, {})).toEqual(['title']);
    expect(missingIn(section, { title: 'T', kinds: ['genomes'] })).toEqual(['mapping']);
    expect(missingIn(section, { title: 'T', kinds: ['genomes'], mapping: 'none' })).toEqual([]);
    // A no is an answer.
    expect(missingIn({ ...section, fields: [field('sure', { required: 'always' })] }, { sure: false })).toEqual([]);
  });

  it('saves what changed, takes out what was emptied, and nothing twice', () => {
    const before = { title: 'A', codes: ['DC50'], months: 12 };
    expect(changesOf(before, { ...before })).toEqual({});
    expect(changesOf(before, { title: 'B', codes: [], months: 12, new: true })).toEqual({
      title: 'B',
      codes: null,
      new: true,
    });
    expect(changesOf({}, { title: '' })).toEqual({ title: null });
  });

  it('reads codes however they are written, each once', () => {
    expect(readCodes(' DC50, DI21;DC50\nDK ')).toEqual(['DC50', 'DI21', 'DK']);
    expect(readCodes('  ')).toEqual([]);
  });

  it('says what is missing of what is applied for', () => {
    const nothing = { request: { resources: [], specimens: [] }, cohort: null, question: null };
    expect(missingOfRequest({ ...nothing, answers: { dataKinds: ['specimens'] } })).toEqual([
      'resources',
      'specimens',
      'cohort',
    ]);
    const stated = { ...nothing, request: { resources: ['rsc_1'], specimens: [], persons: 0 } };
    expect(missingOfRequest({ ...stated, answers: { dataKinds: ['registers'] } })).toEqual([]);
  });
});
