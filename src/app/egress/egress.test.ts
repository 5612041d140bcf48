import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeEgress, makeEgressLog } from '../../platform/egress/index.ts';
import { type LittleNation, openLittleNation } from '../access/testing.ts';

let nation: LittleNation;
beforeAll(async () => {
  nation = await openLittleNation();
}, 120_000);
afterAll(() => nation.close());

interface Answer {
  allowed: string[];
  counts: Record<string, number>;
  total: number;
  items: { host: string; outcome: string; status: number | null }[];
}

test('what went out and what was not let out is read by the auditor and the security officer, and by nobody else', async () => {
  const outside = createServer((_request, answer) => answer.end('ok'));
  await new Promise<void>((done) => outside.listen(0, '127.0.0.1', done));
  const host = `127.0.0.1:${(outside.address() as AddressInfo).port}`;
  const egress = makeEgress([host], makeEgressLog(nation.app.config.dataDir));
  await egress.fetch(`http://${host}/secret/path`);
  for (const one of ['http://elsewhere.example/a', 'http://=formula.example/']) {
    await egress.fetch(one).catch(() => undefined);
  }
  outside.closeAllConnections();
  outside.close();

  for (const role of ['auditor', 'security-officer', 'operator']) {
    const { status, text } = await nation.ask(role, 'GET', '/api/egress?limit=2');
    const answer = JSON.parse(text) as Answer;
    expect([status, answer.total, answer.items.length]).toEqual([200, 3, 2]);
    expect(answer.counts).toEqual({ sent: 1, refused: 2, failed: 0 });
    expect(text).not.toContain('secret');
  }
  const refused = await nation.ask('auditor', 'GET', '/api/egress?outcome=refused&host=ELSEWHERE');
  expect((JSON.parse(refused.text) as Answer).items).toEqual([
    expect.objectContaining({ host: 'elsewhere.example', outcome: 'refused', status: null }),
  ]);
  const file = await nation.ask('security-officer', 'GET', '/api/egress.csv');
  expect(file.text.split('\r\n')[0]).toBe('at,host,method,outcome,status');
  expect(file.text).toContain(`,${host},GET,sent,200\r\n`);
  expect(file.text).toContain(",'=formula.example,GET,refused,\r\n");

  for (const role of ['public', 'clinician', 'administrator!', 'researcher', 'citizen']) {
    expect((await nation.ask(role, 'GET', '/api/egress')).status, role).toBeGreaterThanOrEqual(401);
    expect((await nation.ask(role, 'GET', '/api/egress.csv')).status, role).toBeGreaterThanOrEqual(401);
  }
});
