export { type Annotated, type AnnotateRequest, annotateVcf } from './annotate-vcf.ts';
export { type FrequencyFormat, frequencyFormat, writeFrequencies } from './frequency-files.ts';
export { writeOutput } from './output-file.ts';
export { regionCsv } from './region-csv.ts';
