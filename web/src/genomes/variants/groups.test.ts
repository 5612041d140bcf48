import { describe, expect, it } from 'vitest';
import type { GroupCount } from '../../api/answers.ts';
import {
  alleleCountCell,
  alleleNumberCell,
  cellText,
  companionCell,
  everyone,
  groupParts,
  groupSections,
  roundShare,
} from './groups.ts';

function group(name: string, part: Partial<GroupCount> = {}): GroupCount {
  return { group: name, ac: 1, an: 10, af: 0.1, hom: 0, hemi: 0, missing: 0, faf95: 0, ...part };
}

describe('groups of a variant', () => {
  it('reads names, also with a colon inside', () => {
    expect(groupParts('all')).toEqual({ kind: 'all', name: 'all' });
    expect(groupParts('sex:female')).toEqual({ kind: 'sex', name: 'female' });
    expect(groupParts('dataset:NGC:2026')).toEqual({ kind: 'dataset', name: 'NGC:2026' });
    expect(groupParts('ancestry:x')).toEqual({ kind: 'other', name: 'ancestry:x' });
  });

  it('puts everyone first and kinds together', () => {
    const sections = groupSections([group('sex:male'), group('dataset:a'), group('all'), group('sex:female')]);
    expect(sections.map((section) => section.kind)).toEqual(['all', 'sex', 'dataset']);
    expect(everyone([group('sex:male'), group('all')])?.group).toBe('all');
  });

  it('keeps zero, protected, hidden and unknown apart', () => {
    expect(alleleCountCell(group('x', { ac: 0 }))).toEqual({ kind: 'known', value: 0 });
    expect(alleleCountCell(group('x', { ac: null, protected: '<5' }))).toEqual({ kind: 'protected', shown: '<5' });
    expect(alleleCountCell(group('x', { ac: null, protected: 'hidden' }))).toEqual({ kind: 'hidden' });
    expect(alleleCountCell(group('x', { ac: null }))).toEqual({ kind: 'unknown' });
  });

  it('says unknown, not zero, where only genomes of unknown callability could tell', () => {
    expect(alleleNumberCell(group('x', { an: 0, unknown: 612 }))).toEqual({ kind: 'unknown' });
    expect(alleleNumberCell(group('x', { an: 0, unknown: 0 }))).toEqual({ kind: 'known', value: 0 });
  });

  it('never lets a companion of a protected count out as a number or a blank', () => {
    const hidden = group('x', { ac: null, protected: '<5', hom: null });
    expect(cellText(companionCell(hidden, hidden.hom))).toBe('hidden');
    expect(cellText(alleleCountCell(hidden))).toBe('<5');
    expect(cellText(companionCell(group('x'), 0))).toBe(0);
    expect(cellText(companionCell(group('x'), null))).toBeNull();
  });

  it('ends the interval column at a round share', () => {
    expect(roundShare(0.0055)).toBeCloseTo(0.01);
    expect(roundShare(0.0019)).toBeCloseTo(0.002);
    expect(roundShare(0.7)).toBe(1);
    expect(roundShare(0)).toBe(1);
  });
});
