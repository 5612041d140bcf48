export { fsyncFolder } from './durable.ts';
export { openLocalObjects, sweepUnfinishedObjects } from './local-folder.ts';
export * from './objects.ts';
