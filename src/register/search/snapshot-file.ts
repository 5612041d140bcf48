import { closeSync, fsyncSync, mkdirSync, openSync, readSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { ColumnMemory, firstSharedByte } from '../../bits/index.ts';
import { fsyncFolder } from '../../platform/durable/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import type { Snapshot, SnapshotSizes } from './build-snapshot.ts';
import { errors } from './errors.ts';
import { headerSchema, snapshotFormat } from './snapshot-layout.ts';

const magic = Buffer.from('IDUNREG1');
const blockBytes = 1 << 24;

/**
 * Writes a snapshot: magic, length of the header (u32), the header as JSON, then memory as it is; each block of 16 MiB of it has a
 * checksum in the header. A snapshot is a cache: what is wrong with it is mended by building it anew.
 */
export function saveSnapshot({ header, memory }: Snapshot, file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const blocks = blocksOf(memory, header.bytes);
  const json = Buffer.from(JSON.stringify({ ...header, checksums: blocks.map((block) => crc32(block)) }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  const temporary = `${file}.${process.pid}.new`;
  const fd = openSync(temporary, 'w', 0o600);
  try {
    for (const piece of [magic, length, json, ...blocks]) writeWhole(fd, piece);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(temporary, file);
  fsyncFolder(dirname(file));
}

/**
 * Reads a snapshot into memory of its own.
 * @param roomFor bytes to leave behind it for those who search
 * @throws Problem IDUN_REGISTER_SNAPSHOT when it is damaged or of another format
 */
export function loadSnapshot(file: string, roomFor: (sizes: SnapshotSizes) => number): Snapshot {
  const fd = openSync(file, 'r');
  try {
    const front = readWhole(fd, Buffer.alloc(magic.length + 4), file);
    if (!front.subarray(0, magic.length).equals(magic)) throw unusable(file, 'It does not begin as one.');
    const json = readWhole(fd, Buffer.alloc(front.readUInt32LE(magic.length)), file);
    const { checksums, header } = readHeader(json.toString('utf8'), file);
    if (header.format !== snapshotFormat) throw unusable(file, `It has format ${header.format}.`);
    const memory = ColumnMemory.make(header.bytes + roomFor(header));
    for (const [at, block] of blocksOf(memory, header.bytes).entries()) {
      readWhole(fd, block, file);
      if (crc32(block) !== checksums[at]) throw unusable(file, 'Its bytes are not those that were written.');
    }
    return { header, memory };
  } finally {
    closeSync(fd);
  }
}

function readHeader(json: string, file: string) {
  try {
    const { checksums, ...rest } = JSON.parse(json) as { checksums: number[] };
    return { checksums, header: headerSchema.parse(rest) };
  } catch {
    throw unusable(file, 'Its header is damaged or of another layout.');
  }
}

function blocksOf(memory: ColumnMemory, bytes: number): Uint8Array[] {
  const blocks: Uint8Array[] = [];
  for (let at = firstSharedByte; at < bytes; at += blockBytes) {
    blocks.push(memory.u8(at, Math.min(blockBytes, bytes - at)));
  }
  return blocks;
}

function unusable(file: string, why: string): Problem {
  return new Problem(errors.snapshot, why, { file, action: 'Build it anew with `idun register build`.' });
}

function writeWhole(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}

function readWhole<T extends Uint8Array>(fd: number, into: T, file: string): T {
  for (let at = 0; at < into.length; ) {
    const read = readSync(fd, into, at, into.length - at, null);
    if (read === 0) throw unusable(file, 'It is too short.');
    at += read;
  }
  return into;
}
