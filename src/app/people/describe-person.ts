import type { Db } from '../../platform/database/index.ts';
import {
  civilDay,
  findFamily,
  findGuardians,
  findWards,
  type PersonNo,
  type PersonRecord,
  readPeople,
} from '../../trust/people/index.ts';

/** Whom a person is shown to: protection hides the name from everybody who does not treat them or look after their rights. */
export type Viewer = 'care' | 'other';

/** A person as staff see them: never a number, never an address. */
export function describePerson(person: PersonRecord, viewer: Viewer) {
  const { id, sex, born, died, provisional, kind } = person;
  const hidden = person.protected && viewer === 'other';
  return {
    ...{ id, sex, born, died, provisional, kind },
    name: hidden ? null : person.name,
    nameProtected: hidden,
    protected: person.protected,
  };
}

/** The same with family and guardians. Those the connection does not reach are left out. */
export async function describeFamily(db: Db, person: PersonRecord, viewer: Viewer, day = civilDay(new Date())) {
  const family = await findFamily(db, person.personNo);
  const guardians = await findGuardians(db, person.personNo, day);
  const wards = await findWards(db, person.personNo, day);
  const numbers = [
    ...family.map(({ personNo }) => personNo),
    ...guardians.map(({ guardianNo }) => guardianNo),
    ...wards.map(({ childNo }) => childNo),
    ...(person.mergedIntoNo === null ? [] : [person.mergedIntoNo]),
  ];
  const people = await readPeople(db, numbers);
  const name = (personNo: PersonNo) => {
    const found = people.get(personNo);
    if (found === undefined) return [];
    const { id, name } = describePerson(found, viewer);
    return [{ id, name }];
  };
  const of = (relation: string) =>
    family.filter((one) => one.relation === relation).flatMap(({ personNo }) => name(personNo));
  return {
    mother: of('mother')[0] ?? null,
    father: of('father')[0] ?? null,
    children: of('child'),
    siblings: of('sibling'),
    guardians: guardians.flatMap(({ guardianNo, kind }) => name(guardianNo).map((one) => ({ ...one, kind }))),
    wards: wards.flatMap(({ childNo, kind }) => name(childNo).map((one) => ({ ...one, kind }))),
    mergedInto: person.mergedIntoNo === null ? null : (people.get(person.mergedIntoNo)?.id ?? null),
  };
}
