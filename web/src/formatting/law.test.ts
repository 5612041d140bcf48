import { expect, it } from 'vitest';
import { describeBasis, type LegalBasis, legalBases } from '../../../src/trust/scope/legal-bases.ts';
import { lawText } from './law.ts';

it('every legal basis that an entry can state is told in Danish', () => {
  for (const basis of Object.keys(legalBases) as LegalBasis[]) {
    const said = lawText(describeBasis(basis), 'da');
    expect(said, basis).toContain('databeskyttelsesforordningen art.');
    expect(said, basis).not.toMatch(/\b(?:Act|GDPR|and|the|of)\b/);
  }
  expect(lawText(describeBasis('citizen'), 'da')).toBe(
    'borgerens egen indsigt (databeskyttelsesforordningen art. 15; sundhedsloven §§ 36–38; databeskyttelsesloven § 22)',
  );
});

it('what is stated otherwise keeps its words, and in English nothing changes', () => {
  expect(lawText('GDPR art. 6(1)(e), 9(2)(h); Health Act § 223 a', 'da')).toBe(
    'databeskyttelsesforordningen art. 6(1)(e), 9(2)(h); sundhedsloven § 223 a',
  );
  expect(lawText('a contract with Act A/S', 'da')).toBe('a contract with Act A/S');
  expect(lawText(describeBasis('care'), 'en')).toBe(describeBasis('care'));
});
