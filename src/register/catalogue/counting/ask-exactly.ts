import { Problem } from '../../../platform/problem/index.ts';
import { type AsOf, type Condition, giveAnswer, type RegisterService } from '../../search/index.ts';
import type { RegisterLink } from '../entries/model.ts';

interface Counts {
  persons: number;
  specimens: number;
}
interface Cell extends Counts {
  value: string;
}

/** Which of an entry's specimens; ages may be parts of a year. */
export interface Part {
  type?: readonly string[];
  temperature?: readonly string[];
  ageAtSampling?: { from: number; to: number };
}

/** Exact questions about the specimens of one place of the register. What is told of the answers is the caller's to protect. */
export interface Asking {
  counts(part: Part, conditions?: readonly Condition[]): Promise<Counts>;
  facets(): Promise<{ counts: Counts; facets: Record<string, Cell[]>; chapters: { value: string }[]; asOf: AsOf }>;
}

// What is asked here never leaves without protect-facts.
const exact = { minimumCount: 0 } as const;

/** Opens the questions about a place. */
export function openAsking(register: RegisterService, link: RegisterLink): Asking {
  const place = { biobank: [link.biobank], ...(link.collection === null ? {} : { collection: [link.collection] }) };
  const queryOf = (part: Part, conditions: readonly Condition[]) => ({
    data: link.world,
    conditions: [{ field: 'specimen', atLeast: 1, ...place, ...part }, ...conditions] as Condition[],
  });
  const counted = ({ persons, specimens }: { persons: number | null; specimens?: number | null }): Counts => {
    return { persons: persons!, specimens: specimens ?? 0 };
  };
  let facets: ReturnType<Asking['facets']> | undefined;
  async function askFacets() {
    const query = queryOf({}, []);
    const ask = (codes: { register: string }[]) =>
      giveAnswer(register, exact, 'facets', { query, facets: ['type', 'temperature', 'year'], codes });
    // A register without diagnoses has no chapters.
    const { shown, asOf } = await ask([{ register: 'diagnoses' }]).catch((error: unknown) =>
      isProblem(error, 'IDUN_REGISTER_UNKNOWN') ? ask([]) : Promise.reject(error),
    );
    const values = Object.entries(shown.facets).map(([name, cells]) => {
      return [name, (cells ?? []).map(({ value, ...cell }) => ({ value, ...counted(cell) }))] as const;
    });
    const { counts, codes } = shown;
    return { counts: counted(counts), facets: Object.fromEntries(values), chapters: codes[0] ?? [], asOf };
  }
  return {
    async counts(part, conditions = []) {
      const { shown } = await giveAnswer(register, exact, 'count', { query: queryOf(part, conditions) });
      return counted(shown);
    },
    facets() {
      facets ??= askFacets();
      return facets;
    },
  };
}

/** Whether an error is a refusal of the register with a code. */
export function isProblem(error: unknown, code: string): boolean {
  return error instanceof Problem && error.code === code;
}
