import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';

/** A running server with an operator session. */
export interface ServedIdun {
  /** Bytes of the finished table. */
  frequencies(query: Record<string, string>): Promise<number>;
  /** Uploads a file. @returns the upload's id */
  upload(path: string): Promise<string>;
  /** Hands an upload in and waits until it is accepted. @returns seconds, and the submission's id @throws Error for any other end */
  handIn(upload: string, dataset: string): Promise<{ seconds: number; submission: string }>;
  retract(submission: string): Promise<void>;
  port: number;
  pid: number;
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
  async function ask(path: string, init: RequestInit & { headers?: Record<string, string> } = {}): Promise<Response> {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { ...init, headers: { cookie, ...init.headers } });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return response;
  }
  const post = (path: string, body: unknown): Promise<Response> =>
    ask(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

  return {
    port,
    pid: child.pid!,
    async upload(path) {
      const tus = { 'tus-resumable': '1.0.0' };
      const name = Buffer.from(basename(path)).toString('base64');
      const announced = await ask('/api/uploads', {
        method: 'POST',
        headers: { ...tus, 'upload-length': String(statSync(path).size), 'upload-metadata': `filename ${name}` },
      });
      const location = new URL(announced.headers.get('location')!, `http://127.0.0.1:${port}`).pathname;
      const patch = { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' };
      await ask(location, { method: 'PATCH', headers: patch, body: readFileSync(path) });
      return location.slice(location.lastIndexOf('/') + 1);
    },
    async handIn(upload, dataset) {
      const from = performance.now();
      const made = await post('/api/submissions', { uploads: [upload], options: { dataset } });
      const { id } = (await made.json()) as { id: string };
      for (;;) {
        await new Promise((done) => setTimeout(done, 20));
        const { items } = (await (await ask('/api/submissions?limit=1')).json()) as {
          items: { id: string; state: string }[];
        };
        const state = items.find((one) => one.id === id)?.state;
        if (state === 'accepted') return { seconds: (performance.now() - from) / 1000, submission: id };
        if (state !== 'received' && state !== 'validating') throw new Error(`the submission is ${state}`);
      }
    },
    async retract(submission) {
      await post(`/api/submissions/${submission}/retract`, { reason: 'the next run' });
    },
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
