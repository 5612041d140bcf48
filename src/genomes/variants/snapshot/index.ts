export { limitedFor } from './limited.ts';
export * from './segment-cache.ts';
export * from './snapshot.ts';
export * from './view.ts';
