import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { leaveDatasetIn } from '../../genomes/archive/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import {
  currentEpoch,
  type Decision,
  listAgreements,
  notYoursToDecide,
  recordOptIn,
  recordOptOut,
} from '../../trust/consent/index.ts';
import { withdrawConsent } from '../consent/withdraw-consent.ts';
import type { RouteDeps } from '../server.ts';
import { describeChoices } from './choices.ts';
import { errors } from './errors.ts';
import * as schema from './schemas.ts';
import { describeAgreement, mayWithdraw } from './uses.ts';
import { actingAs, type Citizen, decide, readCitizen } from './who.ts';

function require(decision: Decision): 'self' | 'guardian' {
  if (decision.allowed) return decision.as;
  throw notYoursToDecide(decision.reason);
}

/** `/api/me`: a citizen's own choices. The entry in the log commits with the choice. */
export async function changeRoutes(app: FastifyInstance, deps: RouteDeps): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const config = { act: 'consent.own.change' } as const;
  const change = <T>({ scope, person }: Citizen, action: string, detail: object, work: (trx: Db) => Promise<T>) =>
    actingAs(deps).withActor(scope.actor, async (trx) => {
      const answer = await work(trx);
      await recordAccess(trx, scope, { action, object: person.id, detail });
      return answer;
    });

  routes.post(
    '/api/me/choices',
    { config, schema: { body: schema.choiceBody, response: { 200: schema.choiceAnswer } } },
    async (request) => {
      const { scope, out, person } = request.body;
      const citizen = await readCitizen(deps, request, person);
      const as = require(decide(citizen, 'opt-out'));
      const options = {
        scope,
        source: as === 'self' ? ('citizen' as const) : ('guardian' as const),
        ...(as === 'guardian' ? { guardianNo: citizen.self.personNo } : {}),
      };
      const write = out ? recordOptOut : recordOptIn;
      const recorded = await change(citizen, out ? 'consent.opt-out' : 'consent.opt-in', { scope, as }, (trx) =>
        write(trx, citizen.person.personNo, citizen.scope.actor, options),
      );
      const choice = (await describeChoices(citizen)).find((one) => one.scope === scope)!;
      return { ...recorded, effectiveAt: new Date().toISOString(), choice };
    },
  );

  routes.post(
    '/api/me/agreements/:id/withdraw',
    {
      config,
      schema: { params: schema.withdrawParams, body: schema.withdrawBody, response: { 200: schema.withdrawAnswer } },
    },
    async (request) => {
      const citizen = await readCitizen(deps, request, request.body.person);
      const found = await listAgreements(citizen.db, citizen.person.personNo);
      const agreement = found.find(({ id }) => id === request.params.id);
      if (agreement === undefined) throw new Problem(errors.notYours, 'The person has no consent with this id.');
      if (agreement.state === 'in-force' && !mayWithdraw(citizen, agreement)) {
        require(decide(citizen, agreement.kind, agreement.selfFromAge));
      }
      const ended = await change(citizen, 'consent.withdraw', { agreement: agreement.id }, (trx) =>
        withdrawConsent(trx, agreement.id, citizen.scope.actor),
      );
      return {
        changed: ended.changed,
        agreement: describeAgreement(citizen, ended.agreement),
        maskEpoch: await currentEpoch(citizen.db),
      };
    },
  );

  routes.post(
    '/api/me/datasets/leave',
    { config, schema: { body: schema.leaveBody, response: { 200: schema.leaveAnswer } } },
    async (request) => {
      const { dataset, person } = request.body;
      const citizen = await readCitizen(deps, request, person);
      const as = require(decide(citizen, 'project'));
      const left = await change(citizen, 'datasets.leave', { dataset, as }, (trx) =>
        leaveDatasetIn(trx, {
          dataset,
          person: citizen.person.id,
          reason: `left by ${as}`,
          actor: citizen.scope.actor,
        }),
      );
      return {
        changed: left.changed,
        genomes: left.genomes,
        maskEpoch: left.maskEpoch ?? (await currentEpoch(citizen.db)),
      };
    },
  );
}
