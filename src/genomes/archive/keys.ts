import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { sql } from 'kysely';
import { type MasterKey, openMasterKey, readOrMakeKey, type WrappedColumn } from '../../platform/keys/index.ts';

/** The archive's keys on this installation: the master key, which wraps the keys of genomes and batches, and one that signs. */
export interface ArchiveKeys extends Pick<MasterKey, 'wrap' | 'unwrap'> {
  /** Ed25519 signature over bytes, base64. */
  sign(bytes: Uint8Array): string;
  verify(bytes: Uint8Array, signature: string): boolean;
  /** SPKI PEM of the signing key. */
  publicKey: string;
}

/** Where the keys of genomes and batches are kept; their owners are ids. */
export const archiveKeyColumns: readonly WrappedColumn[] = [
  { table: 'genomes.batches', column: 'wrapped_key', id: 'batch_no', owner: sql`t.id` },
  {
    ...{ table: 'genomes.genome_keys', column: 'wrapped_key', id: 'genome_no' },
    owner: sql`(select g.id from genomes.genomes g where g.genome_no = t.genome_no)`,
  },
];

/** The keys of a data folder; the signing key is `keys/archive-signing.pem`. */
export function openKeys(dataDir: string): ArchiveKeys {
  const { wrap, unwrap } = openMasterKey(dataDir);
  const privateKey = createPrivateKey(
    readOrMakeKey(dataDir, 'archive-signing.pem', () =>
      Buffer.from(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })),
    ),
  );
  const publicKey: KeyObject = createPublicKey(privateKey);
  return {
    wrap,
    unwrap,
    sign: (bytes) => sign(null, bytes, privateKey).toString('base64'),
    verify: (bytes, signature) => verify(null, bytes, publicKey, Buffer.from(signature, 'base64')),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}
