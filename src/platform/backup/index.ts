export { backup, SWEEP_LOCK } from './backup.ts';
export type { BackupManifest } from './manifest.ts';
export { forgetRestored, readBackupManifest, restore } from './restore.ts';
export { refuseUnfinishedRestore } from './unfinished.ts';
