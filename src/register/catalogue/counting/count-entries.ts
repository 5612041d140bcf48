import type { Disease } from '../../../formats/miabis/index.ts';
import type { Clock } from '../../../platform/clock/index.ts';
import type { DatabaseHandle } from '../../../platform/database/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { assertScope, type Scope } from '../../../trust/scope/index.ts';
import { roundedTo } from '../../cohorts/index.ts';
import type { Condition, RegisterService } from '../../search/index.ts';
import { plainCode } from '../entries/chapters.ts';
import type { Counted, CountedValue } from '../entries/model.ts';
import { readEntries, writeCounted } from '../entries/store.ts';
import { fewestPeople } from '../read-catalogue.ts';
import { ageRanges } from './age-ranges.ts';
import { type Asking, isProblem, openAsking, type Part } from './ask-exactly.ts';
import { replaceFacts, type StoredFact } from './facts-store.ts';
import { materialOf, temperatureOf } from './material-of.ts';
import { type ExactCell, protectFacts } from './protect-facts.ts';

export interface CountingDeps {
  database: DatabaseHandle;
  register: RegisterService;
  clock: Clock;
  /** The installation's public minimum; the catalogue never tells fewer than ten. */
  minimumCount: number;
}

type Rule = { readonly minimumCount: number };
type Sex = 'male' | 'female';
type Age = (typeof ageRanges)[number];
const sexes: readonly Sex[] = ['male', 'female'];

/**
 * Counts every entry that has a place in the register: people and specimens by sex, age, material, temperature, year and chapter of
 * diagnoses, and a collection's fact table. The counts are exact inside and leave under the public's rule. One audit entry.
 * @returns entries counted
 */
export async function countEntries(
  deps: CountingDeps,
  scope: Scope,
  choice: { ids?: readonly string[]; signal?: AbortSignal } = {},
): Promise<number> {
  assertScope(scope, 'register.search', deps.clock);
  const { database, clock } = deps;
  const entries = (await readEntries(database.app, { linked: true })).filter(
    ({ kind, id }) => (kind === 'biobank' || kind === 'collection') && (choice.ids?.includes(id) ?? true),
  );
  const rule = { minimumCount: Math.max(fewestPeople, deps.minimumCount) };
  for (const entry of entries) {
    choice.signal?.throwIfAborted();
    const asking = openAsking(deps.register, entry.link!);
    if (!(await isThere(asking))) continue;
    const counted = await countedOf(asking, rule);
    const facts = entry.kind === 'collection' ? await factsOf(asking, counted, rule) : [];
    await database.withActor(scope.actor, async (trx) => {
      await writeCounted(trx, entry, counted);
      await replaceFacts(trx, entry.entryNo, facts);
    });
  }
  if (entries.length > 0) {
    await recordAccess(
      database.app,
      scope,
      { action: 'register.catalogue.count', object: 'catalogue', detail: { entries: entries.length } },
      clock,
    );
  }
  return entries.length;
}

// Words that the register does not have yet: a biobank that has sent nothing.
async function isThere(asking: Asking): Promise<boolean> {
  try {
    await asking.facets();
    return true;
  } catch (error) {
    if (isProblem(error, 'IDUN_REGISTER_WORD') || isProblem(error, 'IDUN_REGISTER_EMPTY')) return false;
    throw error;
  }
}

/** Values of one facet with their sum, each under the rule. @param all whether those that are not told are named as well */
function split(
  total: ExactCell,
  values: readonly ExactCell[],
  { rule, all }: { rule: Rule; all: boolean },
): CountedValue[] {
  const told = new Map(protectFacts([total, ...values], rule).map((cell) => [cell.parts[0], cell]));
  return values.flatMap(({ parts: [value] }) => {
    const { persons = null, specimens = null } = told.get(value!) ?? {};
    if (persons === null && !all) return [];
    return [{ value: value!, persons, specimens, ...(persons === null ? { protected: `<${rule.minimumCount}` } : {}) }];
  });
}

const mostFirst = (a: CountedValue, b: CountedValue): number => (b.persons ?? 0) - (a.persons ?? 0);

async function countedOf(asking: Asking, rule: Rule): Promise<Counted> {
  const { counts, facets, chapters, asOf } = await asking.facets();
  const total: ExactCell = { parts: [null], ...counts };
  const ask = async (value: string, part: Part, conditions?: readonly Condition[]): Promise<ExactCell> => {
    return { parts: [value], ...(await asking.counts(part, conditions)) };
  };
  const grouped = async (field: 'type' | 'temperature', keyOf: (word: string) => string): Promise<CountedValue[]> => {
    const cells: ExactCell[] = [];
    for (const [key, words] of groupWords(facets[field] ?? [], keyOf)) cells.push(await ask(key, { [field]: words }));
    return split(total, cells, { rule, all: false }).sort(mostFirst);
  };
  const ages: ExactCell[] = [];
  for (const { key, ageAtSampling } of ageRanges) ages.push(await ask(key, { ageAtSampling }));
  const ofSex: ExactCell[] = [];
  for (const sex of sexes) ofSex.push(await ask(sex, {}, [ofThatSex(sex)]));
  const diseases: ExactCell[] = [];
  for (const { value } of chapters) diseases.push(await ask(value, {}, [withDiagnosis(value)]));
  const [whole] = protectFacts([total], rule);
  return {
    ...{ persons: whole?.persons ?? null, specimens: whole?.specimens ?? null },
    ...(whole === undefined ? { protected: `<${rule.minimumCount}` } : {}),
    sexes: split(total, ofSex, { rule, all: true }),
    ages: split(total, ages, { rule, all: true }),
    types: await grouped('type', materialOf),
    temperatures: await grouped('temperature', temperatureOf),
    years: yearsBetween(split(total, (facets['year'] ?? []).flatMap(asCell), { rule, all: false }), rule),
    diseases: split(total, diseases, { rule, all: false }),
    ...{ asOf, roundedTo: roundedTo(rule) },
  };
}

const asCell = ({ value, persons, specimens }: { value: string; persons: number; specimens: number }): ExactCell[] =>
  value === '' ? [] : [{ parts: [value], persons, specimens }];
const ofThatSex = (sex: Sex): Condition => ({ field: 'sex', any: [sex] });
const withDiagnosis = (code: string): Condition => {
  return { field: 'event', register: 'diagnoses', codes: [code], which: 'any', atLeast: 1 };
};

/** Years in order, with those between that are not told. */
function yearsBetween(told: readonly CountedValue[], rule: Rule): CountedValue[] {
  if (told.length === 0) return [];
  const known = new Map(told.map((one) => [Number(one.value), one]));
  const [from, to] = [Math.min(...known.keys()), Math.max(...known.keys())];
  return Array.from({ length: to - from + 1 }, (_, i) => {
    const none = { value: `${from + i}`, persons: null, specimens: null, protected: `<${rule.minimumCount}` };
    return known.get(from + i) ?? none;
  });
}

function groupWords(cells: readonly { value: string }[], keyOf: (word: string) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { value: word } of cells) groups.set(keyOf(word), [...(groups.get(keyOf(word)) ?? []), word]);
  return groups;
}

/**
 * The fact table of a collection: donors and samples by sex, age at sampling, material and chapter of diagnoses, with all margins.
 * Below a cell that nobody is in, or that is protected, nothing is asked: nothing there could be told.
 */
async function factsOf(asking: Asking, counted: Counted, rule: Rule): Promise<StoredFact[]> {
  const { facets, chapters } = await asking.facets();
  const materials = groupWords(facets['type'] ?? [], materialOf);
  const cells: ExactCell[] = [];
  const ask = async (sex: Sex | null, age: Age | null, material: string | null, chapter: string | null) => {
    const part = {
      ...(material === null ? {} : { type: materials.get(material)! }),
      ...(age === null ? {} : { ageAtSampling: age.ageAtSampling }),
    };
    const conditions = [
      ...(sex === null ? [] : [ofThatSex(sex)]),
      ...(chapter === null ? [] : [withDiagnosis(chapter)]),
    ];
    const counts = await asking.counts(part, conditions);
    cells.push({ parts: [sex, age?.key ?? null, material, chapter], ...counts });
    return counts.persons >= rule.minimumCount;
  };
  for (const material of [null, ...materials.keys()]) {
    for (const chapter of [null, ...chapters.map(({ value }) => value)]) {
      if (!(await ask(null, null, material, chapter))) continue;
      for (const age of ageRanges) await ask(null, age, material, chapter);
      for (const sex of sexes) {
        if (!(await ask(sex, null, material, chapter))) continue;
        for (const age of ageRanges) await ask(sex, age, material, chapter);
      }
    }
  }
  const asOf = counted.asOf.at.slice(0, 10);
  return protectFacts(cells, rule).map(({ parts: [sex, ageRange, sampleType, chapter], persons, specimens }) => ({
    ...{ sex: sex ?? null, ageRange: ageRange ?? null, sampleType: sampleType ?? null },
    disease: typeof chapter === 'string' ? chapterOf(chapter) : null,
    ...{ samples: specimens, donors: persons, asOf, kept: null, id: null },
  }));
}

/** A chapter of the register's tree as a disease of MIABIS: SKS puts a D before ICD-10's codes. */
export function chapterOf(code: string): Disease {
  return { ontology: 'ICD-10', code: plainCode(code) };
}
