import { expect, it } from 'vitest';
import { readNewApplicationSearch, readQueueSearch } from './access-search.ts';
import { caseHref } from './cases-table.tsx';
import { compareScans } from './receipt.ts';

const tubes = [
  { barcode: 'A1', specimen: 'spc_1' },
  { barcode: 'A2', specimen: 'spc_2' },
  { barcode: 'A3', specimen: 'spc_3' },
];

it('a box is compared one to one: by barcode or id, a tube once however often it is scanned', () => {
  expect(compareScans(tubes, ['A1', 'spc_2', 'A1', ' A1 ', 'ODD'])).toEqual({
    found: ['A1', 'A2'],
    missing: ['A3'],
    extra: ['ODD'],
  });
  expect(compareScans(tubes, [])).toMatchObject({ found: [], missing: ['A1', 'A2', 'A3'], extra: [] });
});

it('addresses: a question is one with conditions, a filter that is empty is none', () => {
  const question = { data: 'synthetic', conditions: [{ field: 'genome', is: true }] };
  expect(readNewApplicationSearch({ question, name: 'Serum', other: 1 })).toEqual({ question, name: 'Serum' });
  expect(readNewApplicationSearch({ question: { conditions: [] } })).toEqual({
    question: { data: 'real', conditions: [] },
  });
  expect(readNewApplicationSearch({ question: 'drop' })).toEqual({});
  expect(readQueueSearch({ mine: 'false', late: 'true', state: '', kind: 'approval' })).toEqual({
    mine: false,
    late: true,
    kind: 'approval',
  });
});

it('a case leads to the page where it is worked on', () => {
  expect(caseHref({ kind: 'approval', id: 'apv_1', partOf: 'apl_1' })).toBe('/applications/apl_1');
  expect(caseHref({ kind: 'permit', id: 'pmt_1', partOf: 'apl_1' })).toBe('/permits/pmt_1');
  expect(caseHref({ kind: 'relinking', id: 'rlk_1', partOf: 'pmt_1' })).toBe('/relinkings');
});
