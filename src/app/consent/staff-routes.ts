import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { systemClock } from '../../platform/clock/index.ts';
import { type Db, unguardDatabase } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import {
  type Agreement,
  choiceHistory,
  consentErrors,
  currentEpoch,
  listAgreements,
  listForms,
  type Matter,
  mayDecide,
  notYoursToDecide,
  recordAgreement,
  recordOptIn,
  recordOptOut,
  requireForm,
} from '../../trust/consent/index.ts';
import {
  civilDay,
  findGuardians,
  findWards,
  type PersonRecord,
  readPeople,
  readPersonById,
} from '../../trust/people/index.ts';
import { assertPerson, readAs, type Scope } from '../../trust/scope/index.ts';
import { describeChoices } from '../citizen/choices.ts';
import type { RouteDeps } from '../server.ts';
import * as schema from './schemas.ts';
import { withdrawConsent } from './withdraw-consent.ts';

interface Stated {
  statedBy: 'self' | 'guardian';
  guardian?: string | undefined;
}

/**
 * `/api/people/:id/consent`: what somebody said by letter or phone, written down by staff with how it came and why. Who may decide
 * is asked as on the citizen's own page, and the entry in the log commits with the change: the citizen sees it.
 */
export async function staffConsentRoutes(app: FastifyInstance, deps: RouteDeps): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const config = { act: 'consent.any.change' } as const;

  async function subject(request: FastifyRequest<{ Params: { id: string } }>, act: 'consent.read' | typeof config.act) {
    const scope = await deps.scopeOf(request);
    const db = readAs(deps.database.app, scope, act);
    const record = await readPersonById(db, request.params.id);
    const person =
      record.mergedIntoNo === null ? record : (await readPeople(db, [record.mergedIntoNo])).get(record.mergedIntoNo);
    assertPerson(scope, person?.personNo ?? record.personNo);
    return { scope, db, person: person ?? record };
  }

  const change = <T>(scope: Scope, work: (trx: Db) => Promise<T>): Promise<T> =>
    unguardDatabase(deps.database).withActor(scope.actor, work);

  routes.get(
    '/api/people/:id/consent',
    {
      config: { act: 'consent.read' },
      schema: {
        summary: 'Choices and consents of a person, with what staff wrote down',
        params: schema.personParams,
        response: { 200: schema.consentAnswer },
      },
    },
    async (request) => {
      const { scope, db, person } = await subject(request, 'consent.read');
      await recordAccess(deps.database.app, scope, { action: 'consent.history', object: person.id });
      return await describeConsent(db, unguardDatabase(deps.database).app, person);
    },
  );

  routes.post(
    '/api/people/:id/choices',
    {
      config,
      schema: {
        summary: 'Writes down an opt-out, or its end, that a citizen stated',
        params: schema.personParams,
        body: schema.choiceBody,
        response: { 200: schema.changedAnswer },
      },
    },
    async (request) => {
      const { scope, person } = await subject(request, config.act);
      const { scope: of, out, channel, reason, ...stated } = request.body;
      return await change(scope, async (trx) => {
        const { guardianNo } = await requireDecider(trx, person, 'opt-out', stated);
        const write = out ? recordOptOut : recordOptIn;
        const writtenDown = { channel, reason };
        const options = { scope: of, source: 'staff' as const, writtenDown };
        const recorded = await write(trx, person.personNo, scope.actor, {
          ...options,
          ...(guardianNo === null ? {} : { guardianNo }),
        });
        await recordAccess(trx, scope, {
          action: out ? 'consent.opt-out' : 'consent.opt-in',
          object: person.id,
          detail: { scope: of, channel, statedBy: stated.statedBy },
          reason,
        });
        return recorded;
      });
    },
  );

  routes.post(
    '/api/people/:id/agreements',
    {
      config,
      schema: {
        summary: 'Writes down a consent that was given on a form',
        params: schema.personParams,
        body: schema.agreementBody,
        response: { 201: schema.agreementAnswer },
      },
    },
    async (request, reply) => {
      const { scope, person } = await subject(request, config.act);
      const { form, version, givenAt, channel, reason, ...stated } = request.body;
      const answer = await change(scope, async (trx) => {
        const { kind, selfFromAge } = await requireForm(trx, form, version);
        const { guardianNo } = await requireDecider(trx, person, kind, stated, selfFromAge);
        const agreement = await recordAgreement(trx, {
          ...{ personNo: person.personNo, form, givenBy: stated.statedBy, channel, reason, actor: scope.actor },
          ...(version === undefined ? {} : { version }),
          ...(givenAt === undefined ? {} : { givenAt: new Date(givenAt) }),
          ...(guardianNo === null ? {} : { decidedByNo: guardianNo }),
        });
        const detail = { agreement: agreement.id, form, channel, statedBy: stated.statedBy };
        await recordAccess(trx, scope, { action: 'consent.give', object: person.id, detail, reason });
        return {
          changed: true,
          maskEpoch: await currentEpoch(trx),
          agreement: describeAgreement(agreement),
        };
      });
      return reply.code(201).send(answer);
    },
  );

  routes.post(
    '/api/people/:id/agreements/:agreement/withdraw',
    {
      config,
      schema: {
        summary: 'Writes down that a consent was taken back',
        params: schema.agreementParams,
        body: schema.withdrawBody,
        response: { 200: schema.agreementAnswer },
      },
    },
    async (request) => {
      const { scope, db, person } = await subject(request, config.act);
      const { channel, reason, ...stated } = request.body;
      const found = (await listAgreements(db, person.personNo)).find(({ id }) => id === request.params.agreement);
      if (found === undefined) throw new Problem(consentErrors.agreement, 'The person has no consent with this id.');
      return await change(scope, async (trx) => {
        await requireDecider(trx, person, found.kind, stated, found.selfFromAge);
        const ended = await withdrawConsent(trx, found.id, scope.actor, { channel, reason });
        const detail = { agreement: found.id, channel, statedBy: stated.statedBy };
        await recordAccess(trx, scope, { action: 'consent.withdraw', object: person.id, detail, reason });
        return {
          changed: ended.changed,
          maskEpoch: await currentEpoch(trx),
          agreement: describeAgreement(ended.agreement),
        };
      });
    },
  );
}

/** @throws Problem IDUN_CONSENT_NOT_YOURS_TO_DECIDE when whoever is said to have decided may not */
async function requireDecider(
  trx: Db,
  person: PersonRecord,
  matter: Matter,
  { statedBy, guardian }: Stated,
  fromAge: number | null = null,
): Promise<{ guardianNo: number | null }> {
  if (statedBy === 'guardian' && guardian === undefined) throw notYoursToDecide('stranger');
  const by = statedBy === 'self' ? person : await readPersonById(trx, guardian!);
  const day = civilDay(systemClock.now());
  const guardianOf = await findWards(trx, by.personNo, day);
  const decision = mayDecide(matter, person, { personNo: by.personNo, guardianOf }, day, fromAge ?? undefined);
  if (!decision.allowed) throw notYoursToDecide(decision.reason);
  return { guardianNo: statedBy === 'self' ? null : by.personNo };
}

function describeAgreement(agreement: Agreement) {
  const { id, code, version, kind, titleDa, titleEn, state, givenAt, givenBy, channel, validTo, endedAt } = agreement;
  return {
    ...{ id, state, givenBy, channel },
    form: { code, version, kind, title: { da: titleDa, en: titleEn } },
    givenAt: givenAt.toISOString(),
    validTo: validTo?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
  };
}

/** @param everyone reads the guardians, who need not be in the reader's reach */
async function describeConsent(db: Db, everyone: Db, person: PersonRecord) {
  const history = await choiceHistory(db, person.personNo);
  const latest = new Map((await listForms(db)).map((form) => [form.code, form]));
  const guardians = await findGuardians(everyone, person.personNo, civilDay(systemClock.now()));
  const people = await readPeople(
    everyone,
    guardians.map(({ guardianNo }) => guardianNo),
  );
  return {
    person: person.id,
    choices: await describeChoices({ db, person }),
    agreements: (await listAgreements(db, person.personNo)).map(describeAgreement),
    forms: [...latest.values()].map(({ code, version, kind, titleDa, titleEn }) => {
      return { code, version, kind, title: { da: titleDa, en: titleEn } };
    }),
    guardians: [...people.values()].map(({ id, name, protected: hidden }) => ({ id, name: hidden ? null : name })),
    history: history.map(({ scope, what, at, source, channel, reason }) => {
      return { scope, what, at: at.toISOString(), source, channel, reason };
    }),
  };
}
