import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordAccess } from '../../trust/audit/index.ts';
import { registerAudit } from './audit.ts';
import { type CliContext, makeContext } from './context.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-audit-cli-'));
const data = join(folder, 'data');
const person = 'per_0000000000000000000007';
// Keeps the embedded server up from one command to the next.
let holder: CliContext;
beforeAll(async () => {
  holder = makeContext(() => ({ data, json: true, log: 'silent' }));
  await holder.app();
});
afterAll(async () => {
  await holder.close();
  rmSync(folder, { recursive: true });
});

async function run<T = unknown>(
  ...words: string[]
): Promise<{ answer: T; text: string; exitCode: number | undefined }> {
  let answer: unknown;
  let text = '';
  const made = makeContext(() => ({ data, json: true, log: 'silent' }));
  const print: CliContext['print'] = (value, forPeople) => {
    answer = value;
    text = forPeople(value as never);
  };
  const context: CliContext = Object.create(made, { print: { value: print } });
  const program = new Command().exitOverride();
  registerAudit(program, context);
  try {
    await program.parseAsync(['node', 'idun', ...words]);
  } finally {
    await made.close();
  }
  return { answer: answer as T, text, exitCode: context.exitCode };
}

test('a command appends what it put on the record, and the log is proven, witnessed and exported', async () => {
  const { app } = await holder.database();
  for (let i = 0; i < 12; i++)
    await recordAccess(app, await holder.scope(), { action: 'genomes.show', object: person });
  const out = join(folder, 'export.ndjson');
  const exported = await run('audit', 'export', '--subject', person, '--out', out);
  expect(exported.answer).toMatchObject({ entries: 13 });
  const { answer } = await run<{ head: { size: number }; publicKey: string }>('audit', 'head');
  expect(answer.head.size).toBe(13);
  const key = join(folder, 'audit.pem');
  writeFileSync(key, answer.publicKey);
  const again = join(folder, 'again.ndjson');
  await run('audit', 'export', '--subject', person, '--out', again);
  const checked = await run('audit', 'verify', '--export', again, '--key', key);
  expect(checked).toMatchObject({
    exitCode: undefined,
    answer: { intact: true, proven: 13, pending: 1, pinned: true },
  });
  const file = join(folder, 'witness.ndjson');
  await run('audit', 'witness', file);
  const verified = await run('audit', 'verify', '--witness', file);
  expect(verified).toMatchObject({
    exitCode: undefined,
    answer: { intact: true, size: 14, witnessed: 1, findings: [] },
  });
  expect(verified.text).toContain('The log is intact.');
  const proof = await run('audit', 'prove', '--from', '5');
  expect(proof.answer).toMatchObject({ from: 5, to: 14 });
  const entry = JSON.parse(readFileSync(again, 'utf8').split('\n')[3]!);
  const proven = await run('audit', 'prove', JSON.parse(entry.entry).id);
  writeFileSync(again, proven.text);
  expect((await run('audit', 'verify', '--export', again, '--key', key)).answer).toMatchObject({
    proven: 1,
    wrong: [],
  });
});

test('a changed export and a changed log end with 1 and name the first', async () => {
  const out = join(folder, 'changed.ndjson');
  await run('audit', 'export', '--out', out);
  writeFileSync(out, readFileSync(out, 'utf8').replace('genomes.show', 'genomes.shop'));
  const checked = await run('audit', 'verify', '--export', out);
  expect(checked).toMatchObject({
    exitCode: 1,
    answer: { intact: false, wrong: [{ text: expect.stringContaining('hash') }] },
  });
  const { owner } = await holder.database();
  await sql`update trust.audit_entries set salt = sha256(salt) where entry_no = 4`.execute(owner);
  const verified = await run('audit', 'verify');
  expect(verified).toMatchObject({
    exitCode: 1,
    answer: { intact: false, findings: [{ kind: 'changed', number: 4 }] },
  });
  expect(verified.text).toMatch(/changed: The entry at leaf \d+ was changed.*number 4/);
});
