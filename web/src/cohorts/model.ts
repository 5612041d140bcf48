/** One question about a person, or several put together; the same form the server reads. */
export type Condition =
  | { field: WordField; any: string[] }
  | { field: RangeField; from?: number; to?: number }
  | { field: YesNoField; is: boolean }
  | { field: 'variant'; variant: string }
  | { field: 'gene'; gene: string }
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition };

export const wordFields = [
  'sex',
  'region',
  'municipality',
  'dataset',
  'patientGroup',
  'assay',
  'source',
  'feature',
] as const;
export const rangeFields = ['birthYear', 'age'] as const;
export const yesNoFields = ['affected', 'unrelated', 'family'] as const;
export type WordField = (typeof wordFields)[number];
export type RangeField = (typeof rangeFields)[number];
export type YesNoField = (typeof yesNoFields)[number];
export type Field = WordField | RangeField | YesNoField | 'variant' | 'gene';

export type DataWorld = 'real' | 'synthetic';

/** Whom a cohort means: people with a genome that counts, to whom every condition applies. */
export interface Definition {
  data: DataWorld;
  conditions: Condition[];
}

/** A count under the reader's disclosure rule; null is protected. */
export interface Count {
  persons: number | null;
  protected?: string;
}

export interface FacetValue extends Count {
  value: string;
}

export interface CohortCount extends Count {
  everybody: Count;
  steps: (Count & { lost: number | null; alone: Count })[];
  facets: Record<string, FacetValue[]>;
  asOf: { dataVersion: number; maskEpoch: number; at: string };
  milliseconds: number;
  roundedTo: number;
  heldFrom?: number;
}

export interface CohortSummary extends Count {
  id: string;
  name: string;
  description: string | null;
  sharing: 'private' | 'organisation';
  owner: string;
  organisation: string | null;
  mine: boolean;
  data: DataWorld;
  version: number;
  createdAt: string;
  frozenAt: string;
}

export interface CohortVersion extends Count {
  version: number;
  definition: Definition;
  note: string | null;
  dataVersion: number;
  maskEpoch: number;
  definitionHash: string;
  membersHash: string;
  frozenAt: string;
  frozenBy: string;
}

export interface CohortDetail extends CohortSummary {
  versions: CohortVersion[];
}

export interface Drift {
  version: number;
  frozen: Count;
  now: Count;
  stayed: Count;
  gone: Record<string, Count>;
  added: Count;
  same: boolean;
}

/** A new condition of a field, with nothing chosen yet. */
export function newCondition(field: Field): Condition {
  if (field === 'variant') return { field, variant: '' };
  if (field === 'gene') return { field, gene: '' };
  if (isOneOf(field, rangeFields)) return { field };
  if (isOneOf(field, yesNoFields)) return { field, is: true };
  return { field, any: [] };
}

function isOneOf<T extends string>(word: string, words: readonly T[]): word is T {
  return words.some((one) => one === word);
}

/** Whether a condition says something; one that is still being written does not count. */
export function isComplete(condition: Condition): boolean {
  if ('not' in condition) return isComplete(condition.not);
  if ('all' in condition) return condition.all.some(isComplete);
  if (!('field' in condition)) return condition.any.some(isComplete);
  if ('variant' in condition) return condition.variant.trim() !== '';
  if ('gene' in condition) return condition.gene.trim() !== '';
  if ('any' in condition) return condition.any.length > 0;
  if ('is' in condition) return true;
  return condition.from !== undefined || condition.to !== undefined;
}

/** The conditions without what is still being written, inside groups too. */
export function completed(conditions: readonly Condition[]): Condition[] {
  return conditions.filter(isComplete).map((condition): Condition => {
    if ('not' in condition) return { not: completed([condition.not])[0]! };
    if ('all' in condition) return { all: completed(condition.all) };
    if (!('field' in condition)) return { any: completed(condition.any) };
    return condition;
  });
}

/** Adds a value of a field to the conditions, or takes it away; the field's condition comes and goes with its values. */
export function toggleValue(conditions: readonly Condition[], field: WordField, value: string): Condition[] {
  const at = conditions.findIndex((one) => 'field' in one && one.field === field);
  const known = conditions[at];
  if (!known || !('any' in known) || !('field' in known)) return [...conditions, { field, any: [value] }];
  const values = known.any.includes(value) ? known.any.filter((one) => one !== value) : [...known.any, value];
  return conditions.flatMap((one, i) => (i !== at ? [one] : values.length === 0 ? [] : [{ field, any: values }]));
}

/** The values chosen for a field at the top of the conditions. */
export function chosenValues(conditions: readonly Condition[], field: WordField): readonly string[] {
  const found = conditions.find((one) => 'field' in one && one.field === field);
  return found && 'any' in found && 'field' in found ? found.any : [];
}

/** A definition from an address; what is none gives an empty one. The server reads it strictly. */
export function readAddress(value: unknown, data: DataWorld): Definition {
  if (typeof value !== 'object' || value === null) return { data, conditions: [] };
  const { data: asked, conditions } = value as { data?: unknown; conditions?: unknown };
  return {
    data: asked === 'real' || asked === 'synthetic' ? asked : data,
    conditions: Array.isArray(conditions) ? conditions.filter(looksLikeCondition) : [],
  };
}

function looksLikeCondition(value: unknown): value is Condition {
  if (typeof value !== 'object' || value === null) return false;
  const one = value as Record<string, unknown>;
  if ('not' in one) return looksLikeCondition(one['not']);
  if (typeof one['field'] === 'string') {
    const words = one['any'];
    if (isOneOf(one['field'], wordFields))
      return Array.isArray(words) && words.every((word) => typeof word === 'string');
    if (isOneOf(one['field'], rangeFields))
      return [one['from'], one['to']].every((n) => n === undefined || typeof n === 'number');
    if (isOneOf(one['field'], yesNoFields)) return typeof one['is'] === 'boolean';
    return (one['field'] === 'variant' || one['field'] === 'gene') && typeof one[one['field']] === 'string';
  }
  const parts = one['all'] ?? one['any'];
  return Array.isArray(parts) && parts.every(looksLikeCondition);
}
