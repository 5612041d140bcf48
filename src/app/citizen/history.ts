import { type ChoiceSource, choiceHistory, listAgreements } from '../../trust/consent/index.ts';
import { listHistory } from '../../trust/people/index.ts';
import { departuresOf } from './stored-about.ts';
import type { Citizen } from './who.ts';

const bySource: Readonly<Record<ChoiceSource, 'self' | 'guardian' | 'register' | 'staff'>> = {
  citizen: 'self',
  guardian: 'guardian',
  register: 'register',
  staff: 'staff',
};

/** Everything that was chosen by or happened to the person's record, the newest first. */
export async function listEvents({ db, person }: Citizen) {
  const { personNo } = person;
  const choices = (await choiceHistory(db, personNo)).map(({ at, what, scope, source }) => {
    return { at, what: `history.${what}`, scope, name: null, by: bySource[source] };
  });
  const agreements = (await listAgreements(db, personNo)).flatMap(({ code, givenAt, givenBy, endedAt, state }) => [
    { at: givenAt, what: 'history.agreement-given', scope: null, name: code, by: givenBy },
    ...(endedAt === null
      ? []
      : [{ at: endedAt, what: `history.agreement-${state}`, scope: null, name: code, by: null }]),
  ]);
  const departures = (await departuresOf(db, personNo)).flatMap(({ dataset, leftAt, returnedAt }) => [
    { at: leftAt, what: 'history.left-dataset', scope: null, name: dataset, by: null },
    ...(returnedAt === null
      ? []
      : [{ at: returnedAt, what: 'history.returned', scope: null, name: dataset, by: null }]),
  ]);
  const record = (await listHistory(db, personNo)).map(({ at, act }) => {
    return { at, what: `history.${act}`, scope: null, name: null, by: null };
  });
  return [...choices, ...agreements, ...departures, ...record]
    .sort((a, b) => b.at.getTime() - a.at.getTime())
    .map((event) => ({ ...event, at: event.at.toISOString() }));
}
