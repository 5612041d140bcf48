export type { CohortRequest } from './cohort.ts';
export { applyDisclosure, groupAnswer, isProtected } from './disclosure.ts';
export { type FrequencyRequest, type FrequencyScan, frequencyTable, scanFrequencies } from './frequencies.ts';
export { type CarriersAnswer, type CarriersRequest, listCarriers } from './list-carriers.ts';
export { listRegion, type RegionRequest } from './list-region.ts';
export * from './model.ts';
export { type LookupAnswer, openLookup, type VariantLookup } from './open-lookup.ts';
export { type ShowRequest, showVariant } from './show-variant.ts';
export { type Totals, totalsOf } from './totals.ts';
