import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { isAct, type RouteAct } from './acts.ts';
import { decideRoute, opensToSenders } from './decide.ts';
import { errors } from './errors.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route does; see `trust/scope/acts.ts`. */
    act?: RouteAct;
  }
  interface FastifyInstance {
    /** The guarded routes, as they were registered. */
    declaredRoutes: readonly DeclaredRoute[];
  }
}

const guarded = /^\/(?:api|ga4gh|fhir)(?:\/|$)/;

/** A route and what it does. */
export interface DeclaredRoute {
  method: string;
  url: string;
  act: RouteAct;
}

/**
 * Lets a request to `/api`, `/ga4gh` or `/fhir` pass only when its role may do the route's act, before its body is read. A route
 * that does not say its act cannot be registered.
 * @param app routes registered on it later are guarded
 */
export function registerGate(app: FastifyInstance, clock: Clock = systemClock): void {
  const routes: DeclaredRoute[] = [];
  app.decorate('declaredRoutes', routes);
  app.addHook('onRoute', ({ url, method, config }) => {
    if (!guarded.test(url)) return;
    const act = config?.act;
    if (act === undefined || !(act === 'public' || act === 'signed-in' || isAct(act))) {
      throw new Problem(errors.undeclared, `The route ${String(method)} ${url} does not say its act.`, {
        expected: "config: { act: … } with an act of src/trust/scope/acts.ts, 'public' or 'signed-in'",
      });
    }
    for (const name of [method].flat()) routes.push({ method: name, url, act });
  });
  app.addHook('onRequest', async (request) => {
    const { act } = request.routeOptions.config;
    if (act === undefined || isSender(request, act)) return;
    decideRoute(request.session, act, clock.now());
  });
}

function isSender(request: FastifyRequest, act: RouteAct): boolean {
  return request.session === null && request.headers.authorization !== undefined && opensToSenders(act);
}
