import { open, stat } from 'node:fs/promises';
import { constants, gunzipSync } from 'node:zlib';
import { isBgzf } from '../bgzf/index.ts';

export type FileKind =
  | 'bgzf'
  | 'gzip'
  | 'plain'
  | 'bcf'
  | 'bam'
  | 'cram'
  | 'crypt4gh'
  | 'parquet'
  | 'utf16'
  | 'empty'
  | 'directory'
  | 'special'
  | 'zip'
  | 'zstd'
  | 'bzip2'
  | 'xz'
  | 'binary';

const sniffed = 65536 + 64;

const beginnings: readonly (readonly [FileKind, readonly number[]])[] = [
  ['bcf', [0x42, 0x43, 0x46, 2]],
  ['cram', [0x43, 0x52, 0x41, 0x4d]],
  ['crypt4gh', [0x63, 0x72, 0x79, 0x70, 0x74, 0x34, 0x67, 0x68]],
  ['parquet', [0x50, 0x41, 0x52, 0x31]],
  ['utf16', [0xff, 0xfe]],
  ['utf16', [0xfe, 0xff]],
  ['zip', [0x50, 0x4b, 3, 4]],
  ['zip', [0x50, 0x4b, 5, 6]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]],
];

/**
 * What a path holds, by its first bytes and never by its name. `bcf` and `bam` are told inside gzip and bgzip too; `plain` is
 * text that is not compressed, `special` a device, socket or pipe.
 * @throws the file system's error when the path cannot be read
 */
export async function sniffFile(path: string): Promise<FileKind> {
  const status = await stat(path);
  if (status.isDirectory()) return 'directory';
  if (!status.isFile()) return 'special';
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(sniffed), 0, sniffed, 0);
    return sniffBytes(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

/** What a file is by its first bytes; 64 KiB of them tell everything. */
export function sniffBytes(bytes: Uint8Array): FileKind {
  if (bytes.length === 0) return 'empty';
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    const content = contentKind(bytes);
    if (content !== null) return content;
    return isBgzf(bytes) ? 'bgzf' : 'gzip';
  }
  for (const [kind, magic] of beginnings) if (magic.every((byte, i) => bytes[i] === byte)) return kind;
  return looksLikeText(bytes);
}

/** BCF or BAM inside gzip, null for anything else, damaged data included. */
function contentKind(bytes: Uint8Array): 'bcf' | 'bam' | null {
  try {
    const content = gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 1 << 28 });
    const magic = content.subarray(0, 4).toString('latin1');
    if (magic.startsWith('BCF')) return 'bcf';
    return magic === 'BAM\x01' ? 'bam' : null;
  } catch {
    return null;
  }
}

/** Text has no NUL; UTF-16 without a mark has one in nearly every second byte. */
function looksLikeText(bytes: Uint8Array): 'plain' | 'utf16' | 'binary' {
  const looked = bytes.subarray(0, 4096);
  let even = 0;
  let odd = 0;
  for (let i = 0; i < looked.length; i++) {
    if (looked[i] !== 0) continue;
    if (i % 2 === 0) even++;
    else odd++;
  }
  if (even + odd === 0) return 'plain';
  const half = looked.length / 2;
  return Math.max(even, odd) > 0.7 * half && Math.min(even, odd) < 0.1 * half ? 'utf16' : 'binary';
}
