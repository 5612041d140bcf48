import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { Problem } from '../../../platform/problem/index.ts';
import { canonicalJson } from '../../../trust/audit/index.ts';
import type { ArchiveKeys } from '../keys.ts';
import { errors } from './errors.ts';
import type { Signature } from './model.ts';

function readPublicKey(pem: string): KeyObject {
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Told below, with what was expected.
  }
  throw new Problem(errors.badDocument, 'The public key in it is not an Ed25519 key.', {
    expected: 'SPKI PEM of an Ed25519 key',
  });
}

/** Names a public key: `sha256:` and the SHA-256 of its SubjectPublicKeyInfo (DER), hexadecimal. @param pem SPKI PEM */
export function fingerprintOf(pem: string): string {
  const der = readPublicKey(pem).export({ type: 'spki', format: 'der' });
  return `sha256:${createHash('sha256').update(der).digest('hex')}`;
}

/** Signs a document: Ed25519 (RFC 8032) over the UTF-8 bytes of its canonical JSON (RFC 8785). */
export function signDocument(keys: ArchiveKeys, document: object): Signature {
  return {
    algorithm: 'Ed25519',
    key: fingerprintOf(keys.publicKey),
    value: keys.sign(Buffer.from(canonicalJson(document))),
  };
}

/**
 * Checks a signature with a key whose fingerprint the caller trusts.
 * @param trusted the fingerprint that was pinned or published
 * @throws Problem IDUN_REPORTING_BAD_SIGNATURE when another key signed or a byte of the document changed
 */
export function verifyDocument(
  signed: { document: { key: string }; signature: Signature },
  publicKey: string,
  trusted: string,
): void {
  const fingerprint = fingerprintOf(publicKey);
  if (fingerprint !== trusted) {
    throw new Problem(errors.badSignature, `It was signed with another key, ${fingerprint}.`, {
      expected: `the key ${trusted}`,
      action: 'Keep your files. Ask the National Genome Database whether its key changed.',
    });
  }
  const { document, signature } = signed;
  const bytes = Buffer.from(canonicalJson(document));
  const holds =
    signature.key === fingerprint &&
    document.key === fingerprint &&
    verify(null, bytes, readPublicKey(publicKey), Buffer.from(signature.value, 'base64'));
  if (holds) return;
  throw new Problem(errors.badSignature, 'The document is not the one that was signed: something in it was changed.', {
    action: 'Keep your files, and fetch the document again.',
  });
}
