import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from '../../platform/config/index.ts';
import { buildHttp } from '../../platform/http/index.ts';
import { jobMigrations, prepareJobs } from '../../platform/jobs/index.ts';
import { silentLogger } from '../../platform/logging/index.ts';
import { makeMetrics } from '../../platform/metrics/index.ts';
import { silentProgress } from '../../platform/progress/index.ts';
import { listAccess } from '../../trust/audit/index.ts';
import { mintOperatorScope, mintPublicScope } from '../../trust/scope/index.ts';
import { openVariantStore } from '../variants/index.ts';
import { addReference } from './references/add-reference.ts';
import { routes } from './routes.ts';
import { parseRange } from './serve-fasta.ts';
import { processSubmission } from './submissions/process-submission.ts';
import { makeVcf, openTestArchive, type TestArchive, testActor } from './testing.ts';

let archive: TestArchive;
let http: FastifyInstance;
beforeAll(async () => {
  archive = await openTestArchive(jobMigrations);
  await prepareJobs(archive.db);
  const variants = openVariantStore({ db: archive.db.app, dataDir: archive.dataDir });
  http = await buildHttp({
    config: loadConfig({ data: archive.dataDir }, {}),
    log: silentLogger,
    metrics: makeMetrics(),
    version: 'test',
    findSession: async () => undefined,
    readiness: async () => ({ ready: true, checks: {} }),
    routes: (app) =>
      routes(app, {
        config: { dataDir: archive.dataDir },
        database: archive.db,
        objects: archive.objects,
        variants,
        scopeOf: (request) =>
          request.headers['x-test-operator']
            ? mintOperatorScope(archive.db.app, { actorId: 'test' })
            : mintPublicScope(archive.db.app, { minimumCount: 0 }),
      }),
  });
  await addReference(archive, { path: archive.save('ref.fa', `>1\n${'ACGTTGCA'.repeat(40)}\n`), name: 'mini' });
  await archive.add([archive.save('a.vcf', makeVcf(['A1', 'A2', 'A3'].map((name) => ({ name, gt: () => '0/1' }))))], {
    sex: { A1: 'female', A2: 'male' },
  });
  await archive.add([archive.save('b.vcf', makeVcf([{ name: 'B1', gt: () => '1/1' }]))], {
    dataset: 'other',
    source: 'research',
  });
});
afterAll(async () => {
  await http.close();
  await archive.close();
});

const headers = { host: 'localhost', 'x-test-operator': 'yes' };
const get = async (url: string, more: Record<string, string> = headers) => await http.inject({ url, headers: more });
const json = async (url: string) => (await get(url)).json();

test('the public sees sizes and references, and nothing about one genome', async () => {
  const asPublic = { host: 'localhost' };
  const overview = (await get('/api/overview', asPublic)).json();
  expect(overview.totals).toEqual({ genomes: 4, persons: 4, alleles: 20, submissions: 2, datasets: 2, demo: false });
  expect(overview.growth.map((row: { genomes: number }) => row.genomes)).toEqual([3, 1]);
  expect((await get('/api/datasets', asPublic)).json().items.map((d: { name: string }) => d.name)).toEqual([
    'default',
    'other',
  ]);
  for (const path of ['genomes', 'submissions', 'genomes/A1', 'genomes/A1/phenopacket', 'datasets/default/pedigree']) {
    expect((await get(`/api/${path}`, asPublic)).statusCode, path).toBe(403);
  }
});

test('lists filter, sort and page stably', async () => {
  const first = await json('/api/genomes?sort=sample&limit=2');
  expect([first.total, first.items.map((g: { sample: string }) => g.sample)]).toEqual([4, ['A1', 'A2']]);
  const second = await json(`/api/genomes?sort=sample&limit=2&after=${first.next}`);
  expect([second.next, second.items.map((g: { sample: string }) => g.sample)]).toEqual([null, ['A3', 'B1']]);
  expect((await json('/api/genomes?sort=-sample&limit=1')).items[0].sample).toBe('B1');
  expect((await json('/api/genomes?dataset=default&sex=male')).items).toMatchObject([{ sample: 'A2', sex: 'male' }]);
  expect((await get('/api/genomes?sort=nothing')).json()).toMatchObject({ code: 'IDUN_LIST_SORT' });
  expect((await get('/api/genomes?after=zzz')).json()).toMatchObject({ code: 'IDUN_LIST_CURSOR' });
});

test('a filter takes several values, and facets count what another choice would find', async () => {
  const two = await json('/api/genomes?sex=male&sex=female&facets=sex,dataset');
  expect([two.total, two.unfiltered]).toEqual([2, 4]);
  expect(two.facets.sex).toEqual([
    { value: 'unknown', count: 2 },
    { value: 'female', count: 1 },
    { value: 'male', count: 1 },
  ]);
  expect(two.facets.dataset).toEqual([{ value: 'default', count: 2 }]);
  expect((await get('/api/genomes?facets=sample')).json()).toMatchObject({ code: 'IDUN_LIST_FACET' });
  expect(await json('/api/genomes?state=all&affected=unknown')).toMatchObject({ total: 4, unfiltered: 4 });
});

test('made-up and real data are counted apart', async () => {
  await sql`update genomes.datasets set demo = true where name = 'other'`.execute(archive.db.owner);
  try {
    expect(await json('/api/genomes?demo=exclude')).toMatchObject({ total: 3, unfiltered: 3 });
    expect(await json('/api/genomes?demo=only')).toMatchObject({ total: 1, unfiltered: 1 });
    expect((await json('/api/submissions?demo=only')).items).toMatchObject([{ dataset: 'other' }]);
    expect((await json('/api/datasets?demo=exclude')).items).toMatchObject([{ name: 'default' }]);
  } finally {
    await sql`update genomes.datasets set demo = false where name = 'other'`.execute(archive.db.owner);
  }
});

test('a list leaves as CSV with the same filters, and only to those who may read it', async () => {
  const csv = await get('/api/genomes.csv?dataset=default&sort=-sample&columns=sample,sex');
  expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
  expect(csv.body).toBe('sample,sex\r\nA3,unknown\r\nA2,male\r\nA1,female\r\n');
  expect((await get('/api/genomes.csv', { host: 'localhost' })).statusCode).toBe(403);
  expect((await get('/api/submissions.csv', { host: 'localhost' })).statusCode).toBe(403);
  expect((await get('/api/genomes.csv?columns=cpr')).json()).toMatchObject({ code: 'IDUN_LIST_COLUMN' });
  expect((await get('/api/datasets.csv?columns=name,genomes', { host: 'localhost' })).body).toBe(
    'name,genomes\r\ndefault,3\r\nother,1\r\n',
  );
});

test('a genome and a submission show what there is, each with one audit entry', async () => {
  const before = (await listAccess(archive.db.app)).length;
  const genome = await json('/api/genomes/default:A1');
  expect(genome).toMatchObject({ sample: 'A1', sex: 'female', history: [{ act: 'added' }], qc: { het: 20 } });
  const submission = await json(`/api/submissions/${genome.submission}`);
  expect(submission).toMatchObject({
    state: 'accepted',
    files: [{ name: 'a.vcf', samples: 3 }],
    report: { verdict: 'accepted' },
  });
  expect(submission.progress.steps.every((step: { state: string }) => step.state === 'done')).toBe(true);
  expect((await listAccess(archive.db.app)).length).toBe(before + 2);
  expect(await json('/api/genomes/A1/phenopacket')).toMatchObject({ subject: { sex: 'FEMALE' } });
  expect((await get('/api/genomes/nobody')).json()).toMatchObject({ code: 'IDUN_GENOME_NOT_FOUND' });
});

test('a reference and its sequence, whole and by range', async () => {
  expect(await json('/api/references/mini')).toMatchObject({
    checked: true,
    fasta: true,
    contigs: [{ name: '1', length: 320 }],
  });
  expect((await get('/api/references/mini/fasta.fai')).body).toBe('1\t320\t3\t320\t321\n');
  const part = await get('/api/references/mini/fasta', { ...headers, range: 'bytes=3-6' });
  expect([part.statusCode, part.body, part.headers['content-range']]).toEqual([206, 'ACGT', 'bytes 3-6/324']);
  expect((await get('/api/references/mini/fasta')).body.length).toBe(324);
  expect((await get('/api/references/GRCh38-unchecked/fasta')).json()).toMatchObject({
    code: 'IDUN_REFERENCE_UNCHECKED',
  });
  expect([
    parseRange('bytes=-4', 10),
    parseRange('bytes=9-', 10),
    parseRange('bytes=10-', 10),
    parseRange('x', 10),
  ]).toEqual([{ start: 6, end: 9 }, { start: 9, end: 9 }, 'unsatisfiable', null]);
});

async function upload(name: string, text: string): Promise<string> {
  const bytes = Buffer.from(text);
  const tus = { 'x-test-operator': 'yes', 'tus-resumable': '1.0.0' };
  await http.listen({ port: 0, host: '127.0.0.1' }).catch(() => undefined);
  const { port } = http.server.address() as { port: number };
  const made = await fetch(`http://127.0.0.1:${port}/api/uploads`, {
    method: 'POST',
    headers: {
      ...tus,
      'upload-length': String(bytes.length),
      'upload-metadata': `filename ${Buffer.from(name).toString('base64')}`,
    },
  });
  expect(made.status).toBe(201);
  const address = new URL(made.headers.get('location')!, `http://127.0.0.1:${port}`);
  const half = bytes.length >> 1;
  for (const [from, to] of [
    [0, half],
    [half, bytes.length],
  ] as const) {
    const sent = await fetch(address, {
      method: 'PATCH',
      headers: { ...tus, 'upload-offset': String(from), 'content-type': 'application/offset+octet-stream' },
      body: bytes.subarray(from, to),
    });
    expect([from, sent.status, sent.headers.get('upload-offset')]).toEqual([from, 204, String(to)]);
  }
  return address.pathname.split('/').at(-1)!;
}

test('uploads become a submission, which is processed from the store', async () => {
  const calls = await upload('web.vcf', makeVcf([{ name: 'W1', gt: () => '0/1' }], { sites: 5 }));
  const pedigree = await upload('web.ped', 'F1 W1 0 0 2 1\n');
  const made = await http.inject({
    method: 'POST',
    url: '/api/submissions',
    headers,
    payload: { uploads: [calls], options: { dataset: 'web', pedigree } },
  });
  expect(made.statusCode).toBe(201);
  const { id } = made.json();
  await processSubmission(archive, id, { actor: testActor, progress: silentProgress, workers: 0 });
  expect(await json('/api/genomes?dataset=web')).toMatchObject({ total: 1, items: [{ sex: 'female', family: 'F1' }] });
  const gone = await http.inject({ method: 'POST', url: '/api/submissions', headers, payload: { uploads: [calls] } });
  expect(gone.json()).toMatchObject({ code: 'IDUN_UPLOAD_UNKNOWN' });
  const retracted = await http.inject({
    method: 'POST',
    url: `/api/submissions/${id}/retract`,
    headers,
    payload: { reason: 'test' },
  });
  expect(retracted.json()).toEqual({ id, state: 'retracted', genomes: 1 });
});
