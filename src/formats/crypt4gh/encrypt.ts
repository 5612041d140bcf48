import { randomBytes } from 'node:crypto';
import { Transform } from 'node:stream';
import { sealHeader } from './header.ts';
import { seal, segmentPlainSize } from './segment.ts';

/**
 * A stream that encrypts what is written to it so that each recipient can read it. Nobody else can, the writer included: its key
 * and the data key are forgotten with the stream.
 * @param recipients X25519 public keys, 32 bytes each, one or more
 */
export function createCrypt4ghEncryptor(recipients: readonly Uint8Array[]): Transform {
  const dataKey = new Uint8Array(randomBytes(32));
  const header = sealHeader({ dataKeys: [dataKey] }, recipients);
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  const stream = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      pending.push(chunk);
      pendingBytes += chunk.length;
      if (pendingBytes >= segmentPlainSize) {
        const bytes = pending.length === 1 ? chunk : Buffer.concat(pending, pendingBytes);
        let at = 0;
        for (; bytes.length - at >= segmentPlainSize; at += segmentPlainSize) {
          this.push(seal(dataKey, bytes.subarray(at, at + segmentPlainSize)));
        }
        pending = at < bytes.length ? [bytes.subarray(at)] : [];
        pendingBytes = bytes.length - at;
      }
      done();
    },
    flush(done) {
      if (pendingBytes > 0) this.push(seal(dataKey, Buffer.concat(pending, pendingBytes)));
      done();
    },
  });
  stream.push(header);
  return stream;
}
