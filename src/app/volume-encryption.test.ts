import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readVolumeEncryption } from './volume-encryption.ts';

let folder: string;
let device: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'idun-volume-'));
  const { dev } = statSync(folder);
  const name = `${Math.floor(dev / 256) % 4096}:${(dev % 256) + Math.floor(dev / 2 ** 20) * 256}`;
  device = join(folder, 'sys', 'dev', 'block', name);
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = () => readVolumeEncryption(folder, join(folder, 'sys'));
function layer(path: string, uuid?: string): void {
  mkdirSync(join(path, 'dm'), { recursive: true });
  if (uuid !== undefined) writeFileSync(join(path, 'dm', 'uuid'), `${uuid}\n`);
}

test('a volume of dm-crypt is encrypted, also below a logical volume', () => {
  layer(device, 'CRYPT-LUKS2-0123');
  expect(read()).toBe('encrypted');
  layer(device, 'LVM-0123');
  layer(join(device, 'slaves', 'dm-0'), 'CRYPT-LUKS2-0123');
  expect(read()).toBe('encrypted');
  layer(join(device, 'slaves', 'sdb1'));
  expect(read()).toBe('not encrypted');
});

test('a plain disk is not, and what the kernel does not list is unknown', () => {
  expect(read()).toBe('unknown');
  mkdirSync(device, { recursive: true });
  expect(read()).toBe('not encrypted');
  expect(readVolumeEncryption(join(folder, 'nothing'))).toBe('unknown');
});
