import type { FastifyRequest } from 'fastify';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import { type Db, unguardDatabase } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { type Decision, decidesSelfFrom, type Matter, mayDecide, type Refusal } from '../../trust/consent/index.ts';
import {
  ageOn,
  civilDay,
  findWards,
  type Guardianship,
  type PersonRecord,
  readPeople,
  readPersonById,
} from '../../trust/people/index.ts';
import { type Act, readAs, type Scope } from '../../trust/scope/index.ts';
import type { RouteDeps } from '../server.ts';
import { errors } from './errors.ts';

/** A citizen who asks, and the person it is about: themselves or a ward. */
export interface Citizen {
  scope: Scope;
  /** Reads what the citizen's scope reaches and nothing else. */
  db: Db;
  self: PersonRecord;
  person: PersonRecord;
  guardianOf: readonly Guardianship[];
  day: string;
}

/**
 * The citizen of a request, about themselves or the ward named.
 * @throws Problem IDUN_CITIZEN_NOBODY, IDUN_CITIZEN_NOT_YOURS
 */
export async function readCitizen(
  deps: RouteDeps,
  request: FastifyRequest,
  personId: string | undefined,
  clock: Clock = systemClock,
): Promise<Citizen> {
  const scope = await deps.scopeOf(request);
  const id = request.session?.personId;
  if (id === null || id === undefined) {
    throw new Problem(errors.nobody, 'No person is known behind this session.', {
      action: 'Sign in as a citizen.',
    });
  }
  const db = readAs(deps.database.app, scope, request.routeOptions.config.act as Act);
  const self = await standing(db, await readPersonById(db, id));
  const day = civilDay(clock.now());
  const guardianOf = await findWards(db, self.personNo, day);
  const person = personId === undefined || personId === self.id ? self : await ward(db, personId, guardianOf);
  const citizen = { scope, db, self, person, guardianOf, day };
  if (!decide(citizen, 'see').allowed) throw notYours();
  return citizen;
}

function notYours(): Problem {
  return new Problem(errors.notYours, 'You see your own page, and those of the children and people you decide for.');
}

async function ward(db: Db, personId: string, guardianOf: readonly Guardianship[]): Promise<PersonRecord> {
  const wards = await readPeople(
    db,
    guardianOf.map(({ childNo }) => childNo),
  );
  const found = [...wards.values()].find(({ id }) => id === personId);
  if (found === undefined) throw notYours();
  return found;
}

async function standing(db: Db, record: PersonRecord): Promise<PersonRecord> {
  if (record.mergedIntoNo === null) return record;
  return (await readPeople(db, [record.mergedIntoNo])).get(record.mergedIntoNo)!;
}

/** Whether the citizen may decide on a matter for the person the request is about. */
export function decide({ self, guardianOf, person, day }: Citizen, matter: Matter, fromAge?: number | null): Decision {
  return mayDecide(matter, person, { personNo: self.personNo, guardianOf }, day, fromAge ?? undefined);
}

/** The refusal of a decision, as the web translates it. */
export const reasonKey = (reason: Refusal) => `reason.${reason}` as const;

/** A person as a citizen's page shows them. */
export function describePerson(citizen: Citizen) {
  const { person, day } = citizen;
  const until = person.died?.date ?? day;
  return {
    id: person.id,
    name: person.name,
    kind: person.kind,
    sex: person.sex,
    born: person.born,
    age: person.born === null ? null : ageOn(person.born, until),
    died: person.died,
    protected: person.protected,
    mayDecide: {
      optOut: decide(citizen, 'opt-out').allowed,
      project: decide(citizen, 'project').allowed,
      see: decide(citizen, 'see').allowed,
    },
  };
}

/** The people a citizen decides for, or sees, now. */
export async function describeWards(citizen: Citizen) {
  const { db, guardianOf } = citizen;
  const people = await readPeople(
    db,
    guardianOf.map(({ childNo }) => childNo),
  );
  return guardianOf.flatMap(({ childNo, kind }) => {
    const person = people.get(childNo);
    if (person === undefined) return [];
    const described = describePerson({ ...citizen, person });
    if (!described.mayDecide.see && !described.mayDecide.project) return [];
    return [{ ...described, relation: kind, until: kind === 'guardian' ? null : decidesSelfFrom('opt-out', person) }];
  });
}

/** The database for a use case whose rights this request has been checked for; it runs as the citizen's scope says. */
export const actingAs = (deps: RouteDeps) => unguardDatabase(deps.database);
