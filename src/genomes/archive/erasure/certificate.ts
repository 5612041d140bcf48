import { canonicalJson } from '../../../trust/audit/index.ts';
import type { ArchiveKeys } from '../keys.ts';
import type { ErasedPlace } from './pending.ts';

/** What was erased, where, when. Holds no name and nothing that leads to the person. */
export interface ErasureCertificate {
  kind: 'idun.erasure-certificate';
  version: 1;
  /** `gen_…` of a genome's; of a person's, the erasure itself, `ers_…`. */
  genome?: string;
  erasure?: string;
  requestedAt: string;
  finishedAt: string;
  /** Everything within reach is gone; `incomplete` names what a person must still see to. */
  state: 'complete' | 'incomplete';
  places: ErasedPlace[];
}

/** Makes and signs the certificate: Ed25519 over its canonical JSON (RFC 8785). */
export function makeCertificate(
  erasure: { of: { genome: string } | { erasure: string }; requestedAt: Date },
  places: readonly ErasedPlace[],
  finishedAt: Date,
  keys: ArchiveKeys,
): { certificate: ErasureCertificate; signature: string } {
  const certificate: ErasureCertificate = {
    kind: 'idun.erasure-certificate',
    version: 1,
    ...erasure.of,
    requestedAt: erasure.requestedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    state: places.some((place) => place.state === 'waiting' || place.state === 'out of reach')
      ? 'incomplete'
      : 'complete',
    places: [...places],
  };
  return { certificate, signature: keys.sign(Buffer.from(canonicalJson(certificate))) };
}

/** Whether a certificate is what this installation signed. */
export function verifyCertificate(certificate: object, signature: string, keys: ArchiveKeys): boolean {
  return keys.verify(Buffer.from(canonicalJson(certificate)), signature);
}

/** The certificate as a page of text. */
export function formatCertificate(certificate: ErasureCertificate, signature: string): string {
  const width = Math.max(...certificate.places.map((place) => place.place.length));
  return [
    'CERTIFICATE OF ERASURE',
    '',
    certificate.genome === undefined ? `Erasure    ${certificate.erasure}` : `Genome     ${certificate.genome}`,
    `Requested  ${certificate.requestedAt}`,
    `Finished   ${certificate.finishedAt}`,
    `State      ${certificate.state}`,
    '',
    ...certificate.places.map(({ place, state, at, detail }) =>
      `${place.padEnd(width)}  ${state.padEnd(13)}  ${at}  ${detail}`.trimEnd(),
    ),
    '',
    `Signature (Ed25519, base64) ${signature}`,
    '',
  ].join('\n');
}
