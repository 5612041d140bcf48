import { afterEach, describe, expect, it, vi } from 'vitest';
import type { RegionAllele } from '../../api/answers.ts';
import { alleleFeature, browserConfig, clickedFeature, frequencyReader } from './igv-tracks.ts';

const row: RegionAllele = {
  chrom: '1',
  pos: 100,
  ref: 'GT',
  alt: 'G',
  ids: [],
  filters: [],
  ac: 1,
  an: 1000,
  af: 0.001,
  hom: 0,
  hemi: 0,
  missing: 0,
};

afterEach(() => vi.unstubAllGlobals());

describe('tracks for igv', () => {
  it('turns 1-based positions into half-open spans', () => {
    expect(alleleFeature(row)).toEqual({
      chr: '1',
      start: 99,
      end: 101,
      value: 0.001,
      name: 'GT>G AF 0.00100',
      key: '1-100-GT-G',
    });
  });

  it('says a protected frequency, never a number', () => {
    const feature = alleleFeature({ ...row, ac: null, af: null, protected: '<5' });
    expect(feature.value).toBe(0);
    expect(feature.name).toBe('GT>G AF <5');
  });

  it('asks our API page by page and only once for two tracks', async () => {
    const asked: string[] = [];
    vi.stubGlobal('fetch', async (path: string) => {
      asked.push(path);
      const later = path.includes('after=');
      return new Response(JSON.stringify({ items: [row], next: later ? null : 'more', total: 2 }));
    });
    const reader = frequencyReader('GRCh38');
    const [first, second] = await Promise.all([reader.readFeatures('1', 0, 500), reader.readFeatures('1', 0, 500)]);
    expect(first).toHaveLength(2);
    expect(second).toBe(first);
    expect(asked).toEqual([
      '/api/variants/region?reference=GRCh38&region=1%3A1-500&limit=5000',
      '/api/variants/region?reference=GRCh38&region=1%3A1-500&limit=5000&after=more',
    ]);
  });

  it('names no address outside this server', () => {
    const text = JSON.stringify(
      browserConfig('GRCh38', true, '1:1-100', { frequency: 'AF', alleles: 'Alleles', genes: 'Genes' }),
    );
    expect(text).not.toMatch(/https?:/);
    expect(text).toContain('/api/references/GRCh38/fasta.gzi');
  });

  it('leaves out igv’s own buttons and menus, which are English', () => {
    const config = browserConfig('GRCh38', true, '1:1-100', { frequency: 'AF', alleles: 'Alleles', genes: 'Genes' });
    expect(config).toMatchObject({ showNavigation: false, showGearColumn: false });
  });

  it('shows a clicked allele by its name, as text', () => {
    expect(clickedFeature([{ name: 'Name', value: 'A><b>G AF 0.1' }])).toBe(
      '<div style="padding: 6px 8px">A&gt;&lt;b&gt;G AF 0.1</div>',
    );
    expect(clickedFeature([])).toBe(false);
    expect(clickedFeature(undefined)).toBe(false);
  });
});
