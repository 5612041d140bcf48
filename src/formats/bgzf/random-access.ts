import type { FileHandle } from 'node:fs/promises';

/** Bytes that can be read anywhere: a file, or an object decrypted by range. */
export interface RandomAccess {
  /** Length in bytes. */
  readonly size: number;
  /** Name for error texts. */
  readonly name: string;
  /** Up to `length` bytes from `offset`; fewer only at the end. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** A file handle as `RandomAccess`. The caller keeps and closes the handle. */
export async function accessFile(handle: FileHandle, name: string): Promise<RandomAccess> {
  const { size } = await handle.stat();
  return {
    size,
    name,
    async read(offset, length) {
      const wanted = Math.max(0, Math.min(length, size - offset));
      const buffer = Buffer.allocUnsafeSlow(wanted);
      let filled = 0;
      while (filled < wanted) {
        const { bytesRead } = await handle.read(buffer, filled, wanted - filled, offset + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return filled === wanted ? buffer : buffer.subarray(0, filled);
    },
  };
}

/** Bytes in memory as `RandomAccess`. */
export function accessBytes(bytes: Uint8Array, name = 'memory'): RandomAccess {
  return {
    size: bytes.length,
    name,
    read: async (offset, length) => bytes.subarray(offset, Math.min(bytes.length, offset + length)),
  };
}
