import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { loadConfig } from '../../platform/config/index.ts';
import { buildHttp } from '../../platform/http/index.ts';
import { silentLogger } from '../../platform/logging/index.ts';
import { makeMetrics } from '../../platform/metrics/index.ts';
import { listAccess } from '../../trust/audit/index.ts';
import { mintOperatorScope, mintPublicScope } from '../../trust/scope/index.ts';
import { makeVcf, openTestArchive, type TestArchive } from '../archive/testing.ts';
import { openVariantStore, type VariantStore } from './index.ts';
import { routes } from './routes.ts';

let archive: TestArchive;
let http: FastifyInstance;
let variants: VariantStore;
let reference: string;
beforeAll(async () => {
  archive = await openTestArchive();
  variants = openVariantStore({ db: archive.db.app, dataDir: archive.dataDir, unwrapKey: archive.keys.unwrap });
  http = await buildHttp({
    config: loadConfig({ data: archive.dataDir }, {}),
    log: silentLogger,
    metrics: makeMetrics(),
    version: 'test',
    findSession: async () => undefined,
    readiness: async () => ({ ready: true, checks: {} }),
    routes: (app) =>
      routes(app, {
        database: archive.db,
        variants,
        scopeOf: (request) =>
          request.headers['x-test-operator']
            ? mintOperatorScope(archive.db.app, { actorId: 'test' })
            : mintPublicScope(archive.db.app, { minimumCount: 2 }),
      }),
  });
  const gt = (i: number): string => (i % 3 === 0 ? '0/1' : '1/1');
  const added = await archive.add([
    archive.save(
      'a.vcf',
      makeVcf([
        { name: 'A1', gt },
        { name: 'A2', gt: () => '0/0' },
      ]),
    ),
  ]);
  expect(added.state).toBe('accepted');
  const { items } = await variants.region(await mintOperatorScope(archive.db.app, { actorId: 'test' }), {
    reference: await someReference(),
    region: '7',
  });
  expect(items.length).toBeGreaterThan(3);
});
afterAll(async () => {
  await http.close();
  variants.close();
  await archive.close();
});

async function someReference(): Promise<string> {
  const page = await http.inject({ url: '/api/variants/region?region=7', headers: { host: 'localhost' } });
  reference = page.json().reference;
  return reference;
}

const asOperator = { host: 'localhost', 'x-test-operator': 'yes' };
const asPublic = { host: 'localhost' };
const get = async (url: string, headers: Record<string, string>) => await http.inject({ url, headers });

test('a region is paged by a stable mark, and one variant says the same as its row', async () => {
  const rows: { chrom: string; pos: number; ref: string; alt: string; ac: number; an: number }[] = [];
  let after = '';
  do {
    const page = (await get(`/api/variants/region?region=7&limit=2${after}`, asOperator)).json();
    expect(page.items.length).toBeLessThanOrEqual(2);
    rows.push(...page.items);
    after = page.next === null ? '' : `&after=${page.next}`;
    if (page.next === null) expect(rows).toHaveLength(page.total);
  } while (after !== '');
  const { chrom, pos, ref, alt, ac, an } = rows[1]!;
  const answer = (await get(`/api/variants/${reference}/${chrom}-${pos}-${ref}-${alt}`, asOperator)).json();
  expect(answer.variant).toEqual({ reference, chrom, pos, ref, alt });
  expect(answer.groups[0]).toMatchObject({ group: 'all', ac, an });
  expect(answer.others).toEqual([]);
  const table = (await get(`/api/variants/frequencies?reference=${reference}`, asOperator)).body.trimEnd().split('\n');
  expect(table).toHaveLength(rows.length + 1);
  expect(table[2]).toMatch(new RegExp(`^${chrom}\t${pos}\t${ref}\t${alt}\t${ac}\t${an}\t`));
});

test('the public gets counts under the rule, neither carriers nor calls nor cohorts of its own', async () => {
  const page = (await get('/api/variants/region?region=7', asPublic)).json();
  expect(page.items.some((row: { protected?: string }) => row.protected === '<2')).toBe(true);
  const [row] = page.items;
  const key = `${row.chrom}-${row.pos}-${row.ref}-${row.alt}`;
  const genome = (await get(`/api/variants/${reference}/${key}/carriers`, asOperator)).json().items[0].carriers[0]
    .genome;
  for (const url of [
    `/api/variants/${reference}/${key}/carriers`,
    `/api/genomes/${genome}/calls?region=7`,
    `/api/variants/frequencies?reference=${reference}&samples=A1`,
  ]) {
    const refused = await get(url, asPublic);
    expect([url, refused.statusCode]).toEqual([url, 403]);
    expect(refused.headers['content-type']).toMatch(/problem\+json/);
    expect(refused.body).not.toContain('A1');
  }
  const calls = (await get(`/api/genomes/${genome}/calls?region=7&limit=2`, asOperator)).json();
  expect(calls.items).toHaveLength(2);
  expect(calls.items[0]).toMatchObject({ gt: '0/1', alleles: [0, 1] });
});

test('a region leaves as CSV, protected as its page is', async () => {
  const rows = (await get('/api/variants/region?region=7', asPublic)).json().items;
  const csv = await get('/api/variants/region.csv?region=7', asPublic);
  expect(csv.headers['content-disposition']).toBe('attachment; filename="idun-7.csv"');
  const [head, ...lines] = csv.body.trimEnd().split('\r\n');
  expect(head).toBe('chrom,pos,ref,alt,id,filter,ac,an,af,hom,hemi,missing');
  expect(lines).toHaveLength(rows.length);
  const hidden = rows.findIndex((row: { protected?: string }) => row.protected !== undefined);
  expect(lines[hidden]).toMatch(/,<2,\d+,,,,\d+$/);
});

test('what does not name anything is answered with a problem and its code', async () => {
  const cases: [string, number, string][] = [
    [`/api/variants/${reference}/7-x-A-G`, 400, 'IDUN_VARIANT_BAD_KEY'],
    [`/api/variants/${reference}/rs404`, 404, 'IDUN_VARIANT_ID_NOT_FOUND'],
    ['/api/variants/nowhere/1-5-A-G', 404, 'IDUN_REFERENCE_NOT_FOUND'],
    ['/api/variants/region?region=77:1-5', 404, 'IDUN_VARIANT_CONTIG_NOT_FOUND'],
    ['/api/variants/region?region=7&after=zzz', 400, 'IDUN_VARIANT_BAD_CURSOR'],
  ];
  for (const [url, status, code] of cases) {
    const response = await get(url, asOperator);
    expect([url, response.statusCode, response.json().code]).toEqual([url, status, code]);
  }
});

test('each answered request leaves one audit entry', async () => {
  const before = (await listAccess(archive.db.owner, { limit: 1000 })).length;
  await get('/api/variants/region?region=7', asPublic);
  await get(`/api/variants/frequencies?reference=${reference}`, asPublic);
  await get('/api/variants/structural?region=7', asPublic);
  const entries = await listAccess(archive.db.owner, { limit: 1000 });
  expect(entries.length - before).toBe(3);
  expect(entries.slice(0, 3).map((entry) => entry.action)).toEqual([
    'variants.structural',
    'variants.frequencies',
    'variants.region',
  ]);
});
