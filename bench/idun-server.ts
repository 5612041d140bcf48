import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { resolve } from 'node:path';

/** A running server with an operator session. */
export interface ServedIdun {
  /** Bytes of the finished table. */
  frequencies(query: Record<string, string>): Promise<number>;
  port: number;
  stop(): Promise<void>;
}

/** Starts `idun start` on a free loopback port and opens the operator's session by its one-time link. */
export async function serveIdun(data: string): Promise<ServedIdun> {
  const port = await freePort();
  const child = spawn(
    process.execPath,
    [resolve('bin/idun.mjs'), '--data', data, 'start', '--no-demo', '--port', String(port)],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  let output = '';
  const link = await new Promise<string>((done, fail) => {
    const listen = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
      const found = /http:\/\/\S+\/open\/\S+/.exec(output)?.[0];
      if (found) done(found);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('exit', () => fail(new Error(`the server ended:\n${output}`)));
  });
  const opened = await fetch(link, { redirect: 'manual' });
  const cookie = opened.headers
    .getSetCookie()
    .map((text) => text.split(';', 1)[0])
    .join('; ');
  return {
    port,
    async frequencies(query) {
      const response = await fetch(`http://127.0.0.1:${port}/api/variants/frequencies?${new URLSearchParams(query)}`, {
        headers: { cookie },
      });
      const body = await response.arrayBuffer();
      if (!response.ok) throw new Error(Buffer.from(body).toString('utf8'));
      return body.byteLength;
    },
    async stop() {
      child.kill('SIGINT');
      await ended;
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
