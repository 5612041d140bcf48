import { z } from 'zod';
import { type Words, wordsSchema } from '../cases/index.ts';
import { duoRules, type Statement, type Verdict } from './duo-rules.ts';
import { duoTerm } from './duo-terms.ts';

/** A term of DUO on a collection, with what it is about. */
export const duoUseSchema = z.strictObject({
  id: z
    .string()
    .refine((id) => duoTerm(id)?.rule != null, 'a term of DUO that can be put on data, such as DUO:0000042'),
  values: z.array(z.string().min(1).max(200)).max(200).optional(),
  months: z.number().int().min(1).max(600).optional(),
  date: z.iso.date().optional(),
});
export type DuoUse = z.infer<typeof duoUseSchema>;

/** A condition of a custodian's own, in words; a person judges it unless an answer of the form decides. */
export const ownConditionSchema = z.strictObject({
  key: z.string().regex(/^[a-z][a-z0-9-]{1,40}$/),
  words: wordsSchema,
  /** Field of the form and the answers that meet it. */
  field: z.string().max(60).optional(),
  any: z
    .array(z.union([z.string(), z.boolean()]))
    .max(50)
    .optional(),
});
export type OwnCondition = z.infer<typeof ownConditionSchema>;

export interface ConditionMatch {
  /** `DUO:0000042`, or the key of an own condition. */
  condition: string;
  words: Words;
  verdict: Verdict;
}

export interface Match {
  /** The worst of all: one condition that is not met is enough. */
  verdict: Verdict;
  conditions: ConditionMatch[];
}

/**
 * Compares what a project states with what a collection asks. Several permissions of DUO are alternatives (one that is met is
 * enough); every modifier and every own condition must be met.
 */
export function matchConditions(
  project: Statement,
  answers: Readonly<Record<string, unknown>>,
  asked: { duo: readonly DuoUse[]; own: readonly OwnCondition[] },
): Match {
  const judged = asked.duo.map((use) => {
    const term = duoTerm(use.id)!;
    const verdict = duoRules[term.rule!](project, use);
    return { permission: term.kind === 'permission', match: { condition: use.id, words: term.words, verdict } };
  });
  const own = asked.own.map((one) => ({ condition: one.key, words: one.words, verdict: judgeOwn(one, answers) }));
  const permissions = judged.filter(({ permission }) => permission).map(({ match }) => match.verdict);
  const others = [...judged.filter(({ permission }) => !permission).map(({ match }) => match.verdict)];
  const verdict = worst([bestOf(permissions), ...others, ...own.map((one) => one.verdict)]);
  return { verdict, conditions: [...judged.map(({ match }) => match), ...own] };
}

// Without a permission nothing is said about what data may be used for: a person must.
function bestOf(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('met')) return 'met';
  return verdicts.length === 0 || verdicts.includes('needs-person') ? 'needs-person' : 'not-met';
}

function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('not-met')) return 'not-met';
  return verdicts.includes('needs-person') ? 'needs-person' : 'met';
}

function judgeOwn({ field, any }: OwnCondition, answers: Readonly<Record<string, unknown>>): Verdict {
  if (field === undefined || any === undefined) return 'needs-person';
  const given = answers[field];
  if (given === undefined || given === null || given === '') return 'needs-person';
  const values = Array.isArray(given) ? given : [given];
  return values.every((one) => any.includes(one as string | boolean)) ? 'met' : 'not-met';
}
