export { openLocalObjects, sweepUnfinishedObjects } from './local-folder.ts';
export * from './objects.ts';
