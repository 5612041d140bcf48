import { expect, test } from 'vitest';
import { narrowedBy, readCatalogueSearch } from './catalogue-search.ts';

test('an address narrows by what it knows, and drops the rest', () => {
  const search = readCatalogueSearch({
    ...{ kind: 'networks', material: 'serum', chapter: ['C00-D48', 'C00-D48'], from: '1990', to: 'x', demo: 'only' },
    ...{ sort: 'evil', q: '  ', biobank: ['demo:national'], page: 3 },
  });
  expect(search).toEqual({
    ...{
      kind: 'networks',
      material: ['serum'],
      chapter: ['C00-D48'],
      from: 1990,
      demo: 'only',
      biobank: ['demo:national'],
    },
  });
  expect(narrowedBy(search)).toBe(4);
  expect(readCatalogueSearch({ kind: 'collections', from: 1200 })).toEqual({});
});
