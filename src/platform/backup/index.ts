export { backup, SWEEP_LOCK } from './backup.ts';
export type { BackupManifest } from './manifest.ts';
export { readBackupManifest, restore } from './restore.ts';
