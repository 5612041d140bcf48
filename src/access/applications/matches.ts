import type { Db } from '../../platform/database/index.ts';
import {
  type Asked,
  type Body,
  bodiesByNo,
  findResources,
  type Match,
  matchConditions,
  type Resource,
} from '../approvals/index.ts';
import type { CaseRow } from '../cases/index.ts';
import type { StoredApplication } from './model.ts';
import { statementOf } from './statement.ts';

/** How the conditions of one thing applied for compare with the project. */
export interface ResourceMatch {
  resource: Resource;
  match: Match;
}

/** What is applied for, each with how its conditions compare. */
export async function matchResources(
  db: Db,
  row: Pick<CaseRow, 'project'>,
  { answers, request }: Pick<StoredApplication, 'answers' | 'request'>,
): Promise<ResourceMatch[]> {
  const resources = await findResources(db, request.resources);
  const statement = statementOf(answers, row.project);
  return resources.map((resource) => ({ resource, match: matchConditions(statement, answers, resource.terms) }));
}

/** What one body is asked: its own resources and its own rules. A committee is asked for the whole. */
export function askedOf(
  body: Body,
  row: Pick<CaseRow, 'project'>,
  { answers, request }: Pick<StoredApplication, 'answers' | 'request'>,
  matches: readonly ResourceMatch[],
): Asked {
  const own = body.kind === 'custodian' || body.kind === 'register-owner';
  const of = matches.filter(({ resource }) => !own || resource.bodyNo === body.bodyNo);
  const ids = new Set(of.map(({ resource }) => resource.id));
  const kinds = answers['dataKinds'];
  return {
    resources: of.map(({ resource, match }) => ({ id: resource.id, termsVersion: resource.termsVersion, match })),
    own: ownMatch(body, row, answers),
    specimens: request.specimens.filter((one) => ids.has(one.resource)).reduce((sum, { count }) => sum + count, 0),
    disclosure: Array.isArray(kinds) && kinds.includes('records'),
  };
}

function ownMatch(body: Body, row: Pick<CaseRow, 'project'>, answers: StoredApplication['answers']): Match {
  // A body's own rules are conditions beside a permission that its resources give.
  const { conditions } = matchConditions(statementOf(answers, row.project), answers, { duo: [], own: body.rules.own });
  const verdicts = conditions.map(({ verdict }) => verdict);
  const verdict = verdicts.includes('not-met') ? 'not-met' : verdicts.includes('needs-person') ? 'needs-person' : 'met';
  return { verdict, conditions };
}

/** The secretariat that serves every body of what is applied for; null where they have several or none: the centre handles it. */
export async function secretariatOf(db: Db, matches: readonly ResourceMatch[]): Promise<number | null> {
  const bodies = await bodiesByNo(db, [...new Set(matches.map(({ resource }) => resource.bodyNo))]);
  const serving = new Set(bodies.map(({ secretariatNo }) => secretariatNo));
  const [only] = serving;
  return serving.size === 1 && only !== undefined ? only : null;
}
