export * from './count-groups.ts';
export { findAllele } from './find-allele.ts';
export { type CarrierCall, carriersOf, localGenomes, readCarriers } from './read-carriers.ts';
