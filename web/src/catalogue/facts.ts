import type { Fact } from './catalogue-api.ts';

/** Values a fact table is narrowed to; without one, rows of any. */
export interface FactChoice {
  sampleType?: string | undefined;
  disease?: string | undefined;
  sex?: string | undefined;
  ageRange?: string | undefined;
}

const valueAt = (fact: Fact, field: keyof FactChoice): string | null =>
  field === 'disease' ? (fact.disease?.code ?? null) : fact[field];

/** The values a field has, in the order they come. */
export function valuesOf(facts: readonly Fact[], field: keyof FactChoice): string[] {
  return [...new Set(facts.flatMap((fact) => valueAt(fact, field) ?? []))];
}

const fields: readonly (keyof FactChoice)[] = ['sampleType', 'disease', 'sex', 'ageRange'];

/** The rows that agree with what is chosen; nothing chosen of a field leaves all its rows. */
export function factsOf(facts: readonly Fact[], choice: FactChoice): Fact[] {
  return facts.filter((fact) =>
    fields.every((field) => choice[field] === undefined || valueAt(fact, field) === choice[field]),
  );
}
