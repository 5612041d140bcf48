import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { canonicalJson } from '../../../trust/audit/index.ts';
import { eraseGenome } from '../erasure/erase-genome.ts';
import { makeVcf } from '../testing.ts';
import type { Attestation, Receipt } from './model.ts';
import { openSenderState, readDocument, verifyAgainstReceipt, verifyReceipt } from './sender/index.ts';
import { fingerprintOf } from './signing.ts';
import { openTestReceiver, type TestReceiver } from './testing.ts';

let receiver: TestReceiver;
let token: string;
let other: string;
const folder = mkdtempSync(join(tmpdir(), 'idun-refusals-'));
beforeAll(async () => {
  receiver = await openTestReceiver();
  token = await receiver.allow('Region North', 'north');
  other = await receiver.allow('Region South');
});
afterAll(async () => {
  await receiver.close();
  rmSync(folder, { recursive: true, force: true });
});

const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const contentOf = (name: string) =>
  Buffer.from(makeVcf([{ name, gt: (i) => (i % (name.length + 2) === 0 ? '0/1' : '0/0') }]));

async function call(
  method: string,
  path: string,
  options: { body?: unknown; as?: string; headers?: Record<string, string> } = {},
) {
  const { body, as = token, headers = {} } = options;
  const json = body !== undefined && !Buffer.isBuffer(body);
  const response = await fetch(`${receiver.address}${path}`, {
    method,
    headers: { authorization: `Bearer ${as}`, ...(json ? { 'content-type': 'application/json' } : {}), ...headers },
    ...(body === undefined ? {} : { body: json ? JSON.stringify(body) : new Uint8Array(body as Buffer) }),
  });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  return { status: response.status, headers: response.headers, json: type.includes('json') ? JSON.parse(text) : text };
}

const tus = { 'tus-resumable': '1.0.0' };

async function upload(content: Buffer, options: { as?: string; length?: number } = {}): Promise<string> {
  const as = options.as ?? token;
  const length = String(options.length ?? content.length);
  const made = await call('POST', '/api/reporting/uploads', { as, headers: { ...tus, 'upload-length': length } });
  expect(made.status).toBe(201);
  const location = made.headers.get('location')!;
  const headers = { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' };
  expect((await call('PATCH', location, { as, headers, body: content })).status).toBe(204);
  return location.slice(location.lastIndexOf('/') + 1);
}

function describeFile(id: string, name: string, content: Buffer) {
  return { id, name, sha256: digest(content), bytes: content.length };
}

async function report(name: string, options: object = {}): Promise<Receipt> {
  const content = contentOf(name);
  const uploads = [describeFile(await upload(content), `${name}.vcf`, content)];
  const { status, json } = await call('POST', '/api/reporting/submissions', { body: { uploads, options } });
  expect([status, json.code]).toEqual([201, undefined]);
  return json;
}

async function decided(id: string): Promise<string> {
  for (;;) {
    const { json } = await call('GET', `/api/reporting/receipts/${id}`);
    if (!['received', 'validating'].includes(json.submission.state)) return json.submission.state;
  }
}

test('a wrong checksum is refused, makes no submission, and the bytes are not kept', async () => {
  const content = contentOf('wrong');
  const id = await upload(content);
  const said = { ...describeFile(id, 'wrong.vcf', content), sha256: digest(Buffer.from('x')) };
  const refused = await call('POST', '/api/reporting/submissions', { body: { uploads: [said] } });
  expect([refused.status, refused.json.code, refused.json.file]).toEqual([422, 'IDUN_REPORTING_CHECKSUM', 'wrong.vcf']);
  const { rows } = await sql`select from genomes.submission_files where sha256 = ${digest(content)}`.execute(
    receiver.archive.db.app,
  );
  expect(rows).toHaveLength(0);
  const again = await call('POST', '/api/reporting/submissions', {
    body: { uploads: [describeFile(id, 'wrong.vcf', content)] },
  });
  expect(again.json.code).toBe('IDUN_REPORTING_UPLOAD_UNKNOWN');
});

test('an unfinished upload and somebody else’s upload are refused', async () => {
  const content = contentOf('half');
  const half = await upload(content.subarray(0, 100), { length: content.length });
  const unfinished = await call('POST', '/api/reporting/submissions', {
    body: { uploads: [describeFile(half, 'half.vcf', content)] },
  });
  expect([unfinished.status, unfinished.json.code]).toEqual([409, 'IDUN_REPORTING_UPLOAD_UNFINISHED']);
  const mine = await upload(content);
  const body = { uploads: [describeFile(mine, 'half.vcf', content)] };
  const foreign = await call('POST', '/api/reporting/submissions', { as: other, body });
  expect([foreign.status, foreign.json.code]).toEqual([404, 'IDUN_REPORTING_UPLOAD_UNKNOWN']);
  for (const method of ['HEAD', 'PATCH', 'DELETE']) {
    const headers = { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' };
    expect([method, (await call(method, `/api/reporting/uploads/${mine}`, { as: other, headers })).status]).toEqual([
      method,
      404,
    ]);
  }
  expect((await call('HEAD', `/api/reporting/uploads/${mine}`, { headers: tus })).headers.get('upload-offset')).toBe(
    String(content.length),
  );
  expect((await call('GET', `/api/reporting/uploads/${mine}`)).status).toBe(404);
});

test('a lost answer is given again, and uploads of two receipts do not mix', async () => {
  const [first, second] = [contentOf('lost'), contentOf('mixed-up')];
  const file = describeFile(await upload(first), 'lost.vcf', first);
  const receipt = (await call('POST', '/api/reporting/submissions', { body: { uploads: [file] } })).json;
  expect((await call('POST', '/api/reporting/submissions', { body: { uploads: [file] } })).json).toEqual(receipt);
  const more = describeFile(await upload(second), 'mixed-up.vcf', second);
  const mixed = await call('POST', '/api/reporting/submissions', { body: { uploads: [file, more] } });
  expect([mixed.status, mixed.json.code]).toEqual([409, 'IDUN_REPORTING_RECEIPT_DIFFERS']);
});

test('a sender keeps to its dataset, and may not pass its files off as synthetic or as old', async () => {
  const content = contentOf('dataset');
  const uploads = [describeFile(await upload(content), 'dataset.vcf', content)];
  const wrong = await call('POST', '/api/reporting/submissions', { body: { uploads, options: { dataset: 'south' } } });
  expect([wrong.status, wrong.json.code]).toEqual([403, 'IDUN_REPORTING_DATASET']);
  for (const options of [{ demo: true }, { receivedOn: '2020-01-01' }]) {
    expect((await call('POST', '/api/reporting/submissions', { body: { uploads, options } })).status).toBe(400);
  }
  const receipt = (await call('POST', '/api/reporting/submissions', { body: { uploads } })).json as Receipt;
  const { rows } = await sql<{
    dataset: string;
    source: string;
  }>`select d.name as dataset, s.options->>'source' as source
    from genomes.submissions s join genomes.datasets d using (dataset_no) where s.id = ${receipt.document.submission}`.execute(
    receiver.archive.db.app,
  );
  expect(rows).toEqual([{ dataset: 'north', source: 'general-purpose' }]);
});

test('nothing is attested before acceptance, nothing recorded as gone before attestation', async () => {
  const receipt = await report('early');
  const { id } = receipt.document;
  const files = [{ name: 'early.vcf', sha256: receipt.document.files[0]!.sha256 }];
  const removal = { files, at: new Date().toISOString() };
  expect(await decided(id)).toBe('accepted');
  const early = await call('POST', `/api/reporting/receipts/${id}/removed`, { body: removal });
  expect([early.status, early.json.code]).toEqual([409, 'IDUN_REPORTING_NOT_ATTESTED']);
  expect((await call('POST', `/api/reporting/receipts/${id}/attestation`, { as: other, body: {} })).status).toBe(404);
  expect((await call('POST', `/api/reporting/receipts/${id}/attestation`, { body: {} })).status).toBe(200);
  const unknown = { ...removal, files: [{ ...files[0]!, name: 'other.vcf' }] };
  expect((await call('POST', `/api/reporting/receipts/${id}/removed`, { body: unknown })).json.code).toBe(
    'IDUN_REPORTING_FILE_UNKNOWN',
  );
  const ahead = { files, at: new Date(Date.now() + 3600_000).toISOString() };
  expect((await call('POST', `/api/reporting/receipts/${id}/removed`, { body: ahead })).json.code).toBe(
    'IDUN_REPORTING_BAD_TIME',
  );
  const done = await call('POST', `/api/reporting/receipts/${id}/removed`, { body: removal });
  expect([done.status, done.json.files[0].localRemovedAt]).toEqual([200, removal.at]);
  const later = { files, at: new Date().toISOString() };
  expect((await call('POST', `/api/reporting/receipts/${id}/removed`, { body: later })).json).toEqual(done.json);
});

test('a rejected submission is never attested', async () => {
  const content = Buffer.from(makeVcf([{ name: 'bad', gt: () => '0/7' }]));
  const uploads = [describeFile(await upload(content), 'bad.vcf', content)];
  const receipt = (await call('POST', '/api/reporting/submissions', { body: { uploads } })).json as Receipt;
  expect(await decided(receipt.document.id)).toBe('rejected');
  const refused = await call('POST', `/api/reporting/receipts/${receipt.document.id}/attestation`, { body: {} });
  expect([refused.status, refused.json.code, refused.json.state]).toEqual([
    409,
    'IDUN_REPORTING_NOT_ACCEPTED',
    'rejected',
  ]);
});

test('a copy that was damaged in the store is attested as damaged, and its local copy must stay', async () => {
  const receipt = await report('rotten');
  const { id } = receipt.document;
  expect(await decided(id)).toBe('accepted');
  const { rows } = await sql<{ object: string }>`select object_id as object from genomes.submission_files
    where sha256 = ${receipt.document.files[0]!.sha256}`.execute(receiver.archive.db.app);
  const path = receiver.archive.objects.pathOf(rows[0]!.object);
  truncateSync(path, readFileSync(path).length - 10);
  const attestation = (await call('POST', `/api/reporting/receipts/${id}/attestation`, { body: {} }))
    .json as Attestation;
  expect(attestation.statements[0]!.document).toMatchObject({ complete: false, readable: false });
  verifyAgainstReceipt(attestation, receipt, receipt.document.key);
  const removal = {
    files: [{ name: 'rotten.vcf', sha256: receipt.document.files[0]!.sha256 }],
    at: new Date().toISOString(),
  };
  const refused = await call('POST', `/api/reporting/receipts/${id}/removed`, { body: removal });
  expect([refused.status, refused.json.code]).toEqual([409, 'IDUN_REPORTING_NOT_ATTESTED']);
});

test('forged receipts and attestations do not hold: a changed byte, another key, another receipt’s statement', async () => {
  const receipt = await report('forged');
  const { id, key } = receipt.document;
  expect(await decided(id)).toBe('accepted');
  const attestation = (await call('POST', `/api/reporting/receipts/${id}/attestation`, { body: {} }))
    .json as Attestation;
  verifyAgainstReceipt(attestation, receipt, key);
  const changed = structuredClone(receipt);
  changed.document.files[0]!.sha256 = digest(Buffer.from('y'));
  expect(() => verifyReceipt(changed, key)).toThrow(/something in it was changed/);

  const pair = generateKeyPairSync('ed25519');
  const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const document = { ...receipt.document, key: fingerprintOf(publicKey) };
  const value = sign(null, Buffer.from(canonicalJson(document)), pair.privateKey).toString('base64');
  const forged: Receipt = { document, publicKey, signature: { algorithm: 'Ed25519', key: document.key, value } };
  verifyReceipt(forged, document.key);
  expect(() => verifyReceipt(forged, key)).toThrow(/another key/);

  const statement = structuredClone(attestation);
  statement.statements[0]!.document.submissionState = 'retracted';
  expect(() => verifyAgainstReceipt(statement, receipt, key)).toThrow(/changed/);
  const strange = await report('forged-too');
  expect(() => verifyAgainstReceipt(attestation, strange, key)).toThrow(/another receipt/);

  // A document as a file, and a machine that has never met the database: its key is nobody's.
  const path = join(folder, 'receipt.json');
  writeFileSync(path, JSON.stringify(receipt));
  expect(readDocument(path)).toEqual(receipt);
  expect(openSenderState(join(folder, 'state')).findServerByKey(key)).toBeUndefined();
});

test('after an erasure the file with the genome is attested no more, and no receipt here names the sample', async () => {
  const name = 'ZQNAMED';
  const content = Buffer.from(
    makeVcf([name, 'STAYS'].map((one, n) => ({ name: one, gt: (i) => (i % (n + 2) ? '0/0' : '0/1') }))),
  );
  const uploads = [describeFile(await upload(content), `${name}.vcf`, content)];
  const receipt = (await call('POST', '/api/reporting/submissions', { body: { uploads } })).json as Receipt;
  const { id, key } = receipt.document;
  expect(await decided(id)).toBe('accepted');
  const { rows } = await sql<{ id: string }>`select id from genomes.genomes where sample_name = ${name}`.execute(
    receiver.archive.db.app,
  );
  await eraseGenome(receiver.archive, {
    genome: rows[0]!.id,
    reason: 'by law',
    actor: { kind: 'operator', id: 'test' },
  });
  const attestation = (await call('POST', `/api/reporting/receipts/${id}/attestation`, { body: {} }))
    .json as Attestation;
  verifyAgainstReceipt(attestation, receipt, key);
  const { document } = attestation.statements[0]!;
  expect([document.complete, document.finding]).toEqual([false, expect.stringContaining('was erased')]);
  const status = await call('GET', `/api/reporting/receipts/${id}`);
  expect([status.status, JSON.stringify(status.json).includes(name)]).toEqual([200, false]);
  verifyReceipt(status.json.receipt, key);
});

test('a token is kept as its hash alone', async () => {
  const { rows } = await sql<{ row: string }>`select row_to_json(s)::text as row from genomes.senders s`.execute(
    receiver.archive.db.app,
  );
  expect(rows.length).toBeGreaterThan(1);
  for (const { row } of rows) expect(row.includes(token.slice(10)) || row.includes(other.slice(10))).toBe(false);
});
