import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export type VolumeEncryption = 'encrypted' | 'not encrypted' | 'unknown';

// Linux' dev_t: major in bits 8–19, minor in bits 0–7 and 20–31.
function deviceName(dev: number): string {
  const major = Math.floor(dev / 256) % 4096;
  const minor = (dev % 256) + Math.floor(dev / 2 ** 20) * 256;
  return `${major}:${minor}`;
}

function isCrypt(device: string): boolean {
  const uuid = join(device, 'dm', 'uuid');
  if (existsSync(uuid) && readFileSync(uuid, 'utf8').startsWith('CRYPT-')) return true;
  // A logical volume may lie on an encrypted one; then all that is below must be.
  const slaves = join(device, 'slaves');
  const below = existsSync(slaves) ? readdirSync(slaves) : [];
  return below.length > 0 && below.every((name) => isCrypt(join(slaves, name)));
}

/**
 * Whether the volume of a folder is encrypted by the kernel (dm-crypt). Other ways (the disk itself, the host of a virtual
 * machine, network storage) cannot be seen from here.
 * @param sys where the kernel tells of devices
 */
export function readVolumeEncryption(folder: string, sys = '/sys'): VolumeEncryption {
  try {
    const device = join(sys, 'dev', 'block', deviceName(statSync(folder).dev));
    if (!existsSync(device)) return 'unknown';
    return isCrypt(device) ? 'encrypted' : 'not encrypted';
  } catch {
    return 'unknown';
  }
}
