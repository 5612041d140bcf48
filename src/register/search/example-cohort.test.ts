import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addCodes } from '../codes/index.ts';
import { openTestRegister, type TestRegister } from '../feeds/testing.ts';
import { askRegister } from './ask-register.ts';
import { searchMigrations } from './migrations/index.ts';
import { openRegister, type RegisterService } from './open-register.ts';
import { readAsk } from './read-query.ts';

const shared = join(import.meta.dirname, '../../../../shared/data/biobank');
const here = existsSync(join(shared, 'cineca-uk1')) && existsSync(join(shared, 'dk-codes'));
if (!here) console.warn('The CINECA cohort is not counted: ../shared/data/biobank is absent.');

/** ICD-10-CM's bipolar II: the Danish list has no such code. */
const foreign = 'ICD10:F3181';
const person = (column: string) => ({ column, as: 'id', namespace: 'cineca' });
const feed = (table: string, files: string[], columns: object) => ({
  ...{ feed: `cineca-${table}`, title: 'CINECA', custodian: 'CINECA', table, files, columns },
  ...(table === 'events' ? { register: 'diagnoses' } : {}),
  ...{ unknownPeople: 'provisional', accept: { code: 0.06 } },
});

describe.skipIf(!here)('CINECA’s synthetic cohort UK1, as it was published', () => {
  let register: TestRegister;
  let service: RegisterService;
  const unpacked = (name: string): Buffer => gunzipSync(readFileSync(join(shared, 'cineca-uk1', `${name}.csv.gz`)));
  /** What the cohort says of itself. */
  const said = (heading: string): Record<string, number> => {
    const [, found] = new RegExp(`""${heading}"":\\s*(\\{[^}]*\\})`).exec(unpacked('cohorts').toString())!;
    return JSON.parse(found!.replaceAll('""', '"').replace(/\s/g, ' ')) as Record<string, number>;
  };
  const count = async (...conditions: object[]) => {
    const ask = readAsk('count', { query: { conditions } });
    const { persons, specimens } = await askRegister(service, register.scope, 'count', ask);
    return [persons, specimens];
  };
  const diagnosed = (...codes: string[]) => count({ field: 'event', register: 'diagnoses', codes });

  beforeAll(async () => {
    register = await openTestRegister(searchMigrations);
    service = openRegister({ database: register.database, dataDir: register.deps.dataDir });
    register.save({
      'individuals.csv': unpacked('individuals'),
      'biosamples.csv.gz': readFileSync(join(shared, 'cineca-uk1', 'biosamples.csv.gz')),
    });
    await addCodes(register.database, register.scope, {
      path: join(shared, 'dk-codes', 'icd10-sks-da.csv.gz'),
      system: 'sks',
    });
    const loads = [
      feed('persons', ['individuals.csv'], {
        ...{ person: person('id'), sex: { column: 'sex|label', words: { male: 'male', female: 'female' } } },
        region: { column: 'geographicOrigin|label' },
      }),
      feed('specimens', ['biosamples.csv.gz'], {
        ...{ person: person('individualId'), day: { column: 'collectionDate' }, custodian_id: { column: 'id' } },
        ...{
          type: { column: 'sampleOriginType|label', words: { blood: 'whole-blood' } },
          biobank: { value: 'CINECA' },
        },
      }),
      // The cohort says which diseases, and not when: they are of the day on which it was made.
      feed('events', ['individuals.csv'], {
        ...{ person: person('id'), day: { value: '2021-12-29' } },
        code: { column: 'diseases|diseaseCode|id', several: '|', without: 'ICD10:', system: 'sks', prefix: 'D' },
      }),
    ];
    for (const one of loads) {
      const { state, report } = await register.load(one);
      const faults = report.faults.map(({ kind, rows, places }) => [kind, rows, places[0]!.found]);
      const expected = one.table === 'events' ? [['code', 134, foreign]] : [];
      expect([one.feed, state, faults]).toEqual([one.feed, 'current', expected]);
    }
  }, 120_000);
  afterAll(async () => {
    await service?.close();
    await register?.close();
  });

  test('sex, place, type and year are counted as its own description counts them', async () => {
    const facets = await askRegister(
      service,
      register.scope,
      'facets',
      readAsk('facets', { query: {}, facets: ['sex', 'region', 'type', 'year'] }),
    );
    const told = (name: 'sex' | 'region' | 'type' | 'year') =>
      Object.fromEntries(facets.facets[name]!.map(({ value, persons }) => [value, persons]));
    expect(told('sex')).toEqual(said('genders'));
    expect(told('region')).toEqual(said('locations'));
    expect([told('type'), told('year')]).toEqual([{ 'whole-blood': 2504 }, { 2020: 2504 }]);
  });

  test('every disease, and every chapter with what lies below it, is what plain reading of the file gives', async () => {
    const [header, ...lines] = unpacked('individuals').toString().trim().split('\n');
    const at = (name: string): number => header!.split(',').indexOf(`diseases|diseaseCode|${name}`);
    // The columns up to these have no quotes.
    const cells = (column: number) =>
      lines.map((line) =>
        line
          .split(',')
          [column]!.split('|')
          .filter((one) => one !== ''),
      );
    const [byPerson, names] = [cells(at('id')), cells(at('label'))];
    const labels = new Map(byPerson.flatMap((codes, n) => codes.map((code, i) => [code, names[n]![i]!] as const)));
    expect([...labels.values()].sort()).toEqual(Object.keys(said('diseases')).sort());
    for (const [code, name] of labels) {
      const plain = byPerson.filter((some) => some.includes(code)).length;
      expect([name, plain]).toEqual([name, said('diseases')[name]]);
      // A code that the Danish list has not is a fault of 134 rows, and in no answer.
      const answer = diagnosed(code.replace('ICD10:', 'D'));
      if (code === foreign) await expect(answer).rejects.toMatchObject({ code: 'IDUN_REGISTER_CODE' });
      else expect([name, await answer]).toEqual([name, [plain, plain]]);
    }
    const heart = byPerson.filter((some) => some.some((code) => /^ICD10:I\d/.test(code))).length;
    expect(await diagnosed('DI00-DI99')).toEqual([heart, heart]);
    const both = byPerson.filter((some) => some.includes('ICD10:J45') && !some.includes('ICD10:E66')).length;
    const asked = await count(
      { field: 'event', register: 'diagnoses', codes: ['DJ45'] },
      { not: { field: 'event', register: 'diagnoses', codes: ['DE66'] } },
    );
    expect(asked).toEqual([both, both]);
  });
});
