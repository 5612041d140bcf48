import type { CivilDate } from './civil-date.ts';

/** A dense number of a person; never leaves the process, never reused. */
export type PersonNo = number;

export type Sex = 'male' | 'female' | 'unknown';

export interface Identifier {
  /** Who gave it, for example `dataset:NAME` or `mpi`. */
  namespace: string;
  value: string;
}

export interface Person {
  personNo: PersonNo;
  /** `per_…` */
  id: string;
  sex: Sex;
  /** Nobody knows yet who this is: made for a sample, to be linked later. */
  provisional: boolean;
  name: string | null;
}

export interface NewPerson {
  sex?: Sex;
  /** The whole name; given and family name make one where it is left out. */
  name?: string | null;
  givenName?: string | null;
  familyName?: string | null;
  born?: CivilDate | null;
  died?: CivilDate | null;
  /** Name and address protection. */
  protected?: boolean;
  kind?: 'person' | 'foetus';
  provisional?: boolean;
  identifiers?: readonly Identifier[];
}

export interface Relation {
  personNo: PersonNo;
  relation: 'mother' | 'father';
  relativeNo: PersonNo;
}
