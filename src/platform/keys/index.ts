export { deriveKey } from './derive-key.ts';
export { destroyKey, listKeyFiles, readKey, readOrMakeKey, replaceKey } from './key-files.ts';
export { type MasterKey, openMasterKey } from './master-key.ts';
export {
  describeMasterKey,
  type MasterKeyState,
  type MasterRotation,
  type RotationStep,
  rotateMasterKey,
} from './rotate-master.ts';
export { holdMasterKey, type WrappedColumn } from './wrapped-columns.ts';
