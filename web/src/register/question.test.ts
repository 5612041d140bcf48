import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import i18next, { type i18n } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { anyCondition } from '../../../src/register/search/queries.ts';
import { readQuery } from '../../../src/register/search/read-query.ts';
import { formatsFor } from '../formatting/use-format.ts';
import { readQuestion, readRegisterSearch } from './address.ts';
import {
  type Condition,
  completed,
  eventsIn,
  isComplete,
  kindOf,
  personsOf,
  type Question,
  toggleValue,
  withoutPart,
  withSpecimen,
} from './model.ts';
import { sayCondition, sayQuestion, type Words } from './sentence.ts';

const crohn = { register: 'diagnoses', codes: ['DK50'] };
const question: Question = {
  data: 'synthetic',
  conditions: [
    { field: 'event', ...crohn, which: 'first', when: { from: '1996-01-01', to: '2025-12-31' } },
    {
      field: 'specimen',
      type: ['plasma', 'serum'],
      volumeUl: { from: 200 },
      window: { after: { ...crohn, which: 'first' }, fromDays: -1826, toDays: -365 },
    },
    { not: { field: 'event', register: 'diagnoses', codes: ['DK51'] } },
    {
      any: [
        { field: 'genome', is: true },
        {
          all: [
            { field: 'sex', any: ['female'] },
            { field: 'birthYear', to: 1959 },
          ],
        },
      ],
    },
  ],
};

/** The same question after a way through the address, as the router writes it. */
const throughAddress = (asked: Question): Question =>
  readQuestion(readRegisterSearch({ question: JSON.parse(JSON.stringify(asked)) }).question, 'real');

describe('a question', () => {
  it('comes back from its address as it was, whatever the server takes', () => {
    expect(throughAddress(question)).toEqual(question);
    fc.assert(
      fc.property(fc.array(anyCondition, { maxLength: 4 }), (conditions) => {
        const asked = JSON.parse(JSON.stringify({ data: 'real', conditions })) as Question;
        expect(throughAddress(asked)).toEqual(asked);
        // And the server reads what the page asks as the same question.
        expect(readQuery(completed(asked))).toEqual(readQuery(asked));
      }),
      { numRuns: 300 },
    );
  });

  it('leaves out of an address what is no condition', () => {
    const broken = [
      { field: 'sex' },
      { field: 'constructor', any: [] },
      { field: 'specimen', volumeUl: { from: 'x' } },
      { field: 'specimen', window: { after: 'birth', fromDays: 0, toDays: 1 } },
      { all: [] },
      { any: [{ field: 'nothing' }] },
      { not: 3 },
      { field: 'sex', any: ['female'], cpr: '0101010101' },
      null,
      'sex',
    ];
    expect(readQuestion({ data: 'mars', conditions: [...broken, ...question.conditions] }, 'synthetic')).toEqual(
      question,
    );
    expect(readQuestion(undefined, 'real')).toEqual({ data: 'real', conditions: [] });
  });

  it('is asked without what is still being written', () => {
    const writing: Condition[] = [
      { field: 'sex', any: [] },
      { field: 'birthYear' },
      { any: [{ field: 'region', any: [] }] },
      { not: { field: 'died' } },
      {
        field: 'specimen',
        type: [],
        taken: {},
        window: { after: { register: 'diagnoses', codes: [] }, fromDays: 10, toDays: -5 },
      },
      { field: 'event', register: 'cancer', codes: [], when: {} },
    ];
    expect(writing.map(isComplete)).toEqual([false, false, false, false, true, true]);
    const asked = completed({ data: 'real', conditions: writing });
    expect(asked.conditions).toEqual([
      { field: 'specimen', window: { after: { register: 'diagnoses' }, fromDays: -5, toDays: 10 } },
      { field: 'event', register: 'cancer' },
    ]);
    expect(() => readQuery(asked)).not.toThrow();
  });

  it('is narrowed by facets: values come and go, and a condition without any goes too', () => {
    const none: Question = { data: 'real', conditions: [] };
    const both = toggleValue(toggleValue(none, 'type', 'serum'), 'type', 'plasma');
    expect(both.conditions).toEqual([{ field: 'specimen', type: ['serum', 'plasma'] }]);
    expect(toggleValue(toggleValue(both, 'type', 'serum'), 'type', 'plasma')).toEqual(none);
    const women = toggleValue(both, 'sex', 'female');
    expect(women.conditions[1]).toEqual({ field: 'sex', any: ['female'] });
    expect(toggleValue(women, 'sex', 'female')).toEqual(both);
    expect(withSpecimen(both, { volumeUl: { from: 200 } }).conditions).toEqual([
      { field: 'specimen', type: ['serum', 'plasma'], volumeUl: { from: 200 } },
    ]);
    expect(withoutPart(both, 'type').conditions).toEqual([{ field: 'specimen' }]);
  });

  it('says what of it holds of controls too: persons, and the kind of specimen whenever it was taken', () => {
    const asked = { ...question, conditions: [...question.conditions, { field: 'sex', any: ['female'] } as const] };
    expect(personsOf(asked as Question)).toEqual([{ field: 'sex', any: ['female'] }]);
    expect(kindOf(question)).toEqual({ type: ['plasma', 'serum'], volumeUl: { from: 200 } });
  });

  it('knows its events once each', () => {
    expect(eventsIn(question)).toEqual([crohn, { register: 'diagnoses', codes: ['DK51'] }]);
  });
});

describe('a question in plain words', () => {
  const languages = {} as Record<'da' | 'en', i18n>;
  beforeAll(async () => {
    for (const language of ['da', 'en'] as const) {
      const path = new URL(`../../locales/${language}/register.json`, import.meta.url);
      const register = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
      languages[language] = i18next.createInstance();
      await languages[language].init({ lng: language, resources: { [language]: { register } }, ns: ['register'] });
    }
  });
  const words = (language: 'da' | 'en'): Words => {
    const format = formatsFor(language);
    const names: Record<string, string> = { DK50: 'DK50 Crohn', DK51: 'DK51 Colitis' };
    return {
      t: (key, values) => languages[language].t(key, values ?? {}),
      value: (facet, value) => (facet === 'sex' ? ({ female: 'F' }[value] ?? 'M') : value),
      code: (_, code) => names[code] ?? code,
      date: (iso) => iso,
      int: format.int,
    };
  };

  it('is a sentence in both languages', () => {
    expect(sayQuestion(question, words('en'))).toBe(
      'People with first diagnosis DK50 Crohn in 1996–2025, and with plasma or serum taken 1–5 years before first diagnosis DK50 Crohn with at least 200 µl left, but not with diagnosis DK51 Colitis, and (with a genome or (registered as F and born up to 1959))',
    );
    expect(sayQuestion(question, words('da'))).toBe(
      'Personer med første diagnose DK50 Crohn i 1996–2025, og med plasma eller serum taget 1–5 år før første diagnose DK50 Crohn med mindst 200 µl tilbage, men ikke med diagnose DK51 Colitis, og (med et genom eller (registreret som F og født til og med 1959))',
    );
    const uses: Condition = { field: 'specimen', consent: ['research', 'recontact'] };
    expect(sayCondition(uses, words('en'))).toBe('with a specimen whose consent covers research and recontact');
    expect(sayQuestion({ data: 'real', conditions: [] }, words('da'))).toBe('Alle i registeret');
  });

  it('says every condition the server takes, and leaves no key unsaid', () => {
    fc.assert(
      fc.property(anyCondition, (condition) => {
        for (const language of ['da', 'en'] as const) {
          const said = sayCondition(condition as Condition, words(language));
          expect(said.trim()).not.toBe('');
          expect(said).not.toMatch(/register:|say\.|\{\{|undefined|NaN/);
        }
      }),
      { numRuns: 300 },
    );
  });
});
