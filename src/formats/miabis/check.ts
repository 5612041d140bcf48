import { type Attribute, attributes, longestDescription } from './attributes.ts';
import { type Entry, type EntryOf, type Kind, schemas } from './model.ts';

/** Something that is wrong with an entry, or that MIABIS asks for and it lacks. */
export interface EntryFault {
  /** `wrong` cannot be kept; `missing` and `advice` are told. */
  kind: 'wrong' | 'missing' | 'advice';
  /** MIABIS's code, where the field is an attribute. */
  attribute: string | null;
  field: string;
  expected: string;
}

/** An entry as its schema reads it, with what is wrong with it. */
export interface CheckedEntry<K extends Kind> {
  entry: EntryOf[K] | null;
  faults: EntryFault[];
}

/** Reads an entry: its form, the cardinalities of MIABIS Core 3, and what belongs together. */
export function checkEntry<K extends Kind>(kind: K, given: unknown): CheckedEntry<K> {
  const parsed = schemas[kind].safeParse(given);
  const own = kind === 'service' ? [] : attributes[kind as Exclude<Kind, 'service'>];
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue): EntryFault => {
      const field = issue.path.join('.') || ('keys' in issue ? String(issue.keys) : '');
      return { kind: 'wrong', attribute: codeOf(own, field), field, expected: issue.message };
    });
    return { entry: null, faults };
  }
  const entry = parsed.data as EntryOf[K];
  const faults = [...missingOf(own, entry), ...disagreementsOf(own, entry)];
  return { entry: faults.some((one) => one.kind === 'wrong') ? null : entry, faults };
}

const codeOf = (own: readonly Attribute[], field: string): string | null =>
  own.find((one) => one.field === field.split('.')[0])?.code ?? null;

function missingOf(own: readonly Attribute[], entry: Entry): EntryFault[] {
  const values = entry as Record<string, unknown>;
  return own.flatMap(({ code, name, field, least, many }) => {
    const value = values[field];
    const there = Array.isArray(value) ? value.length > 0 : value !== undefined;
    if (least === 0 || there) return [];
    return [{ kind: 'missing', attribute: code, field, expected: `${name} (${many ? '1..n' : '1'})` }];
  });
}

const daysOf: Readonly<Record<string, number>> = {
  ...{ years: 365.25, months: 30.4, weeks: 7, days: 1, 'gestational-weeks': 7 },
};

function disagreementsOf(own: readonly Attribute[], entry: Entry): EntryFault[] {
  const faults: EntryFault[] = [];
  if ((entry.description?.length ?? 0) > longestDescription) {
    const attribute = codeOf(own, 'description');
    faults.push({
      kind: 'advice',
      attribute,
      field: 'description',
      expected: `at most ${longestDescription} characters`,
    });
  }
  if (!('ageLow' in entry) || entry.ageLow === undefined || entry.ageHigh === undefined) return faults;
  const unit = (given: string | undefined) => daysOf[given ?? 'years']!;
  // A pregnancy's weeks are before birth, and no age in years is.
  const before = [entry.ageLowUnit, entry.ageHighUnit].filter((one) => one === 'gestational-weeks').length === 1;
  if (!before && entry.ageLow * unit(entry.ageLowUnit) > entry.ageHigh * unit(entry.ageHighUnit)) {
    faults.push({ kind: 'wrong', attribute: codeOf(own, 'ageHigh'), field: 'ageHigh', expected: 'not below Age Low' });
  }
  return faults;
}
