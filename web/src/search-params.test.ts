import { describe, expect, it } from 'vitest';
import {
  readGenomesSearch,
  readHitsSearch,
  readRegionSearch,
  readSubmissionsSearch,
  readVariantSearch,
} from './search-params.ts';

describe('addresses', () => {
  it('keeps filters that are known and drops the rest', () => {
    expect(readSubmissionsSearch({ state: 'quarantined', dataset: 'demo', evil: '1', sort: '' })).toEqual({
      state: ['quarantined'],
      dataset: ['demo'],
    });
    expect(readSubmissionsSearch({ state: 'anything' })).toEqual({});
    expect(readGenomesSearch({ sex: 'female', type: 'dna', demo: 'only' })).toEqual({ sex: ['female'], demo: 'only' });
  });

  it('reads several values of a filter, each once, and only words it knows', () => {
    expect(readGenomesSearch({ sex: ['female', 'male', 'female', 'x'], dataset: ['a', '', 'b'] })).toEqual({
      sex: ['female', 'male'],
      dataset: ['a', 'b'],
    });
    expect(readRegionSearch({ filters: ['', 'q10'], kind: 'snv' })).toEqual({ filters: ['', 'q10'], kind: ['snv'] });
  });

  it('reads a dataset or a search that looks like a number as text', () => {
    expect(readGenomesSearch({ dataset: 2026 })).toEqual({ dataset: ['2026'] });
    expect(readHitsSearch({ q: 123 })).toEqual({ q: '123' });
  });

  it('asks for carriers only when the address says so', () => {
    expect(readVariantSearch({ carriers: true })).toEqual({ carriers: true });
    expect(readVariantSearch({ carriers: 'no' })).toEqual({});
  });
});
