import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import {
  type Body,
  type BodyKind,
  bodiesByNo,
  factsOfBody,
  listBodies,
  type Resource,
  type Stage,
} from '../approvals/index.ts';
import { holds } from './check-form.ts';
import { errors } from './errors.ts';
import type { Answers, When } from './form-model.ts';
import type { ApplicationKind } from './model.ts';

/** One rule of who is asked: which kind of body, when, and which of them. */
export interface NeedRule {
  kind: BodyKind;
  /** All of these hold; none: always. */
  when: readonly When[];
  /** `every` of the kind, the one `chosen` in a field, or the ones whose `resources` are applied for. */
  which: 'every' | 'resources' | { chosen: string };
  for: readonly ApplicationKind[];
}

const material: When = { field: 'dataKinds', is: ['genomes', 'specimens'] };
const extensive: When = { field: 'genomeMapping', is: ['extensive'] };
const notExtensive: When = { field: 'genomeMapping', is: ['none', 'targeted'] };
const every: readonly ApplicationKind[] = ['new', 'amendment', 'renewal'];

/**
 * Who says a part, as data: extensive genome mapping goes to the national committee (Committee Act § 15), other research on
 * material to the regional one; data protection always; each custodian and register owner for what is theirs. A renewal changes
 * nothing but the time, and the committee is not asked again.
 */
export const needRules: readonly NeedRule[] = [
  { kind: 'ethics-national', when: [material, extensive], which: 'every', for: ['new', 'amendment'] },
  {
    kind: 'ethics-regional',
    when: [material, notExtensive],
    which: { chosen: 'committee' },
    for: ['new', 'amendment'],
  },
  { kind: 'data-protection', when: [], which: 'every', for: every },
  { kind: 'custodian', when: [], which: 'resources', for: every },
  { kind: 'register-owner', when: [], which: 'resources', for: every },
];

/** The bodies that say a part at a stage. @throws Problem IDUN_APPLICATION_NO_BODY where one is needed and nobody is there */
export async function bodiesFor(
  db: Db,
  stage: Stage,
  given: { kind: ApplicationKind; answers: Answers; resources: readonly Resource[]; demo: boolean },
): Promise<Body[]> {
  const found: Body[] = [];
  for (const rule of needRules) {
    if (factsOfBody(rule.kind).stage !== stage || !rule.for.includes(given.kind)) continue;
    if (!rule.when.every((when) => holds(when, given.answers))) continue;
    const bodies = await bodiesOf(db, rule, given);
    if (bodies.length === 0 && rule.which !== 'resources') {
      throw new Problem(errors.noBody, `The application needs a ${rule.kind}, and there is none.`, {
        action: 'Add the body with its organisation: POST /api/access/bodies.',
      });
    }
    found.push(...bodies);
  }
  return found;
}

async function bodiesOf(
  db: Db,
  { kind, which }: NeedRule,
  { answers, resources, demo }: { answers: Answers; resources: readonly Resource[]; demo: boolean },
): Promise<Body[]> {
  if (which === 'resources') {
    const bodies = await bodiesByNo(db, [...new Set(resources.map(({ bodyNo }) => bodyNo))]);
    return bodies.filter((body) => body.kind === kind);
  }
  const all = await listBodies(db, { kinds: [kind], demo });
  return which === 'every' ? all : all.filter(({ id }) => id === answers[which.chosen]);
}
