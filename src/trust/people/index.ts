export * from './civil-date.ts';
export * from './cpr.ts';
export {
  type CprKeys,
  holdRing,
  type KeyRing,
  lookupBytes,
  lookupOf,
  openCprKeys,
  peopleKeyColumns,
} from './cpr-keys.ts';
export {
  type GivenCpr,
  listNumbers,
  type NumberFact,
  readCpr,
  recordCprs,
} from './cpr-store.ts';
export { findByCpr, findHashes, findManyByCpr, type PackedHashes, packHashes } from './find-by-cpr.ts';
export * from './guardians.ts';
export { listHistory, type PersonAct, type PersonEvent } from './history.ts';
export { type LifeSpans, readLifeSpans } from './life-spans.ts';
export * from './merge-people.ts';
export { peopleMigrations } from './migrations.ts';
export * from './model.ts';
export { partWithNumbers } from './part-with-number.ts';
export { importPopulation, type PopulationAnswer } from './population/import-population.ts';
export * from './read-person.ts';
export * from './record-facts.ts';
export { resolvePerson } from './resolve-person.ts';
export * from './rotate-keys.ts';
export * from './store.ts';
