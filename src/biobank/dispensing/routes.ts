import type { FastifyInstance, FastifyRequest } from 'fastify';
import { systemClock } from '../../platform/clock/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import type { DispensingDeps } from './deps.ts';
import { ownRoutes } from './own-routes.ts';
import { pickingRoutes } from './picking-routes.ts';
import { noPositions } from './positions.ts';
import { reservationRoutes } from './reservation-routes.ts';
import { returnRoutes } from './return-routes.ts';
import { shipmentRoutes } from './shipment-routes.ts';
import type { DispensingHttp } from './wire.ts';

export interface DispensingRouteDeps extends Omit<DispensingDeps, 'clock' | 'positions'> {
  clock?: DispensingDeps['clock'];
  positions?: DispensingDeps['positions'];
  scopeOf(request: FastifyRequest): Promise<Scope>;
}

/** Reservations, picking and shipments over HTTP. */
export async function routes(app: FastifyInstance, given: DispensingRouteDeps): Promise<void> {
  const http: DispensingHttp = {
    deps: { clock: systemClock, positions: noPositions, ...given },
    scopeOf: given.scopeOf,
  };
  reservationRoutes(app, http);
  pickingRoutes(app, http);
  shipmentRoutes(app, http);
  returnRoutes(app, http);
  ownRoutes(app, http);
}
