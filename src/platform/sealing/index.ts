export { type SealedFacts, type SealTask, seal, serveSealing } from './seal.ts';
