export { type CountBatch, filtersOf, idsOf, passes, qualOf } from './batch.ts';
export { countRows } from './count-rows.ts';
export { FREQUENCY_HEADER, formatFrequencyTsv } from './format-tsv.ts';
export { isHidden } from './hidden-rows.ts';
export { placesOf } from './places.ts';
export { type ScanRequest, scanAlleles } from './scan-alleles.ts';
export { type StoreCountsOptions, storeCounts } from './store-counts.ts';
