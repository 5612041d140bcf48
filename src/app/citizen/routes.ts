import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { recordAccess } from '../../trust/audit/index.ts';
import { currentEpoch, listAgreements } from '../../trust/consent/index.ts';
import type { RouteDeps } from '../server.ts';
import { changeRoutes } from './change-routes.ts';
import { describeChoices } from './choices.ts';
import { listEvents } from './history.ts';
import * as schema from './schemas.ts';
import { countIdentifiers, datasetsAbout, genomesAbout, submissionsAbout } from './stored-about.ts';
import { describeAgreement, listUses } from './uses.ts';
import { type Citizen, decide, describePerson, describeWards, readCitizen, reasonKey } from './who.ts';

/** `/api/me`: what is stored about the signed-in citizen or a ward, what uses it, and their choices. Every reading is logged. */
export async function citizenRoutes(app: FastifyInstance, deps: RouteDeps): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const own = { act: 'people.own.read' } as const;
  const choosing = { act: 'consent.own.read' } as const;
  const note = ({ scope, person }: Citizen, action: string) =>
    recordAccess(deps.database.app, scope, { action, object: person.id });

  routes.get('/api/me', { config: own, schema: { response: { 200: schema.profileAnswer } } }, async (request) => {
    const citizen = await readCitizen(deps, request, undefined);
    await note(citizen, 'citizen.profile');
    return { person: describePerson(citizen), wards: await describeWards(citizen) };
  });

  routes.get('/api/me/wards', { config: own, schema: { response: { 200: schema.wardsAnswer } } }, async (request) => {
    const citizen = await readCitizen(deps, request, undefined);
    await note(citizen, 'citizen.profile');
    return { items: await describeWards(citizen) };
  });

  const about = { querystring: schema.whoQuery };
  routes.get(
    '/api/me/data',
    { config: own, schema: { ...about, response: { 200: schema.dataAnswer } } },
    async (request) => {
      const citizen = await readCitizen(deps, request, request.query.person);
      const { db, person } = citizen;
      await note(citizen, 'citizen.data');
      const datasets = await datasetsAbout(db, person.personNo);
      return {
        person: person.id,
        genomes: await genomesAbout(db, person.personNo),
        submissions: await submissionsAbout(db, person.personNo),
        datasets: datasets.map(({ name, source, controller, purpose, legalBasis, genomes, leftAt }) => {
          return { name, source, controller, purpose, legalBasis, genomes, left: leftAt !== null };
        }),
        samples: [],
        samplesHeld: 'not-connected' as const,
        identifiers: await countIdentifiers(db, person.personNo),
      };
    },
  );

  routes.get(
    '/api/me/uses',
    { config: own, schema: { ...about, response: { 200: schema.usesAnswer } } },
    async (request) => {
      const citizen = await readCitizen(deps, request, request.query.person);
      await note(citizen, 'citizen.uses');
      return { items: await listUses(citizen) };
    },
  );

  routes.get(
    '/api/me/choices',
    { config: choosing, schema: { ...about, response: { 200: schema.choicesAnswer } } },
    async (request) => {
      const citizen = await readCitizen(deps, request, request.query.person);
      await note(citizen, 'citizen.choices');
      const decision = decide(citizen, 'opt-out');
      return {
        person: citizen.person.id,
        mayChange: decision.allowed,
        mayNot: decision.allowed ? null : reasonKey(decision.reason),
        choices: await describeChoices(citizen),
        maskEpoch: await currentEpoch(citizen.db),
      };
    },
  );

  routes.get(
    '/api/me/agreements',
    { config: choosing, schema: { ...about, response: { 200: schema.agreementsAnswer } } },
    async (request) => {
      const citizen = await readCitizen(deps, request, request.query.person);
      await note(citizen, 'citizen.agreements');
      const agreements = await listAgreements(citizen.db, citizen.person.personNo);
      return { items: agreements.map((agreement) => describeAgreement(citizen, agreement)) };
    },
  );

  routes.get(
    '/api/me/history',
    { config: choosing, schema: { ...about, response: { 200: schema.historyAnswer } } },
    async (request) => {
      const citizen = await readCitizen(deps, request, request.query.person);
      await note(citizen, 'citizen.history');
      return { items: await listEvents(citizen) };
    },
  );

  await changeRoutes(app, deps);
}
