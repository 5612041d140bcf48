export type { AccountKind } from './account.ts';
export { type Binding, bindDb, everyone } from './binding.ts';
export { countLeases } from './cluster.ts';
export type { Db, RoleName } from './connections.ts';
export { type BinaryRow, type CopySource, withCopySource } from './copy-out.ts';
export { dataFormat, openDataFolder } from './data-folder.ts';
export * from './events.ts';
export {
  type ActorRef,
  bindActor,
  type DatabaseHandle,
  guardDatabase,
  openDatabase,
  unguardDatabase,
} from './handle.ts';
export type { Migration } from './migrator.ts';
export { identifyProcess, isRunning, ownIdentity, type ProcessIdentity } from './process-identity.ts';
export { withProcessLock } from './process-lock.ts';
export { tellRefusals } from './refusals.ts';
export { writePrivateFile } from './secrets.ts';
