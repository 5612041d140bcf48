export { contigSeed, siteHash } from './candidate-sites.ts';
export { ingestFiles } from './ingest-files.ts';
export { inspectFiles, splitIntoBatches } from './inspect-files.ts';
export * from './model.ts';
export { serveParsing } from './parser-thread.ts';
export type { RunnerSetup } from './task-runner.ts';
