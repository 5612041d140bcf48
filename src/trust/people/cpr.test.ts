import fc from 'fast-check';
import { expect, test } from 'vitest';
import { birthOfCpr, cprKind, cprWarnings, parseCpr } from './index.ts';

const born = (text: string) => birthOfCpr(parseCpr(text))?.date ?? null;

test('the seventh digit and the year say the century', () => {
  expect(born('010100-0000')).toBe('1900-01-01');
  expect(born('311299-3000')).toBe('1999-12-31');
  expect([born('010136-4000'), born('010137-4000')]).toEqual(['2036-01-01', '1937-01-01']);
  expect([born('010157-5000'), born('010158-5000')]).toEqual(['2057-01-01', '1858-01-01']);
  expect([born('290200-8000'), born('290200-1000')]).toEqual(['2000-02-29', null]);
  expect([born('010136-9000'), born('010137-9000')]).toEqual(['2036-01-01', '1937-01-01']);
});

test('60 more in the day is a replacement number of the same birthday; letters are one too and say no birthday', () => {
  expect(cprKind(parseCpr('610190-1234'))).toBe('replacement');
  expect(born('610190-1234')).toBe(born('010190-1234'));
  expect(cprKind(parseCpr('010190-1ab4'))).toBe('replacement');
  expect(cprKind(parseCpr('0101907AB4'))).toBe('replacement');
  expect(cprKind(parseCpr('0101903AB4'))).toBe('local-replacement');
  expect(born('010190-1AB4')).toBeNull();
});

test('warnings never refuse: modulus 11 for civil numbers only, and days that are none', () => {
  expect(cprWarnings(parseCpr('070761-4285'))).toEqual([]);
  expect(cprWarnings(parseCpr('070761-0000'))).toEqual(['modulus-11']);
  expect(cprWarnings(parseCpr('670761-0000'))).toEqual([]);
  expect(cprWarnings(parseCpr('310261-0000'))).toContain('not-a-day');
});

test('every text is a number or refused without being repeated', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{6}-?[\dA-Z]{4}$/)), (text) => {
      try {
        expect(parseCpr(text)).toMatch(/^\d{7}[\dA-Z]{2}\d$/);
      } catch (error) {
        expect(error).toMatchObject({ code: 'IDUN_PERSON_CPR' });
        if (text.length > 3) expect(JSON.stringify(error)).not.toContain(JSON.stringify(text).slice(1, -1));
      }
    }),
  );
});
