import { Problem } from '../../../platform/problem/index.ts';
import {
  type AsOf,
  askFacts,
  type Condition,
  giveAnswer,
  mostFactCodes,
  type Query,
  type RegisterService,
} from '../../search/index.ts';
import type { RegisterLink } from '../entries/model.ts';
import { ageRanges } from './age-ranges.ts';
import { materialOf } from './material-of.ts';

interface Counts {
  persons: number;
  specimens: number;
}
interface Cell extends Counts {
  value: string;
}

/** Which of an entry's specimens. */
export type Part = Partial<Record<'type' | 'temperature', readonly string[]>>;

/** A cell of a fact table by the words of its parts; null is any. */
export interface TableCell extends Counts {
  sex: Sex | null;
  age: string | null;
  material: string | null;
  chapter: string | null;
}

/** Exact questions about the specimens of one place of the register. What is told of the answers is the caller's to protect. */
export interface Asking {
  facets(): Promise<{ counts: Counts; facets: Record<string, Cell[]>; chapters: { value: string }[]; asOf: AsOf }>;
  counts(part: Part): Promise<Counts>;
  /** By sex, age at sampling, material and chapter of diagnoses, with all margins. */
  table(): Promise<TableCell[]>;
}

export const sexes = ['male', 'female'] as const;
export type Sex = (typeof sexes)[number];

// What is asked here never leaves without protect-facts.
const exact = { minimumCount: 0 } as const;

/** Opens the questions about a place. */
export function openAsking(register: RegisterService, link: RegisterLink): Asking {
  const place = { biobank: [link.biobank], ...(link.collection === null ? {} : { collection: [link.collection] }) };
  const queryOf = (part: Part): Query => ({
    data: link.world,
    conditions: [{ field: 'specimen', atLeast: 1, ...place, ...part }] as Condition[],
  });
  const counted = ({ persons, specimens }: { persons: number | null; specimens?: number | null }): Counts => {
    return { persons: persons!, specimens: specimens ?? 0 };
  };
  async function askFacets() {
    const query = queryOf({});
    const ask = (codes: { register: string }[]) =>
      giveAnswer(register, exact, 'facets', { query, facets: ['sex', 'type', 'temperature', 'year'], codes });
    // A register without diagnoses has no chapters.
    const { shown, asOf } = await ask([{ register: diagnoses }]).catch((error: unknown) =>
      isProblem(error, 'IDUN_REGISTER_UNKNOWN') ? ask([]) : Promise.reject(error),
    );
    const values = Object.entries(shown.facets).map(([name, cells]) => {
      return [name, (cells ?? []).map(({ value, ...cell }) => ({ value, ...counted(cell) }))] as const;
    });
    const chapters = (shown.codes[0] ?? []).sort((a, b) => (b.persons ?? 0) - (a.persons ?? 0));
    const { counts } = shown;
    return { counts: counted(counts), facets: Object.fromEntries(values), chapters, asOf };
  }
  const facets = once(askFacets);
  return {
    facets,
    async counts(part) {
      const { shown } = await giveAnswer(register, exact, 'count', { query: queryOf(part) });
      return counted(shown);
    },
    table: once(async () => {
      const asked = await facets();
      const materials = [...groupWords(asked.facets['type'] ?? [], materialOf)];
      // Of a register whose tree has no chapters, the codes that most have.
      const chapters = asked.chapters.slice(0, mostFactCodes).map(({ value }) => value);
      const known = sexes.filter((sex) => asked.facets['sex']?.some(({ value }) => value === sex));
      const { cells } = await askFacts(register, queryOf({}), {
        sexes: known,
        ages: ageRanges.map(({ ageAtSampling }) => ageAtSampling),
        types: materials.map(([, words]) => words),
        codes: chapters.length === 0 ? null : { register: diagnoses, codes: chapters },
      });
      const named = <T>(values: readonly T[], number: number | null): T | null =>
        number === null ? null : values[number]!;
      return cells.map(({ sex, age, type, code, ...counts }) => ({
        ...{ sex: named(known, sex), age: named(ageRanges, age)?.key ?? null },
        ...{ material: named(materials, type)?.[0] ?? null, chapter: named(chapters, code) },
        ...counts,
      }));
    }),
  };
}

const diagnoses = 'diagnoses';

/** The register's words that are one value of ours, by that value. */
export function groupWords(
  cells: readonly { value: string }[],
  keyOf: (word: string) => string,
): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { value: word } of cells) groups.set(keyOf(word), [...(groups.get(keyOf(word)) ?? []), word]);
  return groups;
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => {
    asked ??= ask();
    return asked;
  };
}

/** Whether an error is a refusal of the register with a code. */
export function isProblem(error: unknown, code: string): boolean {
  return error instanceof Problem && error.code === code;
}
