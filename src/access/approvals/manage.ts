import type { Clock } from '../../platform/clock/index.ts';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import type { Organisation } from '../../trust/organisations/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import { type Viewer, viewerFor, type Words } from '../cases/index.ts';
import { addBody, bodiesByNo, findBody, stateRules } from './bodies.ts';
import type { BodyKind } from './body-kinds.ts';
import { errors } from './errors.ts';
import type { Body, Resource, ResourceKind, ResourceTerms, Rules } from './model.ts';
import { addResource, findResources, stateTerms } from './resources.ts';

interface Deps {
  database: DatabaseHandle;
  clock: Clock;
}

// A body's rules are its own; its secretariat and the coordinating centre write them for it.
function requireOwn(viewer: Viewer, body: Body): void {
  const own = viewer.part === 'centre' || [body.organisationNo, body.secretariatNo].includes(viewer.organisationNo);
  if (own) return;
  throw new Problem(errors.notYourBody, `They are the rules of ${body.name}.`, {
    action: 'Ask that body or its secretariat.',
  });
}

/** Makes an organisation a body. One audit entry. */
export async function makeBody(
  { database, clock }: Deps,
  scope: Scope,
  given: { kind: BodyKind; of: Organisation; served: Organisation | null; rules?: Rules | undefined },
): Promise<Body> {
  const viewer = await viewerFor(database.app, scope, 'access.rules.manage', clock);
  if (viewer.part !== 'centre') throw new Problem(errors.notYourBody, 'The coordinating centre says who takes part.');
  return await database.withActor(scope.actor, async (trx) => {
    const { of, served, kind, rules } = given;
    const body = await addBody(trx, {
      ...{ kind, rules, organisationNo: of.organisationNo, secretariatNo: served?.organisationNo ?? null },
      ...{ demo: of.demo, by: viewer.actor, at: clock.now() },
    });
    await recordAccess(trx, scope, { action: 'access.bodies.add', object: body.id, detail: { kind } }, clock);
    return body;
  });
}

/** States new rules of a body. One audit entry. @throws Problem IDUN_BODY_NOT_YOURS */
export async function changeRules(
  { database, clock }: Deps,
  scope: Scope,
  id: string,
  given: { rules: Rules; reason: string },
): Promise<Body> {
  const viewer = await viewerFor(database.app, scope, 'access.rules.manage', clock);
  return await database.withActor(scope.actor, async (trx) => {
    const body = await findBody(trx, id);
    requireOwn(viewer, body);
    const changed = await stateRules(trx, body, { ...given, by: viewer.actor, at: clock.now() });
    const detail = { version: changed.rulesVersion };
    await recordAccess(trx, scope, { action: 'access.bodies.rules', object: id, detail, reason: given.reason }, clock);
    return changed;
  });
}

/** Opens something for applications. One audit entry. @throws Problem IDUN_BODY_NOT_YOURS */
export async function openResource(
  { database, clock }: Deps,
  scope: Scope,
  given: { body: string; kind: ResourceKind; ref: string; name: Words; terms: ResourceTerms },
): Promise<Resource> {
  const viewer = await viewerFor(database.app, scope, 'access.rules.manage', clock);
  return await database.withActor(scope.actor, async (trx) => {
    const body = await findBody(trx, given.body);
    requireOwn(viewer, body);
    const { kind, ref, name, terms } = given;
    const by = { by: viewer.actor, at: clock.now(), demo: body.demo };
    const resource = await addResource(trx, { bodyNo: body.bodyNo, kind, ref, name, terms, ...by });
    await recordAccess(
      trx,
      scope,
      { action: 'access.resources.add', object: resource.id, detail: { kind, ref } },
      clock,
    );
    return resource;
  });
}

/** States new terms. One audit entry. @throws Problem IDUN_BODY_NOT_YOURS */
export async function changeTerms(
  { database, clock }: Deps,
  scope: Scope,
  id: string,
  terms: ResourceTerms,
): Promise<Resource> {
  const viewer = await viewerFor(database.app, scope, 'access.rules.manage', clock);
  return await database.withActor(scope.actor, async (trx) => {
    const [resource] = await findResources(trx, [id]);
    requireOwn(viewer, (await bodiesByNo(trx, [resource!.bodyNo]))[0]!);
    const changed = await stateTerms(trx, resource!, { terms, by: viewer.actor, at: clock.now() });
    const detail = { version: changed.termsVersion };
    await recordAccess(trx, scope, { action: 'access.resources.terms', object: id, detail }, clock);
    return changed;
  });
}
