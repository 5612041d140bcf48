export type { AccountKind } from './account.ts';
export type { Db, RoleName } from './connections.ts';
export { dataFormat, openDataFolder } from './data-folder.ts';
export * from './events.ts';
export { type ActorRef, type DatabaseHandle, openDatabase } from './handle.ts';
export type { Migration } from './migrator.ts';
export { identifyProcess, isRunning, ownIdentity, type ProcessIdentity } from './process-identity.ts';
export { withProcessLock } from './process-lock.ts';
export { writePrivateFile } from './secrets.ts';
