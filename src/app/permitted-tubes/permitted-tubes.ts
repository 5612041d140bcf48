import { type PermitDeps, type PermitDetail, permitsWithTubes, requirePermit } from '../../access/permits/index.ts';
import { Problem, type ProblemSpec } from '../../platform/problem/index.ts';
import { frozenMembers } from '../../register/cohorts/index.ts';
import { registerMembers } from '../../register/search/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { mintSystemScope, readAs, type Scope } from '../../trust/scope/index.ts';
import { findAvailable, promisedUnder } from './store.ts';

const errors = {
  notHere: { code: 'IDUN_PERMIT_NO_TUBES', status: 404, title: 'The permit gives nothing of this collection.' },
} as const satisfies Record<string, ProblemSpec>;

/** A permit under which a biobank may hand out tubes now, line by line. */
export interface Dispensable {
  permit: string;
  title: string;
  project: string | null;
  until: Date;
  genetic: boolean;
  lines: {
    resource: string;
    collection: string;
    name: { da: string; en: string };
    material: string;
    count: number;
    volumeUl?: number | undefined;
    /** Promised under it already. */
    taken: number;
  }[];
  /** How its tubes are found: by its question to the register, its cohort, or among all of the collection. */
  by: 'question' | 'cohort' | 'collection';
}

/** Both scopes of whoever asks: what lets them see permits, and what lets them see their biobank's tubes. */
export interface Asking {
  permits: Scope;
  tubes: Scope;
}

/** Permits that hold now and give tubes of the asker's biobank. One audit entry. */
export async function listDispensable(deps: PermitDeps, { permits, tubes }: Asking): Promise<Dispensable[]> {
  const { database, clock } = deps;
  const found = await permitsWithTubes(deps, permits);
  const db = readAs(database.app, tubes, 'biobank.dispensing.read', clock);
  const taken = await promisedUnder(
    db,
    found.map(({ id }) => id),
  );
  const detail = { permits: found.length };
  await recordAccess(database.app, tubes, { action: 'biobank.permits.list', object: 'permits', detail }, clock);
  return found.map((permit) => ({
    ...{ permit: permit.id, title: permit.title, project: permit.project, until: permit.until },
    genetic: permit.content.genetic,
    lines: linesOf(permit).map((line) => ({
      ...line,
      taken: taken
        .filter((one) => one.permit === permit.id && one.collection === line.collection && one.type === line.material)
        .reduce((sum, { count }) => sum + count, 0),
    })),
    by: permit.content.question ? 'question' : permit.content.cohort ? 'cohort' : 'collection',
  }));
}

function linesOf({ content }: PermitDetail) {
  return content.specimens.flatMap(({ resource, material, count, volumeUl }) => {
    const of = content.data.find(({ id, kind }) => id === resource && kind === 'collection');
    return of === undefined ? [] : [{ resource, collection: of.ref, name: of.name, material, count, volumeUl }];
  });
}

export interface TubesWanted {
  permit: string;
  resource: string;
  material: string;
  limit: number;
}

/**
 * Tubes that may be promised under a permit now: of its question, run again, or of its cohort's people, in one collection and
 * material, and on the shelf. Nothing is promised yet: the gate looks up every donor when they are. One audit entry.
 * @throws Problem IDUN_PERMIT_NOT_ACTIVE, IDUN_PERMIT_NO_TUBES
 */
export async function findPermitted(
  deps: PermitDeps,
  { permits, tubes }: Asking,
  wanted: TubesWanted,
): Promise<{ total: number; items: string[] }> {
  const { database, clock } = deps;
  const own = await permitsWithTubes(deps, permits);
  const known = own.find(({ id }) => id === wanted.permit);
  const line =
    known && linesOf(known).find((one) => one.resource === wanted.resource && one.material === wanted.material);
  if (line === undefined) {
    throw new Problem(errors.notHere, 'No permit with such tubes of your biobank has this id.', {
      action: 'See GET /api/access/dispensable.',
    });
  }
  const { content } = await requirePermit(database.app, { permit: wanted.permit, at: clock.now() });
  const meant = await meantBy(deps, content);
  const db = readAs(database.app, tubes, 'biobank.dispensing.read', clock);
  const found = await findAvailable(db, { collection: line.collection, type: line.material, ...meant }, wanted.limit);
  const detail = { resource: wanted.resource, material: wanted.material, found: found.total };
  await recordAccess(database.app, tubes, { action: 'biobank.permits.tubes', object: wanted.permit, detail }, clock);
  return found;
}

// Whom and what a permit means, today.
async function meantBy(deps: PermitDeps, { question, cohort }: PermitDetail['content']) {
  if (question === null && cohort === null) return {};
  const system = await mintSystemScope(deps.database.app, 'biobank.permits', { clock: deps.clock });
  if (question !== null) {
    const { specimens } = await registerMembers(deps.register, system, { query: question.query });
    return { ids: specimens.keys.filter((key) => key.startsWith('spc_')) };
  }
  return { persons: await frozenMembers(deps.cohorts, system, cohort!.id, cohort!.version) };
}
