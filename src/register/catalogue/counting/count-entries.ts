import type { Disease } from '../../../formats/miabis/index.ts';
import type { Clock } from '../../../platform/clock/index.ts';
import type { DatabaseHandle } from '../../../platform/database/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { assertScope, type Scope } from '../../../trust/scope/index.ts';
import { roundedTo } from '../../cohorts/index.ts';
import type { RegisterService } from '../../search/index.ts';
import { plainCode } from '../entries/chapters.ts';
import type { Counted, CountedValue } from '../entries/model.ts';
import { readEntries, writeCounted } from '../entries/store.ts';
import { fewestPeople } from '../read-catalogue.ts';
import { ageRanges } from './age-ranges.ts';
import { type Asking, groupWords, isProblem, openAsking, sexes } from './ask-exactly.ts';
import { replaceFacts, type StoredFact } from './facts-store.ts';
import { temperatureOf } from './material-of.ts';
import { type ExactCell, protectFacts } from './protect-facts.ts';

export interface CountingDeps {
  database: DatabaseHandle;
  register: RegisterService;
  clock: Clock;
  /** The installation's public minimum; the catalogue never tells fewer than ten. */
  minimumCount: number;
}

type Rule = { readonly minimumCount: number };

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
  const { counts, facets, asOf } = await asking.facets();
  const table = await asking.table();
  const total: ExactCell = { parts: [null], ...counts };
  /** The table's margin by one of its parts alone; nobody where it has no cell. */
  const margin = (of: Axis, values: readonly string[]): ExactCell[] => {
    const cells = new Map(
      table.flatMap((cell) => (axes.every((one) => (cell[one] !== null) === (one === of)) ? [[cell[of], cell]] : [])),
    );
    return values.map((value) => {
      const { persons = 0, specimens = 0 } = cells.get(value) ?? {};
      return { parts: [value], persons, specimens };
    });
  };
  const seen = (of: Axis): string[] => [...new Set(table.flatMap((cell) => cell[of] ?? []))];
  const temperatures: ExactCell[] = [];
  for (const [value, words] of groupWords(facets['temperature'] ?? [], temperatureOf)) {
    temperatures.push({ parts: [value], ...(await asking.counts({ temperature: words })) });
  }
  const years = (facets['year'] ?? []).flatMap(asCell);
  const [whole] = protectFacts([total], rule);
  return {
    ...{ persons: whole?.persons ?? null, specimens: whole?.specimens ?? null },
    ...(whole === undefined ? { protected: `<${rule.minimumCount}` } : {}),
    sexes: split(total, margin('sex', sexes), { rule, all: true }),
    ages: split(
      total,
      margin(
        'age',
        ageRanges.map(({ key }) => key),
      ),
      { rule, all: true },
    ),
    types: split(total, margin('material', seen('material')), { rule, all: false }).sort(mostFirst),
    temperatures: split(total, temperatures, { rule, all: false }).sort(mostFirst),
    years: yearsBetween(split(total, years, { rule, all: false }), rule),
    diseases: split(total, margin('chapter', seen('chapter').sort()), { rule, all: false }),
    ...{ asOf, roundedTo: roundedTo(rule) },
  };
}

type Axis = 'sex' | 'age' | 'material' | 'chapter';
const axes: readonly Axis[] = ['sex', 'age', 'material', 'chapter'];
const asCell = ({ value, persons, specimens }: { value: string; persons: number; specimens: number }): ExactCell[] =>
  value === '' ? [] : [{ parts: [value], persons, specimens }];

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

/** The fact table of a collection: donors and samples by sex, age at sampling, material and chapter of diagnoses, with all margins. */
async function factsOf(asking: Asking, counted: Counted, rule: Rule): Promise<StoredFact[]> {
  const cells = (await asking.table()).map(
    ({ sex, age, material, chapter, ...counts }): ExactCell => ({ parts: [sex, age, material, chapter], ...counts }),
  );
  // Sums before what they are of.
  cells.sort((a, b) => namesOf(a) - namesOf(b));
  const asOf = counted.asOf.at.slice(0, 10);
  return protectFacts(cells, rule).map(({ parts: [sex, ageRange, sampleType, chapter], persons, specimens }) => ({
    ...{ sex: sex ?? null, ageRange: ageRange ?? null, sampleType: sampleType ?? null },
    disease: typeof chapter === 'string' ? chapterOf(chapter) : null,
    ...{ samples: specimens, donors: persons, asOf, kept: null, id: null },
  }));
}

const namesOf = ({ parts }: ExactCell): number => parts.filter((part) => part !== null).length;

/** A chapter of the register's tree as a disease of MIABIS: SKS puts a D before ICD-10's codes. */
export function chapterOf(code: string): Disease {
  return { ontology: 'ICD-10', code: plainCode(code) };
}
