import type { Readable } from 'node:stream';
import type { RandomAccess } from '../../formats/bgzf/index.ts';

/** What was stored. */
export interface StoredObject {
  /** `obj_…` */
  objectId: string;
  /** SHA-256 of the plain bytes, hexadecimal. */
  sha256: string;
  /** Plain bytes. */
  bytes: number;
}

export interface PutOptions {
  /** Called with the number of plain bytes of each chunk taken in. */
  onBytes?: (bytes: number) => void;
  signal?: AbortSignal;
}

/** A file that is encrypted and on the disk, and not yet an object: nothing can name it. */
export interface PreparedObject {
  sha256: string;
  /** Plain bytes. */
  bytes: number;
  /** Makes it an object. */
  commit(): Promise<StoredObject>;
  /** Removes it; after `commit` it does nothing. */
  discard(): Promise<void>;
}

/** A random reader that holds a file open until closed. */
export interface ObjectReader extends RandomAccess {
  close(): Promise<void>;
}

/** Immutable files (CRAM, VCF, reports), encrypted at rest. */
export interface ObjectStore {
  /**
   * Stores a stream, or a file by its path. When it returns, the object is on the disk and can be read; otherwise nothing is left.
   * @throws Problem IDUN_DISK_FULL
   */
  put(source: Readable | string, options?: PutOptions): Promise<StoredObject>;
  /** As {@link put}, up to the moment at which it would become an object. A killed process leaves nothing that stays. */
  prepare(source: Readable | string, options?: PutOptions): Promise<PreparedObject>;
  /** The plain bytes from the beginning. @throws Problem IDUN_OBJECT_UNKNOWN */
  open(objectId: string): Promise<Readable>;
  /** Plain bytes at any place, decrypting only what is touched. @throws Problem IDUN_OBJECT_UNKNOWN */
  openReader(objectId: string): Promise<ObjectReader>;
  /** Up to `length` plain bytes from `start`; fewer at the end. @throws Problem IDUN_OBJECT_UNKNOWN */
  readRange(objectId: string, start: number, length: number): Promise<Uint8Array>;
  /** Removes an object; one that is not there is no error. */
  remove(objectId: string): Promise<void>;
  /** All objects with their size on disk. */
  list(): AsyncIterable<{ objectId: string; storedBytes: number }>;
  /** Where an object lies, for erasure certificates and backups. */
  pathOf(objectId: string): string;
}
