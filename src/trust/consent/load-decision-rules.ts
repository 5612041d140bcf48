import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Problem } from '../../platform/problem/index.ts';
import { type DecisionRule, decisionRules, setDecisionRules } from './decision-rules.ts';
import { errors } from './errors.ts';

const matters = decisionRules().map(({ matter }) => matter);

const rule = z.strictObject({
  matter: z.enum(matters),
  selfFromAge: z.number().int().min(0).max(30),
  source: z.string().trim().min(3),
  verified: z.boolean(),
});

/** The file of a nation's ages, in the data folder. */
export const decisionRulesFile = 'decision-rules.json';

/**
 * Takes a nation's own ages of deciding from its data folder; without the file those of Denmark stay.
 * @throws Problem IDUN_CONSENT_RULES when the file does not state each matter once, with its source
 */
export function loadDecisionRules(dataDir: string): readonly DecisionRule[] {
  const path = join(dataDir, decisionRulesFile);
  if (!existsSync(path)) return decisionRules();
  const read = z.array(rule).safeParse(parse(readFileSync(path, 'utf8')));
  const stated = new Set(read.data?.map(({ matter }) => matter));
  if (!read.success || stated.size !== read.data.length || stated.size !== matters.length) {
    throw new Problem(errors.rules, `${decisionRulesFile} does not state each matter once.`, {
      file: decisionRulesFile,
      expected: `[{matter, selfFromAge, source, verified}, …] for ${matters.join(', ')}`,
      action: 'Print the ages that hold now with `idun --json consent rules`, and begin with those.',
    });
  }
  setDecisionRules(read.data);
  return read.data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
