export { reportingMigrations } from './migrations/index.ts';
export { routes as reportingRoutes } from './routes.ts';
export { allowSender, listSenders, revokeSender, type Sender } from './senders.ts';
export { fingerprintOf } from './signing.ts';
export { listReceipts } from './store.ts';
