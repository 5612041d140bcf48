import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Makes names in a folder durable. */
export function fsyncFolder(folder: string): void {
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
