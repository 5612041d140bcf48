import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import { Problem } from '../problem/index.ts';
import { errors } from './errors.ts';

/** A certificate with its key, both PEM. */
export interface TlsFiles {
  cert: Buffer;
  key: Buffer;
}

/**
 * Reads the certificate and key of a server.
 * @throws Problem IDUN_TLS_BAD when they cannot be read, do not belong together, or the certificate has expired; never shows the key
 */
export function readTlsFiles(certPath: string, keyPath: string, now = new Date()): TlsFiles {
  try {
    const files = { cert: readFileSync(certPath), key: readFileSync(keyPath) };
    createSecureContext(files);
    const { validTo } = new X509Certificate(files.cert);
    if (new Date(validTo) < now) throw new Error(`the certificate expired on ${validTo}`);
    return files;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'unknown';
    throw new Problem(errors.tls, `The certificate and key cannot be used: ${why}.`, {
      expected: 'two PEM files that belong together: the certificate with its chain, and its key',
      action: 'Name them with --tls-cert and --tls-key.',
    });
  }
}

/** First byte of a TLS handshake record (RFC 8446 §5.1). */
const handshake = 0x16;

const refusal = [
  'HTTP/1.1 426 Upgrade Required',
  'connection: close',
  'upgrade: TLS/1.2, HTTP/1.1',
  'content-type: application/problem+json',
  '',
  JSON.stringify({
    type: 'urn:idun:problem:IDUN_TLS_REQUIRED',
    code: 'IDUN_TLS_REQUIRED',
    status: 426,
    title: 'This server speaks HTTPS only.',
    detail: 'The request came without encryption and was not looked at.',
    action: 'Open the same address with https://.',
  }),
].join('\r\n');

/**
 * Tells who speaks HTTP without TLS to a TLS server that it must not, instead of dropping the connection without a word. Nothing is
 * redirected: what was sent in the clear should be seen to fail.
 */
export function refusePlainHttp(server: Server): void {
  // The listener that begins the handshake; it gets the connection only when the first byte is one of a handshake.
  const [begin] = server.listeners('connection') as ((socket: Socket) => void)[];
  if (begin === undefined) return;
  server.removeListener('connection', begin);
  server.on('connection', (socket: Socket) => {
    socket.once('error', () => socket.destroy());
    socket.setTimeout(10_000, () => socket.destroy());
    socket.once('readable', () => {
      const first = socket.read(1) as Buffer | null;
      if (first === null) return;
      socket.unshift(first);
      socket.setTimeout(0);
      if (first[0] === handshake) begin.call(server, socket);
      // Connections of HTTP servers stay half open until both sides end them.
      else socket.end(refusal, () => socket.destroy());
    });
  });
}
