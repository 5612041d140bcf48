import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { egressLogPath, makeEgress, makeEgressLog, readEgressLog } from './index.ts';

test('what went out, what failed and what was refused stands in the log, by host and never by address', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'idun-egress-'));
  const server = createServer((request, answer) => {
    if (request.url === '/away') answer.writeHead(302, { location: 'http://elsewhere.example/' }).end();
    else answer.end('ok');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const egress = makeEgress([host], makeEgressLog(dataDir));
  await egress.fetch(`http://${host}/people/per_secret`, { method: 'POST' });
  await expect(egress.fetch('http://elsewhere.example/x')).rejects.toMatchObject({ code: 'IDUN_EGRESS_REFUSED' });
  await expect(egress.fetch('file:///etc/passwd')).rejects.toMatchObject({ code: 'IDUN_EGRESS_REFUSED' });
  // A redirect to another host is not followed.
  await expect(egress.fetch(`http://${host}/away`)).rejects.toThrow();
  const entries = readEgressLog(dataDir);
  expect(entries.map(({ host: to, outcome, status }) => [to, outcome, status])).toEqual([
    [host, 'failed', null],
    ['', 'refused', null],
    ['elsewhere.example', 'refused', null],
    [host, 'sent', 200],
  ]);
  expect(JSON.stringify(entries)).not.toContain('per_secret');
  expect(statSync(egressLogPath(dataDir)).mode & 0o777).toBe(0o600);
  server.closeAllConnections();
  server.close();
  rmSync(dataDir, { recursive: true });
});
